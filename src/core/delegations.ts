import { z } from 'zod';
import { DAY } from './clock.ts';
import { appliedOf } from './in-force.ts';
import type { Entry } from './ledger.ts';
import type { Person } from './people.ts';
import { refused, type By, type Judge } from './rulings.ts';

/** The operation that puts a delegation in force once it was approved and applied. */
export const DELEGATE = 'approvals.delegate';

/** The walkthrough that asks for one. */
export const DELEGATION = 'delegate-approvals';

/** What the ledger calls the end of one. */
export const DELEGATION_ENDED = 'delegation-ended';

/** So long somebody may decide for another, in days, the first and the last included. */
export const LONGEST_DELEGATION = 90;

/** Somebody decides for an approver who is away, from a day until the end of another, in UTC. */
export interface Delegation {
  readonly approver: Person;
  readonly deputy: Person;
  /** `YYYY-MM-DD` */
  readonly from: string;
  /** `YYYY-MM-DD`, included. */
  readonly until: string;
}

const OBJECT_ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const Named = z.object({
  // Brought to one spelling, for ids are compared as text.
  id: z.string().regex(OBJECT_ID).toLowerCase(),
  name: z.string(),
});

const isDay = (day: string): boolean => !Number.isNaN(Date.parse(`${day}T00:00:00Z`));
const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(isDay);

const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** How many days it lasts, the first and the last included. */
export const daysOf = ({ from, until }: Pick<Delegation, 'from' | 'until'>): number =>
  Math.round((startOf(until) - startOf(from)) / DAY) + 1;

/** What may be asked for; anything else is no delegation, also where the ledger has it. */
export const DelegationShape = z
  .object({ approver: Named, deputy: Named, from: Day, until: Day })
  .refine(({ approver, deputy }) => approver.id !== deputy.id)
  .refine((days) => daysOf(days) >= 1 && daysOf(days) <= LONGEST_DELEGATION);

/** A delegation that came into force, and how it was ended before its time, if it was. */
export interface Granted extends Delegation {
  readonly ended?: { readonly at: string; readonly by: string };
}

/** What a run has put in force; undefined when nothing, or nothing that can be read any more. */
export function findDelegation(entries: readonly Entry[]): Granted | undefined {
  const applied = appliedOf(entries, DELEGATE).at(-1);
  const { data } = DelegationShape.safeParse(applied?.details.after);
  if (data === undefined) return undefined;
  const end = entries.find((entry) => entry.kind === 'noted' && entry.what === DELEGATION_ENDED);
  if (end?.kind !== 'noted') return data;
  return { ...data, ended: { at: end.at, by: end.by?.name ?? 'somebody' } };
}

/** Over: its last day has passed. */
export const isOver = ({ until }: Pick<Delegation, 'until'>, now: Date): boolean =>
  now.getTime() >= startOf(until) + DAY;

export const isInForce = (granted: Granted, now: Date): boolean =>
  granted.ended === undefined && now.getTime() >= startOf(granted.from) && !isOver(granted, now);

/**
 * Ends a delegation at once. That only takes power away, so it needs no approval: any approver may,
 * and both whom it is about.
 */
export const delegationEnd =
  ({ person, roles }: By, now: Date): Judge =>
  (entries) => {
    const granted = findDelegation(entries);
    if (granted === undefined)
      return refused(
        'This run has put no delegation in force, so there is nothing to end. Type delegations to see them.',
      );
    if (granted.ended !== undefined)
      return { kind: 'settled', says: `${granted.ended.by} has ended this delegation already.` };
    if (isOver(granted, now)) return { kind: 'settled', says: 'This delegation is over already.' };
    const concerned = [granted.approver.id, granted.deputy.id].includes(person.id);
    return roles.has('approver') || concerned
      ? [{ kind: 'noted', what: DELEGATION_ENDED, by: person, details: {} }]
      : refused('Only approvers and the deputy can end a delegation. Ask one of them.');
  };

export const ENDED_SAYS =
  'Ended: from now on the deputy decides nothing more. What was decided until now stands.';
