import { kqlText } from '../../gateways/kql.ts';
import type { Definitions } from '../definitions.ts';
import { kindsOf, NONE, OTHER } from '../lower.ts';
import type { Shared } from '../lower.ts';
import type { Dimension, Measure } from '../query.ts';
import { JOINT } from '../summary/parts.ts';
import { kqlOf, TEXT_KQL } from './condition.ts';
import type { Printing } from './condition.ts';
import { minuteOfDayKql, weekdayKql } from './local-time.ts';

export interface Grouping extends Printing {
  readonly zone: string;
  readonly definitions: Definitions;
}

const orNone = (text: string): string => `iff(isempty(${text}), ${kqlText(NONE)}, ${text})`;

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function weekdayName({ zone, span }: Grouping): string {
  const names = WEEKDAYS.slice(0, -1).map((name, at) => `${at + 1}, ${kqlText(name)}`);
  const day = weekdayKql(zone, span);
  return `case(${names.map((pair) => `${day} == ${pair}`).join(', ')}, ${kqlText('Sunday')})`;
}

function hourOfDay({ zone, span }: Grouping): string {
  const minutes = `1m * ${minuteOfDayKql(zone, span)}`;
  return `format_datetime(datetime(2000-01-01) + bin(${minutes}, 1h), 'HH:mm')`;
}

/** Each record is of the first kind whose condition holds. */
function share(dimension: Shared, grouping: Grouping): string {
  const kinds = kindsOf(dimension, grouping.definitions).map(
    ({ key, condition }) => `${kqlOf(condition, grouping)}, ${kqlText(key)}, `,
  );
  return `case(${kinds.join('')}${kqlText(OTHER)})`;
}

/** The key that a record is grouped by, as a KQL text over the view `Records`. */
export function dimensionKql(dimension: Dimension, grouping: Grouping): string {
  switch (dimension) {
    case 'user':
      return orNone(TEXT_KQL.actor);
    case 'verb':
    case 'report':
    case 'actor':
      return share(dimension, grouping);
    case 'message':
    case 'table':
    case 'environment':
    case 'address':
    case 'result':
    case 'workload':
    case 'record':
    case 'agent':
      return orNone(TEXT_KQL[dimension]);
    case 'type':
      return 'tostring(RecordType)';
    case 'hour of day':
      return hourOfDay(grouping);
    case 'weekday':
      return weekdayName(grouping);
  }
}

const AS_DELIVERED = new Map<Dimension, string>([
  ['message', 'Message'],
  ['agent', 'Agent'],
  ['workload', 'Workload'],
]);

/** How the key is written: names as delivered, which are compared without regard to case. */
export function shownKql(dimension: Dimension, grouping: Grouping): string {
  const column = AS_DELIVERED.get(dimension);
  return column === undefined ? dimensionKql(dimension, grouping) : orNone(column);
}

/** Several texts as one key. */
export const jointKql = (parts: readonly string[]): string =>
  parts.length === 1 ? (parts[0] ?? "''") : `strcat(${parts.join(`, ${kqlText(JOINT)}, `)})`;

const different = (column: string): string => `count_distinctif(${column}, isnotempty(${column}))`;

/** What is counted, exactly: `dcount` would only estimate it. */
export function measureKql(measure: Measure): string {
  switch (measure) {
    case 'actions':
      return 'count_distinct(Action)';
    case 'records':
      return 'count()';
    case 'users':
      return different('Actor');
    case 'tables':
      return different('Entity');
    case 'addresses':
      return different('Address');
  }
}
