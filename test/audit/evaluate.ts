import { IANAZone } from 'luxon';

import type { Condition, NumberColumn, TextColumn } from '../../src/audit/condition.ts';
import type { PlainRecord } from './plain-records.ts';

/** IPv4 and IPv6 as one number of 128 bits; undefined for anything else. */
export function addressNumber(address: string): bigint | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(address)) {
    const bytes = address.split('.').map(BigInt);
    return bytes.reduce((sum, byte) => sum * 256n + byte, 0xffffn);
  }
  if (!address.includes(':')) return undefined;
  const [head = '', tail] = address.split('::');
  const parts = (half: string) => (half === '' ? [] : half.split(':'));
  const [start, end] = [parts(head), parts(tail ?? '')];
  const middle = tail === undefined ? [] : Array<string>(8 - start.length - end.length).fill('0');
  return [...start, ...middle, ...end].reduce(
    (sum, part) => sum * 65536n + BigInt(`0x${part}`),
    0n,
  );
}

function isWithin(address: string, range: string): boolean {
  const [base = '', length] = range.split('/');
  const [one, other] = [addressNumber(address), addressNumber(base)];
  const width = base.includes(':') ? 128 : 32;
  const shift = BigInt(length === undefined ? 0 : width - Number(length));
  return one !== undefined && other !== undefined && one >> shift === other >> shift;
}

const textOf = (record: PlainRecord, column: TextColumn): string => record[column].toLowerCase();
const numberOf = (record: PlainRecord, column: NumberColumn): number => record[column];

function fieldsOf(raw: string): readonly { Name?: unknown; Value?: unknown }[] {
  const { Fields } = JSON.parse(raw) as { Fields?: unknown };
  const list: unknown = typeof Fields === 'string' ? JSON.parse(Fields) : Fields;
  return Array.isArray(list) ? (list as { Name?: unknown; Value?: unknown }[]) : [];
}

const lower = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : String(value).toLowerCase();

/** What a condition means, in the plainest words: the other side of every test of its printers. */
export function holds(condition: Condition, record: PlainRecord): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((each) => holds(each, record));
    case 'any':
      return condition.of.some((each) => holds(each, record));
    case 'not':
      return !holds(condition.of, record);
    case 'is':
      return condition.values.includes(textOf(record, condition.column));
    case 'starts':
      return condition.values.some((value) => textOf(record, condition.column).startsWith(value));
    case 'holds':
      return condition.values.some((value) => textOf(record, condition.column).includes(value));
    case 'like':
      return new RegExp(condition.pattern).test(textOf(record, condition.column));
    case 'number':
      return condition.values.includes(numberOf(record, condition.column));
    case 'within':
      return condition.ranges.some((range) => isWithin(record.address, range));
    case 'touches': {
      const { QueryResults } = JSON.parse(record.raw) as { QueryResults?: string };
      const named = record.touched > 0 ? (QueryResults ?? '').toLowerCase().split(',') : [];
      return condition.records.some((id) => record.record === id || named.includes(id));
    }
    case 'field':
      return fieldsOf(record.raw).some(
        ({ Name, Value }) =>
          lower(Name) === condition.name &&
          (condition.value === undefined || lower(Value) === condition.value),
      );
    case 'clock': {
      const instant = Date.parse(record.at);
      const local = new Date(instant + IANAZone.create(condition.zone).offset(instant) * 60_000);
      const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
      const day = local.getUTCDay() === 0 ? 7 : local.getUTCDay();
      return condition.days.includes(day) && minute >= condition.from && minute < condition.to;
    }
  }
}
