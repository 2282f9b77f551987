import { plain } from '../../../cards/text.ts';
import type { AskedStep } from '../../core/asks.ts';
import { JOURNAL } from '../../core/journal.ts';
import type { Entry } from '../../core/ledger.ts';
import { approvalsOf } from '../../core/quorum.ts';
import { standingOf, type Standing, type StepState } from '../../core/standing.ts';
import { isSealed } from './cast.ts';
import { sentencesOf, type Sentence } from './sentences.ts';
import { tellingOf, type Enclosed, type Telling } from './telling.ts';
import { quoted, utc } from './words.ts';

/** One step in one line, with all entries about it. */
export interface StepLine {
  readonly title: string;
  readonly risk: string;
  readonly came: string;
  readonly approvedBy: string;
  readonly entries: readonly number[];
}

/** What happened in one run, in plain language, from its entries alone. */
export interface RunStory {
  readonly run: string;
  readonly title: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Empty for a stream of the journal, which has none. */
  readonly steps: readonly StepLine[];
  readonly people: readonly (readonly [mark: string, name: string, id: string])[];
  readonly sentences: readonly Sentence[];
}

export function runStory(run: string, entries: readonly Entry[], enclosed: Enclosed): RunStory {
  const telling = tellingOf(run, entries, enclosed);
  const standing = standingOf(entries);
  const { started } = standing;
  const journal = started.walkthrough === JOURNAL;
  return {
    run,
    title: plain(started.title.replace(/[“”]/g, "'"), 200),
    facts: [
      ['Run', plain(run)],
      ['About', quoted(started.subject)],
      ['Started', utc(started.at)],
      ...(journal ? [] : outcomeOf(telling, standing)),
      ['Entries', String(entries.length)],
    ],
    steps: standing.steps.map((step) => ({
      title: quoted(step.title),
      risk: step.risk,
      came: CAME[step.state],
      approvedBy: approvedBy(
        telling,
        standing.asks.filter((asked) => asked.step === step.id),
      ),
      entries: entries.flatMap((entry) =>
        'step' in entry && entry.step === step.id ? [entry.seq] : [],
      ),
    })),
    people: telling.cast.players.map(({ mark, person, label }) => [
      mark,
      label.slice(0, -mark.length - 3),
      isSealed(person.id) ? `erased (${person.id})` : plain(person.id),
    ]),
    sentences: sentencesOf(telling, entries),
  };
}

const outcomeOf = (
  { cast }: Telling,
  { started, operator, ended }: Standing,
): readonly (readonly [string, string])[] => [
  ['Asked for by', cast.called(started.requester)],
  ...(operator.id === started.requester.id
    ? []
    : [['Answered for by', cast.called(operator)] as const]),
  ['Came to', ended ?? 'not ended'],
];

const CAME: Readonly<Record<StepState, string>> = {
  open: 'not begun',
  asked: 'asked for, not decided',
  approved: 'approved, not applied',
  applying: 'applied, not yet seen',
  waiting: 'waiting',
  'your-turn': 'waiting for a person',
  verified: 'verified by the bot',
  attested: 'attested by a person',
  rejected: 'rejected',
  failed: 'failed',
};

/** Whose yes carried the last request for a step. */
function approvedBy({ cast }: Telling, asks: readonly AskedStep[]): string {
  const last = asks.at(-1);
  if (last === undefined) return 'nobody was asked';
  if (last.brokenGlass !== undefined)
    return `nobody: ${cast.called(last.brokenGlass.by)} went ahead in an emergency`;
  const names = approvalsOf(last.votes).map(({ by, onBehalfOf }) =>
    onBehalfOf === undefined
      ? cast.called(by)
      : `${cast.called(by)} for ${cast.called(onBehalfOf)}`,
  );
  const no = last.votes.some(({ verdict }) => verdict === 'rejected');
  if (no) return names.length === 0 ? 'nobody; rejected' : `${names.join(', ')}; rejected`;
  return names.length === 0 ? 'nobody' : names.join(', ');
}

/** `entry 12`, `entries 3, 5–7`. */
export function entriesNamed(seqs: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const seq of seqs.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && seq <= last[1] + 1) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  const shown = ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
  return `${seqs.length === 1 ? 'entry' : 'entries'} ${shown.join(', ')}`;
}
