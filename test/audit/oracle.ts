import { DateTime } from 'luxon';

import type { Figures, Group, Row } from '../../src/audit/figures.ts';
import type { AuditQuery, Dimension, Measure, Unit } from '../../src/audit/query.ts';
import { ACTORS, kindOf, REPORTS, VERBS } from './oracle/kinds.ts';
import { matches } from './oracle/match.ts';
import type { WorkingHours } from './oracle/match.ts';
import { eachOnce } from './oracle/normalise.ts';
import type { Raw, Seen } from './oracle/normalise.ts';

export type { Raw } from './oracle/normalise.ts';

const WORKING: WorkingHours = { days: [1, 2, 3, 4, 5], from: 8 * 60, to: 18 * 60 };
const NONE = '(none)';
const OTHER = '(other)';

const different = (values: readonly string[]): number =>
  new Set(values.filter((value) => value !== '')).size;

/** Parts of one action share correlation, message and table; everything else is an action itself. */
const actionOf = (one: Seen): string =>
  one.correlation === ''
    ? `id ${one.id}`
    : `part ${one.correlation} ${one.message.toLowerCase()} ${one.table}`;

function measured(measure: Measure, records: readonly Seen[]): number {
  switch (measure) {
    case 'actions':
      return different(records.map(actionOf));
    case 'records':
      return records.length;
    case 'users':
      return different(records.map(({ actor }) => actor));
    case 'tables':
      return different(records.map(({ table }) => table));
    case 'addresses':
      return different(records.map(({ address }) => address));
  }
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function keyOf(one: Seen, dimension: Dimension, zone: string): string {
  const local = () => DateTime.fromMillis(one.ms, { zone });
  switch (dimension) {
    case 'user':
      return one.actor;
    case 'verb':
      return kindOf(VERBS, one) ?? OTHER;
    case 'actor':
      return kindOf(ACTORS, one) ?? OTHER;
    case 'report':
      return kindOf(REPORTS, one) ?? OTHER;
    case 'hour of day':
      return `${String(local().hour).padStart(2, '0')}:00`;
    case 'weekday':
      return WEEKDAYS[local().weekday - 1] ?? '';
    case 'type':
      return String(one.type);
    case 'message':
    case 'table':
    case 'environment':
    case 'address':
    case 'result':
    case 'workload':
    case 'record':
    case 'agent':
      return one[dimension];
  }
}

/** Order of the bytes of the text, as databases have it; not of JavaScript's 16-bit units. */
const inOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Names that are shown as delivered and compared without regard to case. */
const FOLDED: readonly Dimension[] = ['message', 'agent', 'workload'];
const fold = (text: string): string => text.toLowerCase();

/** All rows of one group or of two joined, the most or the fewest first, equal ones by key. */
export function rowsBy(
  records: readonly Seen[],
  { count, order, period }: AuditQuery,
  by: readonly Dimension[],
): readonly Row[] {
  const shown = (one: Seen) =>
    by.map((dimension) => keyOf(one, dimension, period.zone) || NONE).join(' × ');
  const same = (one: Seen) =>
    by.some((each) => FOLDED.includes(each)) ? fold(shown(one)) : shown(one);
  const rows = [...Map.groupBy(records, same).values()].map((group) => ({
    // Of several spellings the first one in order is shown.
    key: group.map(shown).sort(inOrder)[0] ?? '',
    count: measured(count, group),
  }));
  const sign = order === 'most' ? -1 : 1;
  return rows.sort((a, b) => sign * (a.count - b.count) || inOrder(a.key, b.key));
}

function groupsOf(records: readonly Seen[], query: AuditQuery): readonly Group[] {
  if (query.by.length === 0) return [];
  const rows = rowsBy(records, query, query.by);
  return [{ by: query.by.join(' × '), rows: rows.slice(0, query.limit), keys: rows.length }];
}

/** Every hour, day, … that the period touches, counted or not. */
export function seriesOf(records: readonly Seen[], query: AuditQuery, unit: Unit) {
  const { from, to, zone } = query.period;
  const startOf = (ms: number) => DateTime.fromMillis(ms, { zone }).startOf(unit);
  const groups = Map.groupBy(records, ({ ms }) => startOf(ms).toMillis());
  const starts: DateTime[] = [];
  for (let at = startOf(Date.parse(from)); at.toMillis() < Date.parse(to);) {
    starts.push(at);
    // An hour is sixty minutes everywhere; a day or a month is what the calendar of the zone says.
    at = unit === 'hour' ? at.plus({ minutes: 60 }) : at.plus({ [unit]: 1 }).startOf(unit);
  }
  return starts.map((at) => ({
    at: at.toUTC().toISO() ?? '',
    count: measured(query.count, groups.get(at.toMillis()) ?? []),
  }));
}

export interface Asked {
  readonly working?: WorkingHours;
  /** Unit of the series where the question says none. */
  readonly unit?: Unit;
  /** The period to compare with. */
  readonly before?: { readonly from: string; readonly to: string };
}

const lying = (records: readonly Seen[], { from, to }: { from: string; to: string }) =>
  records.filter(({ ms }) => ms >= Date.parse(from) && ms < Date.parse(to));

/** The matching records themselves, newest first; equal times by id, the greatest first. */
export function listed(records: readonly Raw[], query: AuditQuery, working = WORKING): Seen[] {
  return lying(eachOnce(records), query.period)
    .filter((one) => matches(one, query, working))
    .sort((a, b) => b.ms - a.ms || inOrder(b.id, a.id));
}

export type Oracle = Pick<
  Figures,
  'total' | 'records' | 'users' | 'tables' | 'addresses' | 'groups' | 'series'
> &
  Partial<Pick<Figures, 'first' | 'last' | 'before'>>;

/**
 * What a question must be answered with, worked out over plain records in memory. Only the group asked
 * for is in `groups`; others can be had from `rowsBy`.
 */
export function oracle(records: readonly Raw[], query: AuditQuery, asked: Asked = {}): Oracle {
  const { working = WORKING, unit = query.per ?? 'day', before } = asked;
  const found = listed(records, query, working);
  const times = found.map(({ ms }) => new Date(ms).toISOString());
  const [last, first] = [times.at(0), times.at(-1)];
  const earlier = before && listed(records, { ...query, period: { ...query.period, ...before } });
  return {
    total: measured(query.count, found),
    records: found.length,
    users: measured('users', found),
    tables: measured('tables', found),
    addresses: measured('addresses', found),
    ...(first !== undefined && last !== undefined ? { first, last } : {}),
    groups: groupsOf(found, query),
    series: { unit, points: seriesOf(found, query, unit) },
    ...(before && earlier ? { before: { ...before, total: measured(query.count, earlier) } } : {}),
  };
}
