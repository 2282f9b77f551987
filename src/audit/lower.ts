import { findRange } from './address-range.ts';
import { all, any, not } from './condition.ts';
import type { Condition, TextColumn } from './condition.ts';
import type { Definition, Definitions, WorkingHours } from './definitions.ts';
import { lowered } from './lowered.ts';
import type { AuditQuery, Filter } from './query.ts';

/** Stands for "not said" where values are shown; a filter with it finds those records. */
export const NONE = '(none)';
/** Stands for records that no definition claims. */
export const OTHER = '(other)';

/** One of a family of definitions, for shares in which each record counts once. */
export interface KindOf {
  readonly key: string;
  readonly title: string;
  readonly condition: Condition;
}

export type Shared = 'verb' | 'report' | 'actor';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const MIDNIGHT = 24 * 60;

const kindOf = ({ id, title, condition }: Definition): KindOf => ({ key: id, title, condition });

/**
 * The definitions that share out records by verb, report or kind of actor, in order: a record is of
 * the first whose condition holds, and of `OTHER` where none does.
 */
export function kindsOf(dimension: Shared, definitions: Definitions): readonly KindOf[] {
  switch (dimension) {
    case 'verb':
      return definitions.verbs.map(kindOf);
    case 'actor':
      return definitions.actors.map(kindOf);
    case 'report':
      return definitions.share.map((id) => kindOf(getDefinition(definitions.reports, id)));
  }
}

const findDefinition = (all: readonly Definition[], id: string): Definition | undefined =>
  all.find((each) => each.id === id);

function getDefinition(all: readonly Definition[], id: string): Definition {
  const found = findDefinition(all, id);
  if (found === undefined) throw new Error(`Nothing is defined as ${id}`);
  return found;
}

const said = (value: string): string => (value === NONE ? '' : lowered(value));

const isText = (column: TextColumn, values: readonly string[]): Condition => ({
  kind: 'is',
  column,
  values: values.map(said),
});

/** `exporttoexcel*`: any message that begins so, since Microsoft files messages by how they begin. */
const BEGINNING = /^[a-z][a-z0-9]{2,}\*$/u;

function messageOf(values: readonly string[]): Condition {
  const beginnings = values.filter((value) => BEGINNING.test(value.toLowerCase()));
  const names = values.filter((value) => !beginnings.includes(value));
  const starts = beginnings.map((value) => value.toLowerCase().slice(0, -1));
  return any(
    ...(names.length > 0 ? [isText('message', names)] : []),
    ...(starts.length > 0 ? [{ kind: 'starts', column: 'message', values: starts } as const] : []),
  );
}

function claimedBy(dimension: Shared, family: readonly Definition[], definitions: Definitions) {
  return (value: string): Condition =>
    value === OTHER
      ? not(any(...kindsOf(dimension, definitions).map(({ condition }) => condition)))
      : getDefinition(family, value).condition;
}

/** Addresses and ranges as numbers, and whatever else was logged in their place as text. */
function addressOf(values: readonly string[]): Condition {
  const ranges = values.filter((value) => findRange(value) !== undefined);
  const texts = values.filter((value) => !ranges.includes(value));
  return any(
    ...(ranges.length > 0 ? [{ kind: 'within', ranges } as const] : []),
    ...(texts.length > 0 ? [isText('address', texts)] : []),
  );
}

const agentOf = (value: string): Condition =>
  value === NONE
    ? isText('agent', [value])
    : { kind: 'holds', column: 'agent', values: [lowered(value)] };

function typesOf(values: readonly string[]): Condition {
  const numbers = values.map(Number);
  if (!numbers.every(Number.isSafeInteger)) throw new Error('A record type is not a number');
  return { kind: 'number', column: 'type', values: numbers };
}

function recordsOf(values: readonly string[]): Condition {
  const records = values.filter((value) => value !== NONE).map((value) => value.toLowerCase());
  return any(
    ...(records.length > 0 ? [{ kind: 'touches', records } as const] : []),
    ...(values.includes(NONE) ? [isText('record', [NONE])] : []),
  );
}

const clock = (zone: string, { days, from, to }: WorkingHours): Condition =>
  from < to
    ? { kind: 'clock', zone, days, from, to }
    : any(
        { kind: 'clock', zone, days, from, to: MIDNIGHT },
        // What is left of it after midnight is on the next day.
        { kind: 'clock', zone, days: days.map((day) => (day % 7) + 1), from: 0, to },
      );

/** Days on which nobody has to work; Saturday and Sunday where people work every day. */
function freeDays({ days }: WorkingHours): readonly number[] {
  const free = EVERY_DAY.filter((day) => !days.includes(day));
  return free.length > 0 ? free : [6, 7];
}

const minutesOf = (hours: string, minutes: string): number => Number(hours) * 60 + Number(minutes);

/** `18:00-23:00`, also over midnight: `22:00-06:00`. */
function timesOf(value: string, zone: string): Condition {
  const [, ...found] = /^(\d\d):([0-5]\d)-(\d\d):([0-5]\d)$/.exec(value) ?? [];
  const [fromHour = '', fromMinute = '', toHour = '', toMinute = ''] = found;
  const [from, to] = [minutesOf(fromHour, fromMinute), minutesOf(toHour, toMinute)];
  if (found.length === 0 || from >= MIDNIGHT || to > MIDNIGHT || from === to)
    throw new Error(`${value} are no hours`);
  return clock(zone, { days: EVERY_DAY, from, to });
}

function hoursOf(value: string, zone: string, hours: WorkingHours): Condition {
  if (value === 'working hours') return clock(zone, hours);
  if (value === 'outside working hours') return not(clock(zone, hours));
  if (value === 'weekend') return clock(zone, { days: freeDays(hours), from: 0, to: MIDNIGHT });
  return timesOf(value, zone);
}

function workloadOf(value: string, { workloads }: Definitions): Condition {
  return findDefinition(workloads, value)?.condition ?? isText('workload', [value]);
}

function valuesOf({ field, values }: Filter, zone: string, definitions: Definitions): Condition {
  const each = (of: (value: string) => Condition) => any(...values.map(of));
  switch (field) {
    case 'user':
      return isText('actor', values);
    case 'message':
      return messageOf(values);
    case 'table':
    case 'environment':
    case 'result':
      return isText(field, values);
    case 'verb':
      return each(claimedBy('verb', definitions.verbs, definitions));
    case 'report':
      return each(claimedBy('report', definitions.reports, definitions));
    case 'actor':
      return each(claimedBy('actor', definitions.actors, definitions));
    case 'address':
      return addressOf(values);
    case 'workload':
      return each((value) => workloadOf(value, definitions));
    case 'type':
      return typesOf(values);
    case 'record':
      return recordsOf(values);
    case 'agent':
      return each(agentOf);
    case 'hours':
      return each((value) => hoursOf(value, zone, definitions.workingHours));
    case 'noise':
      return definitions.noise.condition;
  }
}

/** What a record must be like to be counted for a question; its period is not part of it. */
export function conditionOf(
  { filters, period }: Pick<AuditQuery, 'filters' | 'period'>,
  definitions: Definitions,
): Condition {
  const each = filters.map((filter) => {
    const wanted = valuesOf(filter, period.zone, definitions);
    return filter.is ? wanted : not(wanted);
  });
  return all(...each);
}
