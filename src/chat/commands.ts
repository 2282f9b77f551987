import type { Walkthrough } from '../core/walkthrough.ts';
import { DRIFTING, type DriftCommand } from './drift-commands.ts';
import { evidenceIn, type EvidenceCommand } from './evidence.ts';
import { referenceIn, RUN_NAME, type Reference } from './reference.ts';
import { STEERING, type SteeringCommand } from './steering-commands.ts';

/** What a person may type from any state. Buttons run the same commands. */
export type Command =
  | SteeringCommand
  | DriftCommand
  | EvidenceCommand
  | { readonly kind: 'help' }
  | { readonly kind: 'welcome' }
  | { readonly kind: 'status'; readonly run?: string }
  | { readonly kind: 'approvals' }
  | { readonly kind: 'work' }
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'cancel'; readonly run?: string; readonly rest?: string }
  | { readonly kind: 'set-up'; readonly walkthrough: string; readonly typed?: string }
  | {
      readonly kind: 'vote';
      readonly verdict: 'approved' | 'rejected';
      readonly run?: string;
      readonly ask?: number;
      readonly rest: string;
    }
  | {
      readonly kind: 'on-run';
      readonly verb: 'plan' | 'withdraw' | 'resume' | 'check' | 'health' | 'report';
      readonly run?: string;
      readonly rest: string;
    }
  | {
      readonly kind: 'done';
      readonly run?: string;
      readonly step?: string;
      /** What was pasted after the step, as it is. */
      readonly pasted?: string;
    };

/**
 * The run a command is about, with what else was said. One word that is no reference is taken for
 * the mistyped name of a run; a sentence is none: it may be the answer to an open question.
 */
function aboutRun(text: string): Reference | undefined {
  const reference = referenceIn(text);
  const { run, rest } = reference;
  if (run !== undefined || rest === '') return reference;
  return rest.includes(' ') ? undefined : { run: rest.toUpperCase(), rest: '' };
}

type Parser = (rest: string) => Command | undefined;

const named = ({ run }: Reference) => (run === undefined ? {} : { run });

const onRun =
  (verb: (Command & { kind: 'on-run' })['verb'], read = aboutRun): Parser =>
  (said) => {
    const about = read(said);
    return about && { kind: 'on-run', verb, rest: about.rest, ...named(about) };
  };

const vote =
  (verdict: 'approved' | 'rejected'): Parser =>
  (rest) => ({ kind: 'vote', verdict, ...referenceIn(rest) });

const alone =
  (command: Command): Parser =>
  (rest) =>
    rest === '' ? command : undefined;

const help = alone({ kind: 'help' });
const welcome = alone({ kind: 'welcome' });

/** By first word; what follows decides whether it is this command at all. */
const WORDS: Readonly<Record<string, Parser>> = {
  ...STEERING,
  ...DRIFTING,
  // `end delegation` and `end exception` begin alike.
  end: (rest) => STEERING['end']?.(rest) ?? DRIFTING['end']?.(rest),
  help,
  '?': help,
  hi: welcome,
  hello: welcome,
  hey: welcome,
  start: welcome,
  approvals: alone({ kind: 'approvals' }),
  inbox: alone({ kind: 'approvals' }),
  work: alone({ kind: 'work' }),
  checkpoint: alone({ kind: 'checkpoint' }),
  evidence: evidenceIn,
  status(rest) {
    const about = aboutRun(rest);
    return about && { kind: 'status', ...named(about) };
  },
  cancel(said) {
    const about = aboutRun(said);
    if (about?.run === undefined) return about && { kind: 'cancel' };
    return { kind: 'cancel', run: about.run, rest: about.rest };
  },
  stop: alone({ kind: 'cancel' }),
  approve: vote('approved'),
  reject: vote('rejected'),
  plan: onRun('plan'),
  // A reason may follow, with a run or without.
  withdraw: onRun('withdraw', referenceIn),
  resume: onRun('resume'),
  check: onRun('check'),
  health: onRun('health'),
  // `report exports` asks for a saved report; a run's name has a digit, or fits in every letter.
  report(said) {
    const about = aboutRun(said);
    const isRun = about?.run === undefined || /\d/.test(about.run) || RUN_NAME.test(about.run);
    return about && isRun
      ? { kind: 'on-run', verb: 'report', rest: about.rest, ...named(about) }
      : undefined;
  },
  done(rest) {
    const about = referenceIn(rest);
    const step = about.rest.toLowerCase();
    if (step.includes(' ')) return undefined;
    return { kind: 'done', ...named(about), ...(step === '' ? {} : { step }) };
  },
};

const STEP = /^[a-z0-9]+(?:-[a-z0-9]+)*$/i;

/**
 * `done 7K2QF9 onboarding-validated` and what was pasted after it, line breaks and all. Without the
 * run only a word that can be nothing but a step: `done that already` may be an answer.
 */
function pastedIn(text: string): Command | undefined {
  const [, said] = /^\s*done\s+(\S.*)$/is.exec(text) ?? [];
  if (said === undefined) return undefined;
  const about = referenceIn(said);
  const [, step = '', pasted = ''] = /^(\S+)\s+(\S.*)$/s.exec(about.rest) ?? [];
  const isStep = STEP.test(step) && (about.run !== undefined || step.includes('-'));
  return isStep && /[\p{L}\p{N}]/u.test(pasted)
    ? { kind: 'done', ...named(about), step: step.toLowerCase(), pasted }
    : undefined;
}

const tidy = (text: string): string =>
  text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/(?<!^)[.!?…]+$/, '')
    .trim();

/** `undo 7K2QF9` begins the walkthrough and answers its first question. */
function walkthroughIn(text: string, walkthroughs: readonly Walkthrough[]): Command | undefined {
  const said = text.replace(/^setup(?= )/i, 'set up');
  for (const { id, command } of walkthroughs) {
    const [first, more] = [said.slice(0, command.length), said.slice(command.length)];
    if (first.toLowerCase() !== command) continue;
    if (more === '') return { kind: 'set-up', walkthrough: id };
    if (more.startsWith(' ')) return { kind: 'set-up', walkthrough: id, typed: more.slice(1) };
  }
  return undefined;
}

/** The command that a text is, or undefined: then it may be an answer to a question. */
export function commandIn(text: string, walkthroughs: readonly Walkthrough[]): Command | undefined {
  const said = tidy(text);
  const started = walkthroughIn(said, walkthroughs);
  if (started !== undefined) return started;
  const pasted = pastedIn(text);
  if (pasted !== undefined) return pasted;
  const [first = '', ...rest] = said.split(' ');
  return Object.hasOwn(WORDS, first.toLowerCase())
    ? WORDS[first.toLowerCase()]?.(rest.join(' '))
    : undefined;
}

/** First words, for suggestions. */
export const commandWords = (walkthroughs: readonly Walkthrough[]): readonly string[] => [
  ...Object.keys(WORDS).filter((word) => word.length > 2),
  ...walkthroughs.map(({ command }) => command),
];
