import { peopleOf, type Decided } from './asks.ts';
import type { Entry } from './entries.ts';
import { isRecord, type Json } from './json.ts';
import { isSealed } from './openings.ts';
import type { Tally } from './tally.ts';

/** What puts a deputy in force once it is applied, and what ends one early. */
const OPERATION = 'approvals.delegate';
const ENDED = 'delegation-ended';

const DAY = 24 * 60 * 60_000;
/** A vote is written a moment after it was judged. */
const MOMENT = 30_000;

interface Given {
  readonly run: string;
  readonly approver: string;
  readonly deputy: string;
  /** Milliseconds: from when until when it gives anything. */
  readonly begins: number;
  readonly ends: number;
}

interface Acted {
  readonly vote: Decided;
  readonly place: string;
}

const memberOf = (value: Json, name: string): Json =>
  isRecord(value) ? (value[name] ?? null) : null;

const textOf = (value: Json): string => (typeof value === 'string' ? value : '');

function givenBy(run: string, at: string, after: Json): Given {
  const idIn = (name: string) => textOf(memberOf(memberOf(after, name), 'id')).toLowerCase();
  const dayIn = (name: string) => Date.parse(`${textOf(memberOf(after, name))}T00:00:00Z`);
  return {
    ...{ run, approver: idIn('approver'), deputy: idIn('deputy') },
    begins: Math.max(Date.parse(at), dayIn('from')),
    ends: dayIn('until') + DAY,
  };
}

const ELSEWHERE =
  'A deputy decided for an approver. That they were one at that time cannot be judged from this pack: the run that made them so is not in it';
const ERASED =
  'A deputy decided for an approver. That they were one at that time cannot be judged: the data of one of them was erased';

/**
 * Holds each vote in somebody's place against the delegations of the pack. That there is none can
 * only be told where the whole ledger is there.
 */
export function deputiesOf(tally: Tally) {
  const given: Given[] = [];
  const ended = new Map<string, number>();
  const acted: Acted[] = [];

  const standingAt = (time: number): readonly Given[] =>
    given.filter(({ run, begins, ends }) => {
      const last = Math.min(ends, ended.get(run) ?? Infinity);
      return time >= begins && time <= last + MOMENT;
    });

  function judge({ vote, place }: Acted, isAll: boolean): void {
    const [deputy, approver] = peopleOf(vote);
    const standing = standingAt(Date.parse(vote.at));
    if (standing.some((one) => one.deputy === deputy && one.approver === approver)) return;
    // The seals of one person differ from run to run, so those can be held against nothing.
    const ids = [deputy, approver, ...standing.flatMap((one) => [one.deputy, one.approver])];
    if (ids.some((id) => id !== undefined && isSealed(id))) return tally.note(ERASED);
    if (!isAll) return tally.note(ELSEWHERE);
    const whom = vote.onBehalfOf?.name ?? 'nobody';
    const says = `${vote.by.name} decides for ${whom} without a delegation that was in force`;
    tally.fault('approvals', place, says);
  }

  return {
    entry(entry: Entry, run: string, place: string): void {
      if (entry.kind === 'applied' && entry.change.details.operation === OPERATION)
        given.push(givenBy(run, entry.at, entry.change.details.after));
      else if (entry.kind === 'noted' && entry.what === ENDED && !ended.has(run))
        ended.set(run, Date.parse(entry.at));
      else if (entry.kind === 'decided' && entry.onBehalfOf !== undefined)
        acted.push({ vote: entry, place });
    },
    /** Told when all entries were seen, and whether those are all that the ledger has. */
    end(isAll: boolean): void {
      for (const one of acted) {
        tally.count('approvals');
        judge(one, isAll);
      }
    },
  };
}
