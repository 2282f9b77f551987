import { plain } from '../../../cards/text.ts';
import { JOURNAL } from '../../core/journal.ts';
import type { Entry, Exchange } from '../../core/ledger.ts';
import * as asked from './asked.ts';
import type { Told, Together } from './asked.ts';
import type { Telling } from './telling.ts';
import { because, changeNamed, changeTold, quoted, told, utc } from './words.ts';

/** One sentence of the story, with the entries that it is drawn from. */
export interface Sentence extends Told {
  /** ISO time of the first of them. */
  readonly at: string;
  readonly entries: readonly number[];
}

/** Which entries of a run were written by one deed: they make one sentence. */
function deedOf(entry: Entry): string {
  const { kind, at, seq } = entry;
  const about = (...more: readonly string[]) => JSON.stringify([kind, at, ...more]);
  switch (entry.kind) {
    case 'requested':
    case 'expired':
    case 'voided':
      return about(String(entry.ask));
    case 'decided':
      return about(String(entry.ask), entry.by.id, entry.verdict);
    case 'broke-glass':
      return about(String(entry.ask), entry.by.id);
    case 'started':
    case 'withdrawn':
    case 'reviewed':
    case 'handed-over':
    case 'applying':
    case 'applied':
    case 'verified':
    case 'attested':
    case 'waiting':
    case 'failed':
    case 'resumed':
    case 'cancelled':
    case 'finished':
    case 'noted':
      return about(String(seq));
  }
}

type Kinds = Entry['kind'];
type Of<Kind extends Kinds> = Extract<Entry, { readonly kind: Kind }>;

const isKind =
  <Kind extends Kinds>(kind: Kind) =>
  (entry: Entry): entry is Of<Kind> =>
    entry.kind === kind;

/** All of one kind, where the first one is known. */
const alike = <Kind extends Kinds>(
  first: Of<Kind>,
  all: readonly Entry[],
  kind: Kind,
): Together<Of<Kind>> => [first, ...all.slice(1).filter(isKind(kind))];

/** The sentences of one run, in the order of its entries. */
export function sentencesOf(telling: Telling, entries: readonly Entry[]): readonly Sentence[] {
  const deeds: Entry[][] = [];
  for (const entry of entries) {
    const last = deeds.at(-1);
    const before = last?.[0];
    if (last !== undefined && before !== undefined && deedOf(before) === deedOf(entry))
      last.push(entry);
    else deeds.push([entry]);
  }
  return deeds.flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const seqs = all.map(({ seq }) => seq);
    const { says, ...more } = tell(telling, first, all);
    return [{ at: first.at, entries: seqs, says: ended(says), ...more }];
  });
}

/** Words that end with a full stop need no second one behind the quotation. */
const ended = (says: string): string => says.replace(/(?<=[.!?…]”)\.(?= |$)/g, '');

function tell(telling: Telling, entry: Entry, all: readonly Entry[]): Told {
  const { cast } = telling;
  switch (entry.kind) {
    case 'started':
      return entry.walkthrough === JOURNAL ? { says: JOURNAL_BEGUN } : started(telling, entry);
    case 'requested':
      return asked.requested(telling, alike(entry, all, entry.kind));
    case 'decided':
      return asked.decided(telling, alike(entry, all, entry.kind));
    case 'expired':
      return asked.expired(telling, alike(entry, all, entry.kind));
    case 'voided':
      return asked.voided(telling, alike(entry, all, entry.kind));
    case 'broke-glass':
      return asked.brokeGlass(telling, alike(entry, all, entry.kind));
    case 'reviewed':
      return {
        says: `${cast.called(entry.by)} reviewed what was done without approval in ${telling.ask(entry.ask)} and ${entry.verdict === 'upheld' ? 'upheld it' : 'objected to it'}${because(entry.reason)}.`,
      };
    case 'handed-over':
      return {
        says: `${cast.called(entry.by)} handed the run over to ${cast.called(entry.to)}${because(entry.reason)}; neither of them may approve in it.`,
      };
    case 'withdrawn':
      return { says: `${cast.called(entry.by)} took the requests back${because(entry.reason)}.` };
    case 'resumed':
      return { says: `${cast.called(entry.by)} had the run go on; everything was checked again.` };
    case 'cancelled':
      return {
        says: `${cast.called(entry.by)} cancelled the run${because(entry.reason)}; what had been done stayed done.`,
      };
    case 'applying':
    case 'applied':
    case 'verified':
    case 'attested':
    case 'waiting':
    case 'failed':
      return onStep(telling, entry);
    case 'finished':
      return { says: 'The run finished: every step held.' };
    case 'noted':
      return {
        says: `${entry.by === undefined ? 'The bot' : cast.called(entry.by)} put on record: ${quoted(entry.what)}.`,
        under: [told(entry.details)],
      };
  }
}

const JOURNAL_BEGUN = 'The bot began to note here what was done outside of runs on this day.';

const started = (
  { cast }: Telling,
  { requester, title, walkthrough, subject, answers, steps }: Of<'started'>,
): Told => ({
  says: `${cast.called(requester)} asked for ${quoted(title)} (${plain(walkthrough)}) about ${quoted(subject)}.`,
  under: [
    `The answers given: ${told(answers)}`,
    ...steps.map(
      ({ id, title: step, stage, risk, oneWay }) =>
        `Step ${quoted(step)} (${plain(id)}), stage ${quoted(stage)}, risk ${risk}${oneWay === undefined ? '' : `: ${quoted(oneWay)}`}.`,
    ),
  ],
});

type OnStep = Of<'applying' | 'applied' | 'verified' | 'attested' | 'waiting' | 'failed'>;

function onStep(telling: Telling, entry: OnStep): Told {
  const step = telling.step(entry.step);
  switch (entry.kind) {
    case 'applying':
      return {
        says: `The bot began to apply a change of ${step}, with the request id ${plain(entry.requestId)}.`,
        under: [changeNamed(entry.change)],
      };
    case 'applied':
      return {
        says: `The service accepted the change of ${step}, with the request id ${plain(entry.requestId)}.`,
        under: [changeNamed(entry.change), ...(entry.exchanges ?? []).map(exchangeTold)],
      };
    case 'verified':
      return {
        says: `The bot looked and found that ${step} holds${entry.found === undefined ? '' : `: ${quoted(entry.found)}`}.`,
      };
    case 'attested':
      return {
        says: `${telling.cast.called(entry.by)} attested ${step}: ${quoted(entry.statement)}. The bot cannot see this itself.`,
        under:
          entry.seen === undefined ? [] : [`Understood of what was pasted: ${told(entry.seen)}`],
      };
    case 'waiting':
      return {
        says: `${step} waited: ${quoted(entry.on)}${entry.usually === undefined ? '' : `, which usually takes ${quoted(entry.usually)}`}${entry.lookAgainAt === undefined ? '' : `; to be looked at again at ${utc(entry.lookAgainAt)}`}.`,
        under: entry.change === undefined ? [] : [changeTold(entry.change)],
      };
    case 'failed':
      return { says: `${step} failed: ${quoted(entry.what)} ${quoted(entry.next)}` };
  }
}

const exchangeTold = ({ at, method, url, status, request, response }: Exchange): string =>
  `${utc(at)}: ${plain(method)} ${plain(url, 1000)}, answered with ${status === 0 ? 'nothing' : status}; SHA-256 of what was sent ${plain(request)}, of the answer ${plain(response)}.`;
