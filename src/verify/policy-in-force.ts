import type { Requested } from './asks.ts';
import type { Change, Entry } from './entries.ts';
import { digestOf, type Json } from './json.ts';
import type { Manifest } from './manifest.ts';
import { hasErased } from './openings.ts';
import type { Tally } from './tally.ts';

/** What puts a policy in force once it is applied; it names the one before, and the new one. */
const OPERATION = 'policy.set';

/** A request is written a moment after its policy was read. */
const MOMENT = 60_000;

interface Set {
  /** Milliseconds. */
  readonly at: number;
  /** Digests; undefined where the data of somebody in it was erased. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

interface Doubt {
  readonly asked: Requested;
  readonly place: string;
  /** Since when this pack would have to show every change of the policy. */
  readonly since: number;
  readonly inForce: string;
  /** Whether it names that one, or the one that was replaced just then. */
  readonly fits: boolean;
}

const digestIn = (document: Json): string | undefined =>
  hasErased(document) ? undefined : digestOf(document);

const setBy = (at: string, { details }: Change): Set => ({
  ...{ at: Date.parse(at), before: digestIn(details.before), after: digestIn(details.after) },
});

const NOT_SHOWN =
  'A request names its policy. That this one was in force at that time cannot be judged from this pack: it does not hold every change of the policy since one that was in force before';

/**
 * Holds the policy that each request names against those that came into force in this pack. A
 * change that is not in it can only be ruled out in a whole ledger, or within the pack's period.
 */
export function policyInForce({ scope }: Manifest, tally: Tally) {
  const sets: Set[] = [];
  const doubts: Doubt[] = [];

  const isWithin = (since: number, until: number): boolean =>
    scope.kind === 'period' && since >= Date.parse(scope.from) && until < Date.parse(scope.to);

  function request(asked: Requested, place: string): void {
    const last = sets.at(-1);
    if (last?.after === undefined) return tally.note(NOT_SHOWN);
    const at = Date.parse(asked.at);
    const replaced = sets.flatMap((set) => (at - set.at <= MOMENT ? (set.before ?? []) : []));
    const fits = [last.after, ...replaced].some((digest) => digest === asked.policy);
    if (fits && isWithin(last.at, at)) tally.count('policies');
    else doubts.push({ asked, place, since: last.at, inForce: last.after, fits });
  }

  function settle({ asked, place, inForce, fits }: Doubt): void {
    tally.count('policies');
    if (fits) return;
    const names = asked.policy === undefined ? 'no policy' : 'a policy that was not in force';
    tally.fault('policies', place, `names ${names}: the one in force then was ${inForce}`);
  }

  return {
    entry(entry: Entry, place: string): void {
      if (entry.kind === 'requested') request(entry, place);
      else if (entry.kind === 'applied' && entry.change.details.operation === OPERATION)
        sets.push(setBy(entry.at, entry.change));
    },
    /** Told when all entries were seen, and whether those are all that the ledger has. */
    end(isAll: boolean): void {
      for (const doubt of doubts)
        if (isAll || isWithin(doubt.since, Date.parse(doubt.asked.at))) settle(doubt);
        else tally.note(NOT_SHOWN);
    },
  };
}
