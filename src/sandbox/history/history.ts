import { z } from 'zod';
import type { Documents, Tenant } from '../service.ts';
import { backgroundOf } from './background.ts';
import { diceOf } from './dice.ts';
import { DAY, dayOf, HOUR, SECOND, type Happened } from './happened.ts';
import { withIncidents } from './incidents.ts';
import { routineOf } from './routine.ts';

/** Days of history that a new tenant has. */
const DAYS = 90;

const Beginning = z.object({ at: z.string() });
const beginning = (tenant: Tenant): Documents<z.infer<typeof Beginning>> =>
  tenant.documents('audit-history', Beginning);

/** Gives the tenant a past. A tenant without it has only what happens to it. */
export const seedHistory = (tenant: Tenant): void =>
  beginning(tenant).put('tenant', { at: tenant.clock.now().toISOString() });

export interface Past extends Happened {
  /** From when searches and the activity feed show it. */
  readonly availableAt: number;
}

/** Nothing comes later than this. */
export const LATEST = 20 * HOUR;

/** Mostly within the hour; a few come much later. */
function lateness(id: string): number {
  const dice = diceOf('late', id);
  return dice.chance(2) ? dice.between(3 * HOUR, LATEST) : dice.between(35 * 60, 50 * 60) * SECOND;
}

function pastOf(first: number, day: number): readonly Past[] {
  const usual = [...routineOf(day), ...backgroundOf(day)];
  return withIncidents(first, day, usual)
    .map((one) => ({ ...one, availableAt: one.at + lateness(one.record.Id) }))
    .sort((a, b) => a.at - b.at);
}

/** More than anybody asks for at once. */
const REMEMBERED = 200;

/**
 * Days that were made already, by tenant: what is made for a day is always the same, so that
 * forgetting one costs nothing but time.
 */
const made = new WeakMap<Tenant['documents'], Map<string, readonly Past[]>>();

function dayIn(tenant: Tenant, first: number, day: number): readonly Past[] {
  const days = made.get(tenant.documents) ?? new Map<string, readonly Past[]>();
  made.set(tenant.documents, days);
  const key = `${first}/${day}`;
  const found = days.get(key) ?? pastOf(first, day);
  if (days.size >= REMEMBERED) days.clear();
  days.set(key, found);
  return found;
}

/** What had happened by now, by the time at which it happened, `to` not included; oldest first. */
export function historyBetween(tenant: Tenant, from: Date, to: Date): readonly Past[] {
  const begun = beginning(tenant).find('tenant');
  if (begun === undefined) return [];
  const first = dayOf(Date.parse(begun.at));
  const start = Math.max(from.getTime(), (first - DAYS) * DAY);
  const end = Math.min(to.getTime(), tenant.clock.now().getTime() + 1);
  if (end <= start) return [];
  const days = Array.from(
    { length: dayOf(end - 1) - dayOf(start) + 1 },
    (_, n) => dayOf(start) + n,
  );
  return days
    .flatMap((day) => dayIn(tenant, first, day))
    .filter(({ at }) => at >= start && at < end);
}
