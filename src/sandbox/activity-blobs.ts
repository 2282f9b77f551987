import { createHash } from 'node:crypto';
import { openLog, recordedActivities, type Recorded } from './activity-records.ts';
import type { Subscription } from './activity-subscriptions.ts';
import { diceOf } from './history/dice.ts';
import { historyBetween, LATEST } from './history/history.ts';
import type { Tenant } from './service.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const KEPT = 7 * DAY;

/** Content from shortly before the subscription may come along. */
const BEFORE = 60 * MINUTE;

/** A bunch of records that became available together. */
export interface Blob {
  readonly id: string;
  readonly created: Date;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

/** Times of creation, in milliseconds; `end` is not part of it. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** Records are collected for some time and then handed out together. */
interface Bunching {
  readonly collecting: number;
  readonly largest: number;
  /** Of the first blob; another one for each kind, so that ids differ. */
  readonly part: number;
}
const LIVE: Bunching = { collecting: 5 * MINUTE, largest: 10, part: 0 };
const PAST: Bunching = { collecting: HOUR, largest: 40, part: 50 };

interface Arriving {
  readonly availableAt: number;
  readonly record: Recorded['record'];
}

/** What does not come with Audit.General, by record type. */
const ELSEWHERE: Readonly<Record<string, readonly number[]>> = {
  'Audit.AzureActiveDirectory': [8, 9, 15],
  'Audit.Exchange': [1, 2, 3, 50],
  'Audit.SharePoint': [4, 6, 7, 14, 36, 54],
};

function contentTypeOf({ record }: Pick<Arriving, 'record'>): string {
  const type = Number(record['RecordType']);
  const found = Object.entries(ELSEWHERE).find(([, types]) => types.includes(type));
  return found?.[0] ?? 'Audit.General';
}

/** A blob is closed after the last of its records, so that it never changes once it is there. */
const closes = ({ availableAt }: Arriving, { collecting }: Bunching): number =>
  (Math.floor(availableAt / collecting) + 1) * collecting;

const stampOf = (created: Date): string =>
  created.toISOString().replaceAll(/\D/g, '').padEnd(21, '0');

function blobId(tenant: Tenant, contentType: string, created: Date, part: number): string {
  const stamp = stampOf(created);
  const told = `${tenant.id}/${contentType}/${part}`;
  const tail = createHash('sha256').update(told).digest('hex').slice(0, 12);
  const name = contentType.replace('.', '_');
  return `${stamp}$${stamp}$${tail}$${name.toLowerCase()}$${name}$emea00${String(part).padStart(2, '0')}`;
}

const ID = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})\d{4}\$.*\$(Audit_[A-Za-z]+)\$[a-z0-9]+$/;

/** What a content id says: of which type the content is, and when it was made. */
export function readId(
  id: string,
): { readonly contentType: string; readonly created: number } | undefined {
  const [, year, month, day, hour, minute, second, rest, name] = ID.exec(id) ?? [];
  const created = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${rest}Z`);
  if (name === undefined || Number.isNaN(created)) return undefined;
  return { contentType: name.replace('_', '.'), created };
}

/** Every twentieth record of the past comes again, hours later. */
const REPEATED = 6 * HOUR;
function arrivals(id: string, first: number): readonly number[] {
  const dice = diceOf('again', id);
  return dice.chance(5) ? [first, first + dice.between(20 * MINUTE, REPEATED)] : [first];
}

/** The feed has what happened while the log was on, and nothing while it is off. */
function pastIn(tenant: Tenant, { start, end }: Window): readonly Arriving[] {
  const from = new Date(Math.max(0, start - LATEST - REPEATED - PAST.collecting));
  const shownFrom = openLog(tenant);
  return historyBetween(tenant, from, new Date(end)).flatMap(({ at, availableAt, record }) => {
    const logged = shownFrom(at, availableAt);
    if (logged === undefined) return [];
    return arrivals(record.Id, logged).map((time) => ({ availableAt: time, record }));
  });
}

const liveIn = (tenant: Tenant): readonly Arriving[] =>
  recordedActivities(tenant)
    .list()
    .map(({ availableAt, record }) => ({ availableAt: Date.parse(availableAt), record }));

function cut(
  tenant: Tenant,
  contentType: string,
  arriving: readonly Arriving[],
  window: Window,
  bunching: Bunching,
): readonly Blob[] {
  const { largest, part } = bunching;
  const inside = ([time]: readonly [number, unknown]) => time >= window.start && time < window.end;
  const mine = arriving.filter((one) => contentTypeOf(one) === contentType);
  return [...Map.groupBy(mine, (one) => closes(one, bunching))]
    .filter(inside)
    .flatMap(([time, all]) => {
      const parts = Array.from({ length: Math.ceil(all.length / largest) }, (_, n) => n);
      return parts.map((n) => ({
        id: blobId(tenant, contentType, new Date(time), part + n),
        created: new Date(time),
        records: all.slice(n * largest, (n + 1) * largest).map(({ record }) => record),
      }));
    });
}

/** What of this content type was made in the window and by now, oldest first. */
export function blobsBetween(tenant: Tenant, contentType: string, given: Window): readonly Blob[] {
  const now = tenant.clock.now().getTime();
  const window = { start: given.start, end: Math.min(given.end, now + 1) };
  return [
    ...cut(tenant, contentType, liveIn(tenant), window, LIVE),
    ...cut(tenant, contentType, pastIn(tenant, window), window, PAST),
  ].toSorted((a, b) => a.created.getTime() - b.created.getTime());
}

/** Everything of this content type that is available by now, oldest first. */
export const blobsOf = (tenant: Tenant, contentType = 'Audit.General'): readonly Blob[] =>
  blobsBetween(tenant, contentType, { start: 0, end: Number.POSITIVE_INFINITY });

/** Was this blob collected for the subscription? */
export const isCollected = ({ periods }: Subscription, { created }: Blob): boolean =>
  periods.some(
    ({ from, to }) =>
      created.getTime() >= Date.parse(from) - BEFORE &&
      (to === null || created.getTime() <= Date.parse(to)),
  );

export const isExpired = (tenant: Tenant, { created }: Blob): boolean =>
  created.getTime() + KEPT <= tenant.clock.now().getTime();
