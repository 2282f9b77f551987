import { timeOf, type Bind, type Type, type Value } from './kql-values.ts';
import { notParsed } from './kql-words.ts';

export const literal =
  (type: Type, value: Value): Bind =>
  () => ({ type, of: () => value });

/** `datetime(…)` as an ISO time. */
export function timeIn(text: string): string {
  const time = timeOf(text);
  if (time === null) throw notParsed(text);
  return time;
}

const UNITS: Readonly<Record<string, number>> = {
  ...{ d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 },
};

/** `1d`, `90m`, … in milliseconds. */
export function spanIn(text: string): number {
  const [, count = '', unit = ''] = /^([\d.]+)(\w+)$/.exec(text) ?? [];
  return Number(count) * (UNITS[unit] ?? 0);
}
