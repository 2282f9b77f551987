import { UNITS } from '../query.ts';
import type { NamedPeriod, Unit } from '../query.ts';

function wholeText(unit: Unit, back: number): string {
  if (unit === 'day' && back < 2) return back === 0 ? 'today' : 'yesterday';
  if (back === 0) return `this ${unit}`;
  // "last hour" is said of the sixty minutes up to now.
  if (back === 1) return unit === 'hour' ? 'the hour before' : `last ${unit}`;
  return `the ${unit} ${back} ${unit}s ago`;
}

/** `last week`, `last 30 days`, `the month 3 months ago`. */
export function namedText(named: NamedPeriod): string {
  if (named.kind === 'whole') return wholeText(named.unit, named.back);
  return `last ${named.count} ${named.unit}${named.count === 1 ? '' : 's'}`;
}

const WHOLE = new Map<string, NamedPeriod>(
  UNITS.flatMap((unit) =>
    [0, 1].map((back) => [wholeText(unit, back), { kind: 'whole', unit, back }] as const),
  ),
);

const unitOf = (text: string | undefined): Unit | undefined => UNITS.find((unit) => unit === text);

/** Reads what `namedText` writes. */
export function findNamed(text: string): NamedPeriod | undefined {
  const whole = WHOLE.get(text);
  if (whole !== undefined) return whole;
  const [, count, one] = /^last (\d{1,4}) ([a-z]+?)s?$/u.exec(text) ?? [];
  const last = unitOf(one);
  if (last !== undefined) return { kind: 'last', unit: last, count: Number(count) };
  const [, first, back] = /^the ([a-z]+) (\d{1,4}) \1s ago$/u.exec(text) ?? [];
  const unit = unitOf(first);
  return unit === undefined ? undefined : { kind: 'whole', unit, back: Number(back) };
}
