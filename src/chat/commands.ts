import type { Walkthrough } from '../core/walkthrough.ts';

/** What a person may type from any state. Buttons run the same commands. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'welcome' }
  | { readonly kind: 'status'; readonly run?: string }
  | { readonly kind: 'approvals' }
  | { readonly kind: 'work' }
  | { readonly kind: 'cancel'; readonly run?: string }
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
  | { readonly kind: 'done'; readonly run?: string; readonly step?: string };

const RUN = '[2-9A-HJ-NP-Z]{6}';
const REFERENCE = new RegExp(`^(${RUN})(?:-(\\d{1,4}))?(?:\\s+(.*))?$`, 'is');

interface Reference {
  readonly run?: string;
  readonly ask?: number;
  readonly rest: string;
}

/** `7K2QF9-1 because of this`: the run, the ask, and what else was said. */
function referenceIn(text: string): Reference {
  const found = REFERENCE.exec(text.trim());
  if (found === null) return { rest: text.trim() };
  const [, run = '', ask, rest = ''] = found;
  return {
    run: run.toUpperCase(),
    ...(ask === undefined ? {} : { ask: Number(ask) }),
    rest: rest.trim(),
  };
}

const runOf = (text: string): { readonly run?: string } => {
  const { run } = referenceIn(text);
  return run === undefined ? {} : { run };
};

type Parser = (rest: string) => Command | undefined;

const onRun =
  (verb: (Command & { kind: 'on-run' })['verb']): Parser =>
  (rest) => {
    const { run, rest: more } = referenceIn(rest);
    return { kind: 'on-run', verb, rest: more, ...(run === undefined ? {} : { run }) };
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
  help,
  '?': help,
  hi: welcome,
  hello: welcome,
  hey: welcome,
  start: welcome,
  approvals: alone({ kind: 'approvals' }),
  inbox: alone({ kind: 'approvals' }),
  work: alone({ kind: 'work' }),
  status: (rest) => ({ kind: 'status', ...runOf(rest) }),
  cancel: (rest) => ({ kind: 'cancel', ...runOf(rest) }),
  stop: alone({ kind: 'cancel' }),
  approve: vote('approved'),
  reject: vote('rejected'),
  plan: onRun('plan'),
  withdraw: onRun('withdraw'),
  resume: onRun('resume'),
  check: onRun('check'),
  health: onRun('health'),
  report: onRun('report'),
  done(rest) {
    const { run, rest: step } = referenceIn(rest);
    return {
      kind: 'done',
      ...(run === undefined ? {} : { run }),
      ...(step === '' ? {} : { step: step.toLowerCase() }),
    };
  },
};

const tidy = (text: string): string =>
  text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[.!]+$/, '');

/** `undo 7K2QF9` begins the walkthrough and answers its first question. */
function walkthroughIn(text: string, walkthroughs: readonly Walkthrough[]): Command | undefined {
  const lower = text.toLowerCase().replace(/^setup\b/, 'set up');
  for (const { id, command } of walkthroughs) {
    if (lower === command) return { kind: 'set-up', walkthrough: id };
    if (lower.startsWith(`${command} `))
      return {
        kind: 'set-up',
        walkthrough: id,
        typed: text.slice(-(lower.length - command.length - 1)),
      };
  }
  return undefined;
}

/** The command that a text is, or undefined: then it may be an answer to a question. */
export function commandIn(text: string, walkthroughs: readonly Walkthrough[]): Command | undefined {
  const said = tidy(text);
  const started = walkthroughIn(said, walkthroughs);
  if (started !== undefined) return started;
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
