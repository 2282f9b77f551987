import { asksOf } from './asks.ts';
import type { Entry, Happening } from './ledger.ts';
import type { Understood } from './pasted.ts';
import type { Person, Role } from './people.ts';
import { approversOf, peopleOf } from './quorum.ts';
import { isSettled, standingOf } from './standing.ts';
import { noEarlier } from './times.ts';

/** What came of a request to change a run: recorded, or refused with a sentence. */
export type Answer =
  /** `entries`: the run's, up to what was recorded. */
  | { readonly kind: 'recorded'; readonly says: string; readonly entries: readonly Entry[] }
  /** Nothing was recorded, because it stands already. */
  | { readonly kind: 'settled'; readonly says: string }
  | { readonly kind: 'refused'; readonly says: string };

/** Who asks, with the roles held at this moment. */
export interface By {
  readonly person: Person;
  readonly roles: ReadonlySet<Role>;
}

/** Somebody else answers for the run from now on; what was approved stays approved. */
export const handOver = ({ person }: By, to: By, reason: string | undefined): Judge =>
  openOnly((entries) => {
    if (!to.roles.has('operator'))
      return refused(`${to.person.name} is no operator, so the run cannot be handed over to them.`);
    const { operator, asks } = standingOf(entries);
    // To take it over one has to be there oneself: nobody moves a run between two others.
    if (operator.id !== person.id && to.person.id !== person.id)
      return refused(
        `${operator.name} answers for this run and can hand it over. To take it over yourself, type take over and its name.`,
      );
    if (operator.id === to.person.id)
      return { kind: 'settled', says: `${to.person.name} answers for this run already.` };
    const voted = asks.some(
      ({ state, votes }) =>
        (state === 'pending' || state === 'approved') &&
        votes.some((vote) => [person.id, to.person.id].some((id) => peopleOf(vote).includes(id))),
    );
    return voted
      ? refused('One of you has decided on requests of this run, so it cannot be handed over.')
      : [{ kind: 'handed-over', by: person, to: to.person, ...because(reason) }];
  });

/** What to record, or why nothing is. Pure: asked again whenever somebody else was faster. */
export type Judge = (entries: readonly Entry[]) => Answer | readonly Happening[];

export const refused = (says: string): Answer => ({ kind: 'refused', says });
export const recorded = (says: string, entries: readonly Entry[]): Answer => ({
  kind: 'recorded',
  says,
  entries,
});

export const OPERATORS_ONLY =
  'Only operators can do this. Ask an administrator to add you to the operators group.';

const openOnly =
  (judge: Judge): Judge =>
  (entries) => {
    const { ended } = standingOf(entries);
    return ended === undefined ? judge(entries) : refused(`This run is ${ended} already.`);
  };

const because = (reason: string | undefined) => (reason ? { reason } : {});

/** Takes back what is asked for or approved, any time before it is applied. */
export const withdrawal = ({ person }: By, reason: string | undefined): Judge =>
  openOnly((entries) => {
    const live = asksOf(entries).some(({ state }) => state === 'pending' || state === 'approved');
    if (!live) return refused('Nothing is waiting for approval in this run.');
    return [{ kind: 'withdrawn', by: person, ...because(reason) }];
  });

/** Ends a run for good; what was done stays done. */
export const cancellation = ({ person }: By, reason: string | undefined): Judge =>
  openOnly(() => [{ kind: 'cancelled', by: person, ...because(reason) }]);

const REFUSED: readonly string[] = ['rejected', 'expired', 'withdrawn'];

/** Goes on after a failure, a rejection, an expiry or a withdrawal. */
export const resumption = ({ person }: By): Judge =>
  openOnly((entries) => {
    const { steps, withdrawn, asks } = standingOf(entries);
    const stuck = steps.some(({ id, state }) => {
      if (isSettled(state)) return false;
      const asked = asks.findLast(({ step }) => step === id);
      return state === 'failed' || REFUSED.includes(asked?.state ?? '');
    });
    if (!stuck && !withdrawn)
      return refused('This run has not stopped, so there is nothing to resume.');
    // Whoever resumes counts as requester, and a requester's vote must not stand.
    const voted = asks.some(
      ({ state, votes }) =>
        (state === 'pending' || state === 'approved') &&
        votes.some((vote) => peopleOf(vote).includes(person.id)),
    );
    return voted
      ? refused('You have decided on requests of this run, so somebody else has to resume it.')
      : [{ kind: 'resumed', by: person }];
  });

const LAPSED =
  'The approval for this has lapsed, so nothing was recorded. Do not do it now. It is asked for again; if it has been done, say so once it is approved.';

/** What cannot be undone has a date, also where a person does it. */
function hasLapsed(entries: readonly Entry[], step: string, now: Date): boolean {
  const { steps, asks } = standingOf(entries);
  if (steps.find(({ id }) => id === step)?.risk !== 'irreversible') return false;
  const asked = asks.findLast((each) => each.step === step);
  return asked !== undefined && new Date(asked.expiresAt) <= noEarlier(entries, now);
}

const OWN_APPROVAL =
  'You approved this, so another operator has to carry it out and say so. Nothing was recorded.';

/** Whoever carries something out is not one of those who approved it. */
const hasApproved = (entries: readonly Entry[], step: string, { id }: Person): boolean =>
  approversOf(asksOf(entries).findLast((each) => each.step === step)?.votes ?? []).has(id);

/** Records that a person did what no API can see, and what was understood of what they pasted. */
export const attestation = (
  { person }: By,
  step: string,
  { now, understood }: { readonly now: Date; readonly understood?: Understood },
): Judge =>
  openOnly((entries) => {
    const found = standingOf(entries).steps.find(({ id }) => id === step);
    if (found !== undefined && isSettled(found.state))
      return { kind: 'settled', says: 'This is on record already.' };
    const guide = found?.change?.guide;
    if (found?.state !== 'your-turn' || guide === undefined)
      return refused('This step does not wait for anybody. Type status to see the run.');
    if (guide.proof === 'observed')
      return { kind: 'settled', says: 'Looking whether it can be seen now.' };
    if (hasLapsed(entries, step, now)) return refused(LAPSED);
    if (hasApproved(entries, step, person)) return refused(OWN_APPROVAL);
    if (guide.asks === undefined)
      return [{ kind: 'attested', step, by: person, statement: guide.statement }];
    if (found.change?.digest !== understood?.digest || understood === undefined)
      return refused(
        'The instructions have changed meanwhile, so nothing was recorded. Follow the newer card.',
      );
    const { statement, seen } = understood;
    return [{ kind: 'attested', step, by: person, statement, seen }];
  });
