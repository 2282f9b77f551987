import type { Plain } from './kql-functions.ts';
import { refused, timeOf, type Type, type Value } from './kql-values.ts';

const DAY = 86_400_000;

const ms = (value: Value | undefined): number =>
  typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? value : Number.NaN;

const time = (milliseconds: number): Value => timeOf(milliseconds);

/** Weeks begin on Sunday here. */
const weekday = (value: Value | undefined): number => new Date(ms(value)).getUTCDay();

const startOfDay = (value: Value | undefined): number => Math.floor(ms(value) / DAY) * DAY;

function startOf(part: 'month' | 'year', value: Value | undefined): number {
  const at = new Date(ms(value));
  return Date.UTC(at.getUTCFullYear(), part === 'month' ? at.getUTCMonth() : 0);
}

const PARTS: Readonly<Record<string, (at: Date) => number>> = {
  year: (at) => at.getUTCFullYear(),
  quarter: (at) => Math.floor(at.getUTCMonth() / 3) + 1,
  month: (at) => at.getUTCMonth() + 1,
  day: (at) => at.getUTCDate(),
  hour: (at) => at.getUTCHours(),
  minute: (at) => at.getUTCMinutes(),
};

function part(name: Value | undefined, value: Value | undefined): Value {
  const read = typeof name === 'string' ? PARTS[name.toLowerCase()] : undefined;
  if (read === undefined) throw refused(`datetime_part(): unknown part '${String(name)}'`);
  return value === null ? null : read(new Date(ms(value)));
}

const FORMS: Readonly<Record<string, (at: Date) => string>> = {
  yyyy: (at) => String(at.getUTCFullYear()).padStart(4, '0'),
  MM: (at) => String(at.getUTCMonth() + 1).padStart(2, '0'),
  dd: (at) => String(at.getUTCDate()).padStart(2, '0'),
  HH: (at) => String(at.getUTCHours()).padStart(2, '0'),
  mm: (at) => String(at.getUTCMinutes()).padStart(2, '0'),
  ss: (at) => String(at.getUTCSeconds()).padStart(2, '0'),
};

const formatted = (value: Value | undefined, form: Value | undefined): string => {
  const at = new Date(ms(value));
  if (Number.isNaN(at.getTime())) return '';
  return String(form).replaceAll(/yyyy|MM|dd|HH|mm|ss/g, (sign) => FORMS[sign]?.(at) ?? sign);
};

export const rounding =
  (type: Type) =>
  (value: Value, size: number): Value => {
    if (value === null) return null;
    const rounded = Math.floor(ms(value) / size) * size;
    return type === 'datetime' ? time(rounded) : rounded;
  };

/** Functions over times. */
export const TIME_FUNCTIONS: Readonly<Record<string, Plain>> = {
  startofday: { type: 'datetime', takes: [1, 1], of: (at) => time(startOfDay(at)) },
  startofweek: {
    type: 'datetime',
    takes: [1, 1],
    of: (at) => time(startOfDay(at) - weekday(at) * DAY),
  },
  startofmonth: { type: 'datetime', takes: [1, 1], of: (at) => time(startOf('month', at)) },
  startofyear: { type: 'datetime', takes: [1, 1], of: (at) => time(startOf('year', at)) },
  dayofweek: {
    type: 'timespan',
    takes: [1, 1],
    of: (at) => (at === null ? null : weekday(at) * DAY),
  },
  datetime_part: { type: 'long', takes: [2, 2], of: part },
  format_datetime: { type: 'string', takes: [2, 2], of: formatted },
};
