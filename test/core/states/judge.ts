import type { Entry, Requested } from '../../../src/core/ledger.ts';
import type { State } from './state.ts';

/**
 * The rules of approval once more, over the bare entries and without the machine's own reading of
 * them: what is not as it must be, in sentences.
 */
export function faultsIn({ entries, world }: Pick<State, 'entries' | 'world'>): readonly string[] {
  return [
    ...entries.flatMap((entry, index) =>
      entry.kind === 'applying' ? unapproved(entries.slice(0, index), entry) : [],
    ),
    ...countedTwice(entries),
    ...appliedTwice(entries),
    ...world.deeds.flatMap(({ door, requestId }) =>
      entries.some((entry) => entry.kind === 'applying' && entry.requestId === requestId)
        ? []
        : [`the ${door} door was shut and nothing of it is on record`],
    ),
    ...ownWord(entries),
    ...ownReview(entries),
    ...askedAgain(entries),
  ];
}

/** What a person has done, or has taken back, is not asked of anybody again. */
function askedAgain(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap((entry, index) => {
    if (entry.kind !== 'requested' && entry.kind !== 'waiting') return [];
    const before = entries.slice(0, index);
    const stopped = before.findLast(({ kind }) => kind === 'withdrawn' || kind === 'resumed');
    if (before.some((one) => one.kind === 'attested' && one.step === entry.step))
      return [`${entry.step} was done by hand, and asked for again`];
    return stopped?.kind === 'withdrawn' && entry.kind === 'requested'
      ? [`${entry.step} was taken back, and asked for again`]
      : [];
  });
}

/**
 * What was begun by one advance although the policy in force at that moment demands more people
 * than have agreed.
 */
export function outgrownIn(entries: readonly Entry[], from: number, quorum: number) {
  return entries.flatMap((entry, index) => {
    if (index < from || entry.kind !== 'applying') return [];
    const found = requestBefore(entries.slice(0, index), entry.step);
    const mine = (found?.since ?? []).filter((one) => 'step' in one && one.step === entry.step);
    if (mine.some(({ kind }) => kind === 'broke-glass')) return [];
    const yes = mine.filter((one) => one.kind === 'decided' && one.verdict === 'approved');
    return yes.length >= quorum
      ? []
      : [`${entry.step} was applied under a policy it is too little for`];
  });
}

type Is<Kind extends Entry['kind']> = Extract<Entry, { readonly kind: Kind }>;

const asking = (entries: readonly Entry[]): ReadonlySet<string> =>
  new Set(
    entries.flatMap((entry) => {
      if (entry.kind === 'started') return [entry.requester.id];
      if (entry.kind === 'resumed') return [entry.by.id];
      return entry.kind === 'handed-over' ? [entry.by.id, entry.to.id] : [];
    }),
  );

/** The newest request for the step, with where it stands. */
function requestBefore(before: readonly Entry[], step: string) {
  const index = before.findLastIndex((entry) => entry.kind === 'requested' && entry.step === step);
  const request = before[index];
  return request?.kind === 'requested' ? { request, since: before.slice(index + 1) } : undefined;
}

function unapproved(before: readonly Entry[], { step, change, at }: Is<'applying'>) {
  const found = requestBefore(before, step);
  if (found === undefined) return [`${step} was applied, and nobody was asked`];
  const { request, since } = found;
  const mine = (entry: Entry) =>
    'ask' in entry && entry.ask === request.ask && (!('step' in entry) || entry.step === step);
  const wrong: string[] = [];
  if (request.changes.every(({ digest }) => digest !== change.digest))
    wrong.push('it was not in the plan');
  if (since.some((entry) => ['withdrawn', 'cancelled'].includes(entry.kind)))
    wrong.push('it had been taken back');
  if (since.some((entry) => ['expired', 'voided'].includes(entry.kind) && mine(entry)))
    wrong.push('the request had ended');
  if (request.notBefore !== undefined && at < request.notBefore) wrong.push('it was too early');
  const glass = since.find((entry) => entry.kind === 'broke-glass' && mine(entry));
  if (glass === undefined) wrong.push(...votesWrong(before, request, since.filter(mine)));
  else if (request.notBefore !== undefined) wrong.push('glass was broken at a one-way door');
  if (request.notBefore !== undefined && at >= request.expiresAt) wrong.push('it was too late');
  return wrong.map((why) => `${step} was applied although ${why}`);
}

function votesWrong(before: readonly Entry[], request: Requested, since: readonly Entry[]) {
  const votes = since.filter((entry): entry is Is<'decided'> => entry.kind === 'decided');
  const wrong: string[] = [];
  if (votes.some(({ verdict }) => verdict === 'rejected')) wrong.push('somebody had said no');
  const asked = asking(before);
  const counted = new Set<string>();
  const yes = votes.filter(({ verdict, digest, by, onBehalfOf, at }) => {
    const people = [by.id, ...(onBehalfOf === undefined ? [] : [onBehalfOf.id])];
    const counts =
      verdict === 'approved' &&
      digest === request.digest &&
      at < request.expiresAt &&
      people.every((id) => !asked.has(id) && !counted.has(id));
    if (counts) people.forEach((id) => counted.add(id));
    return counts;
  });
  if (yes.length < request.quorum) wrong.push(`only ${yes.length} of ${request.quorum} agreed`);
  return wrong;
}

function countedTwice(entries: readonly Entry[]): readonly string[] {
  const seen = new Set<string>();
  return entries.flatMap((entry) => {
    if (entry.kind !== 'decided') return [];
    const key = [entry.ask, entry.step, entry.onBehalfOf?.id ?? entry.by.id, entry.verdict].join();
    if (seen.has(key)) return [`a decision of ${entry.by.name} stands there twice`];
    seen.add(key);
    return [];
  });
}

/** The same change, applied with success twice under one request. */
function appliedTwice(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap((entry, index) => {
    if (entry.kind !== 'applied') return [];
    const asked = entries.findLastIndex(
      (other, at) => at < index && other.kind === 'requested' && other.step === entry.step,
    );
    const again = entries
      .slice(asked, index)
      .some((other) => other.kind === 'applied' && other.requestId === entry.requestId);
    return again ? [`${entry.step} was applied twice under one approval`] : [];
  });
}

/** Whoever approved something does not say that it was done. */
const ownWord = (entries: readonly Entry[]): readonly string[] =>
  entries.flatMap((entry, index) => {
    if (entry.kind !== 'attested') return [];
    const found = requestBefore(entries.slice(0, index), entry.step);
    const own = found?.since.some(
      (other) =>
        other.kind === 'decided' &&
        other.step === entry.step &&
        other.verdict === 'approved' &&
        other.by.id === entry.by.id,
    );
    return own === true ? [`${entry.by.name} approved ${entry.step} and attested it`] : [];
  });

/** What was done without approval is reviewed, once, by somebody who has no part in it. */
const ownReview = (entries: readonly Entry[]): readonly string[] =>
  entries.flatMap((entry, index) => {
    if (entry.kind !== 'reviewed') return [];
    const before = entries.slice(0, index);
    const mine = before.filter((other) => 'ask' in other && other.ask === entry.ask);
    const glass = mine.filter((other) => other.kind === 'broke-glass');
    const own = asking(before).has(entry.by.id) || glass.some(({ by }) => by.id === entry.by.id);
    return [
      ...(glass.length === 0 ? [`request ${entry.ask} was reviewed and nobody broke glass`] : []),
      ...(own ? [`${entry.by.name} reviewed what is their own`] : []),
      ...(mine.some(({ kind }) => kind === 'reviewed') ? ['a review stands there twice'] : []),
    ];
  });
