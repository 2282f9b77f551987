import type { Change, Entry } from './entries.ts';
import { digestOf, type Json } from './json.ts';
import type { Manifest } from './manifest.ts';
import { hasErased } from './openings.ts';
import type { Tally } from './tally.ts';

/** What puts a policy in force once it is applied; it names the one before, and the new one. */
const OPERATION = 'policy.set';

/** A request is written a moment after its policy was read, maybe by a machine whose clock is a little off. */
const MOMENT = 60_000;

interface Set {
  /** Milliseconds. */
  readonly at: number;
  /** Digests; undefined where the data of somebody in it was erased. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const digestIn = (document: Json): string | undefined =>
  hasErased(document) ? undefined : digestOf(document);

const setBy = (at: string, { details }: Change): Set => ({
  ...{ at: Date.parse(at), before: digestIn(details.before), after: digestIn(details.after) },
});

const NOT_SHOWN =
  'A request names its policy. That this one was in force at that time cannot be judged from this pack: it does not hold every change of the policy since one that was in force before';

interface Asked {
  readonly at: number;
  readonly policy: string | undefined;
  readonly place: string;
}

/**
 * Holds the policy that each request names against those that came into force in this pack: by their
 * times, for leaves of different runs need not stand in the order of time. A change that is not in it
 * can only be ruled out in a whole ledger, or within the pack's period.
 */
export function policyInForce({ scope }: Manifest, tally: Tally) {
  const sets: Set[] = [];
  const requests: Asked[] = [];

  const isWithin = (since: number, until: number): boolean =>
    scope.kind === 'period' && since >= Date.parse(scope.from) && until < Date.parse(scope.to);

  function judge({ at, policy, place }: Asked, isAll: boolean): void {
    const last = sets.findLast((set) => set.at <= at);
    const inForce = last?.after;
    if (last === undefined || inForce === undefined) return tally.note(NOT_SHOWN);
    if (!isAll && !isWithin(last.at, at)) return tally.note(NOT_SHOWN);
    tally.count('policies');
    if ([inForce, ...changing(sets, at)].some((digest) => digest === policy)) return;
    const names = policy === undefined ? 'no policy' : 'a policy that was not in force';
    tally.fault('policies', place, `names ${names}: the one in force then was ${inForce}`);
  }

  return {
    entry(entry: Entry, place: string): void {
      const at = Date.parse(entry.at);
      if (entry.kind === 'requested') requests.push({ at, policy: entry.policy, place });
      else if (entry.kind === 'applied' && entry.change.details.operation === OPERATION)
        sets.push(setBy(entry.at, entry.change));
    },
    /** Told when all entries were seen, and whether those are all that the ledger has. */
    end(isAll: boolean): void {
      sets.sort((a, b) => a.at - b.at);
      for (const asked of requests) judge(asked, isAll);
    },
  };
}

/** What was being replaced, or coming into force, in that very moment. */
const changing = (sets: readonly Set[], at: number): readonly (string | undefined)[] =>
  sets
    .filter((set) => Math.abs(at - set.at) <= MOMENT)
    .flatMap(({ before, after }) => [before, after]);
