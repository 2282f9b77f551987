import { kqlNumber, kqlText } from '../../gateways/kql.ts';
import { findRange } from '../address-range.ts';
import type { Condition, NumberColumn, TextColumn } from '../condition.ts';
import type { Span } from '../reader.ts';
import { minuteOfDayKql, weekdayKql } from './local-time.ts';

/** Lower-case text of a column of the view `Records`, by its name in conditions. */
export const TEXT_KQL: Readonly<Record<TextColumn, string>> = {
  workload: 'tolower(Workload)',
  operation: 'tolower(Operation)',
  message: 'MessageKey',
  actor: 'Actor',
  table: 'Entity',
  record: 'RecordId',
  environment: 'Environment',
  address: 'Address',
  agent: 'AgentKey',
  result: 'Result',
};

const NUMBER_KQL: Readonly<Record<NumberColumn, string>> = {
  type: 'RecordType',
  userType: 'UserType',
  touched: 'Touched',
};

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;
export type FieldCondition = Of<'field'>;

const keyOf = ({ name, value }: FieldCondition): string => JSON.stringify([name, value]);

/** What is asked of the items of `Fields`, once each: the view counts these for each record. */
export function fieldsIn(condition: Condition): readonly FieldCondition[] {
  const found = (each: Condition): readonly FieldCondition[] => {
    if (each.kind === 'field') return [each];
    if (each.kind === 'not') return found(each.of);
    return each.kind === 'all' || each.kind === 'any' ? each.of.flatMap(found) : [];
  };
  return [...new Map(found(condition).map((each) => [keyOf(each), each])).values()];
}

/** Name of the column that counts the items which meet a condition. */
export const fieldColumn = (at: number): string => `Field${at}`;

/** What a condition is printed for. */
export interface Printing {
  /** Event times of the records that are read: local times are worked out for these. */
  readonly span: Span;
  /** `fieldsIn` of everything that is asked of the view. */
  readonly fields: readonly FieldCondition[];
}

const joined = (parts: readonly string[], word: 'and' | 'or', nothing: string): string =>
  parts.length === 0 ? nothing : `(${parts.join(` ${word} `)})`;

const anyOf = (parts: readonly string[]): string => joined(parts, 'or', 'false');

const among = (column: string, values: readonly string[]): string =>
  values.length === 0 ? 'false' : `${column} in (${values.join(', ')})`;

const lower = (values: readonly string[]): readonly string[] =>
  values.map((value) => kqlText(value.toLowerCase()));

const texts = (sign: string, { column, values }: Of<'starts' | 'holds'>): string =>
  anyOf(lower(values).map((value) => `${TEXT_KQL[column]} ${sign} ${value}`));

/** Texts have no order in KQL but by `strcmp`. */
function withinKql({ ranges }: Of<'within'>): string {
  const parts = ranges.map((text) => {
    const range = findRange(text);
    if (range === undefined) throw new Error('A condition holds a range that is none');
    const { first, last } = range;
    return first === last
      ? `AddressKey == ${kqlText(first)}`
      : `strcmp(AddressKey, ${kqlText(first)}) >= 0 and strcmp(AddressKey, ${kqlText(last)}) <= 0`;
  });
  return anyOf(parts.map((part) => `(${part})`));
}

function touchesKql({ records }: Of<'touches'>): string {
  const named = lower(records).map((id) => `Reads contains_cs ${id}`);
  return `(${among('RecordId', lower(records))} or (Touched > 0 and ${anyOf(named)}))`;
}

function fieldKql(condition: FieldCondition, { fields }: Printing): string {
  const at = fields.findIndex((each) => keyOf(each) === keyOf(condition));
  if (at < 0) throw new Error('A field is asked for that the view does not look at');
  return `${fieldColumn(at)} > 0`;
}

function clockKql({ zone, days, from, to }: Of<'clock'>, { span }: Printing): string {
  const minute = minuteOfDayKql(zone, span);
  const times = `${minute} >= ${kqlNumber(from)} and ${minute} < ${kqlNumber(to)}`;
  if (new Set(days).size === 7) return `(${times})`;
  return `(${times} and ${among(weekdayKql(zone, span), days.map(kqlNumber))})`;
}

/** A condition as a KQL predicate over the view `Records`. Every value goes through an encoder. */
export function kqlOf(condition: Condition, printing: Printing): string {
  const each = (of: readonly Condition[]) => of.map((one) => kqlOf(one, printing));
  switch (condition.kind) {
    case 'all':
      return joined(each(condition.of), 'and', 'true');
    case 'any':
      return anyOf(each(condition.of));
    case 'not':
      return `not(${kqlOf(condition.of, printing)})`;
    case 'is':
      return among(TEXT_KQL[condition.column], lower(condition.values));
    case 'starts':
      return texts('startswith_cs', condition);
    case 'holds':
      return texts('contains_cs', condition);
    case 'like':
      return `${TEXT_KQL[condition.column]} matches regex ${kqlText(condition.pattern)}`;
    case 'number':
      return among(NUMBER_KQL[condition.column], condition.values.map(kqlNumber));
    case 'within':
      return withinKql(condition);
    case 'touches':
      return touchesKql(condition);
    case 'field':
      return fieldKql(condition, printing);
    case 'clock':
      return clockKql(condition, printing);
  }
}
