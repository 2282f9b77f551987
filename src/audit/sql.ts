import { findRange } from './address-range.ts';
import type { Condition } from './condition.ts';
import type { Definitions } from './definitions.ts';
import { kindsOf, NONE, OTHER } from './lower.ts';
import type { Shared } from './lower.ts';
import type { Dimension } from './query.ts';
import type { Bindings } from './sql/bindings.ts';
import { NUMBER_SQL, TEXT_SQL } from './sql/columns.ts';
import { minuteOfDaySql, weekdaySql } from './sql/local-time.ts';

export { bindings } from './sql/bindings.ts';
export type { Bindings } from './sql/bindings.ts';

// A raw record that DuckDB cannot read as JSON names nothing; it must not end the whole question.
const tried = (sql: string): string => `coalesce(try(${sql}), false)`;

/** `Fields` as JSON text, whether it came as a list or as the text of one. */
const FIELDS = `case json_type("raw", '$.Fields') when 'VARCHAR' then json_extract_string("raw", '$.Fields') else json_extract("raw", '$.Fields')::varchar end`;

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;

const joined = (parts: readonly string[], word: 'and' | 'or', nothing: string): string =>
  parts.length === 0 ? nothing : `(${parts.join(` ${word} `)})`;

const anyOf = (parts: readonly string[]): string => joined(parts, 'or', 'false');

function inSql(column: string, values: readonly (string | number)[], binds: Bindings): string {
  const [first, ...more] = values.map((value) => binds.bind(value));
  if (first === undefined) return 'false';
  if (more.length === 0) return `${column} = ${first}`;
  // A call is worked out once for each different string of a column, `in` for each record.
  return typeof values[0] === 'string'
    ? `list_contains([${[first, ...more].join(', ')}], ${column})`
    : `${column} in (${[first, ...more].join(', ')})`;
}

function withinSql({ ranges }: Of<'within'>, binds: Bindings): string {
  const parts = ranges.map((text) => {
    const range = findRange(text);
    if (range === undefined) throw new Error('A condition holds a range that is none');
    return `"address_key" between ${binds.bind(range.first)} and ${binds.bind(range.last)}`;
  });
  return anyOf(parts);
}

function touchesSql({ records }: Of<'touches'>, binds: Bindings): string {
  const ids = `lower(json_extract_string("raw", '$.QueryResults'))`;
  const named = records.map((id) => `contains(${ids}, ${binds.bind(id)})`);
  return `(${inSql('"record"', records, binds)} or ("touched" > 0 and ${tried(anyOf(named))}))`;
}

function fieldSql({ name, value }: Of<'field'>, binds: Bindings): string {
  const named = `lower(f ->> 'Name') = ${binds.bind(name)}`;
  const valued = value === undefined ? '' : ` and lower(f ->> 'Value') = ${binds.bind(value)}`;
  const fields = `cast(json(${FIELDS}) as json[])`;
  return tried(`len(list_filter(${fields}, lambda f: ${named}${valued})) > 0`);
}

function clockSql({ zone, days, from, to }: Of<'clock'>, binds: Bindings): string {
  const minute = minuteOfDaySql(zone, binds);
  const times = `${minute} >= ${binds.bind(from)} and ${minute} < ${binds.bind(to)}`;
  if (new Set(days).size === 7) return `(${times})`;
  return `(${times} and ${inSql(weekdaySql(zone, binds), days, binds)})`;
}

/** A condition as a DuckDB expression over `records`. All of its values go through `binds`. */
export function sqlOf(condition: Condition, binds: Bindings): string {
  const each = (of: readonly Condition[]) => of.map((one) => sqlOf(one, binds));
  switch (condition.kind) {
    case 'all':
      return joined(each(condition.of), 'and', 'true');
    case 'any':
      return anyOf(each(condition.of));
    case 'not':
      return `(not ${sqlOf(condition.of, binds)})`;
    case 'is':
      return inSql(TEXT_SQL[condition.column], condition.values, binds);
    case 'starts':
      return textSql('starts_with', condition, binds);
    case 'holds':
      return textSql('contains', condition, binds);
    case 'like':
      return `regexp_matches(${TEXT_SQL[condition.column]}, ${binds.bind(condition.pattern)})`;
    case 'number':
      return inSql(NUMBER_SQL[condition.column], condition.values, binds);
    case 'within':
      return withinSql(condition, binds);
    case 'touches':
      return touchesSql(condition, binds);
    case 'field':
      return fieldSql(condition, binds);
    case 'clock':
      return clockSql(condition, binds);
  }
}

const textSql = (
  call: 'starts_with' | 'contains',
  { column, values }: Of<'starts' | 'holds'>,
  binds: Bindings,
): string => anyOf(values.map((value) => `${call}(${TEXT_SQL[column]}, ${binds.bind(value)})`));

/** What the dimensions of a question need to know. */
export interface Grouping {
  /** IANA zone of hours of the day and weekdays. */
  readonly zone: string;
  readonly definitions: Definitions;
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const orNone = (sql: string): string => `case when ${sql} = '' then '${NONE}' else ${sql} end`;

function shareSql(dimension: Shared, { definitions }: Grouping, binds: Bindings): string {
  const whens = kindsOf(dimension, definitions).map(
    ({ key, condition }) => `when ${sqlOf(condition, binds)} then ${binds.bind(key)}`,
  );
  return `case ${whens.join(' ')} else ${binds.bind(OTHER)} end`;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);

/** One of some names, by its place among them from 1. */
const nameSql = (names: readonly string[], place: string, binds: Bindings): string =>
  `list_extract([${names.map((name) => binds.bind(name)).join(', ')}], ${place})`;

/**
 * The key of a record in a dimension, as a DuckDB expression: lower-case text, `(none)` for what is
 * not said, `(other)` where no definition claims it, hours as `09:00`, weekdays by their name.
 */
export function dimensionSql(dimension: Dimension, grouping: Grouping, binds: Bindings): string {
  switch (dimension) {
    case 'user':
      return orNone(TEXT_SQL.actor);
    case 'verb':
    case 'report':
    case 'actor':
      return shareSql(dimension, grouping, binds);
    case 'message':
    case 'table':
    case 'environment':
    case 'address':
    case 'result':
    case 'workload':
    case 'record':
    case 'agent':
      return orNone(TEXT_SQL[dimension]);
    case 'type':
      return `${NUMBER_SQL.type}::varchar`;
    case 'hour of day':
      return nameSql(HOURS, `${minuteOfDaySql(grouping.zone, binds)} // 60 + 1`, binds);
    case 'weekday':
      return nameSql(WEEKDAYS, weekdaySql(grouping.zone, binds), binds);
  }
}

const AS_DELIVERED = new Map<Dimension, string>([
  ['message', '"message"'],
  ['agent', '"agent"'],
  ['workload', '"workload"'],
]);

/**
 * How the key of a group is written, for `select` beside `group by` of its `key` expression: names as
 * delivered, which are compared without regard to case.
 */
export function shownSql(dimension: Dimension, key: string): string {
  const column = AS_DELIVERED.get(dimension);
  return column === undefined ? key : orNone(`min(${column})`);
}
