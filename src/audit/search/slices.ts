import { DAY, HOUR, MINUTE } from '../../core/clock.ts';
import type { Span } from '../reader.ts';
import type { Slice } from './search.ts';

/** Younger records of Dynamics may still be on their way (only a table of 2020 names 24 hours). */
export const SETTLES = 48 * HOUR;
/** Audit (Standard) since October 2023; who has paid for more may have more (Purview, retention). */
export const KEPT_BY_MICROSOFT = 180 * DAY;
/** A slice is not halved below this. */
export const SHORTEST = MINUTE;
/** So many parts of a long period, so that its search is shown going on. */
const PARTS = 8;
const PART = 7 * DAY;
/** More would be asked for a day on end. */
export const MOST_SLICES = 400;

const at = (time: string): number => Date.parse(time);
const iso = (time: number): string => new Date(time).toISOString();
const wholeMinute = (time: number): number => Math.round(time / MINUTE) * MINUTE;

/** A slice of which nobody has been asked yet. */
export const fresh = (number: number, { from, to }: Span, settling: boolean): Slice => ({
  ...{ number, from, to, settling, state: 'planned', attempt: 1, doubted: false },
  ...{ looks: 0, troubles: 0, cutOff: false, pages: 0, brought: 0, records: 0, bytes: 0 },
  ...{ outside: 0, differing: 0 },
});

function cut({ from, to }: Span, parts: number): readonly Span[] {
  const [start, end] = [at(from), at(to)];
  const edge = (part: number) =>
    part === 0 ? start : part === parts ? end : wholeMinute(start + ((end - start) * part) / parts);
  const edges = Array.from({ length: parts + 1 }, (_, part) => edge(part));
  return edges
    .slice(1)
    .map((to, part) => ({ from: iso(edges[part] ?? start), to: iso(to) }))
    .filter((span) => span.from < span.to);
}

const partsFor = ({ from, to }: Span): number =>
  Math.min(PARTS, Math.max(1, Math.ceil((at(to) - at(from)) / PART)));

/** Where what Microsoft keeps begins, and where what is still settling does. */
const borders = (now: Date): readonly number[] => [
  Math.ceil((now.getTime() - KEPT_BY_MICROSOFT) / MINUTE) * MINUTE,
  wholeMinute(now.getTime() - SETTLES),
];

/** The parts of a period up to now, none of which is kept, settling or neither in part only. */
export function planned({ from, to }: Span, now: Date): readonly Slice[] {
  const end = Math.min(at(to), now.getTime());
  const inside = borders(now).filter((border) => border > at(from) && border < end);
  const edges = [at(from), ...inside, Math.max(at(from), end)];
  const spans = edges.slice(1).flatMap((edge, index) => {
    const span = { from: iso(edges[index] ?? edge), to: iso(edge) };
    return span.from < span.to ? cut(span, partsFor(span)) : [];
  });
  const settled = iso(wholeMinute(now.getTime() - SETTLES));
  return spans.map((span, number) => fresh(number + 1, span, span.to > settled));
}

/** Whether Microsoft can be expected to have had everything of a slice when it was asked. */
export const isKept = ({ from }: Span, begunAt: string): boolean =>
  at(from) >= at(begunAt) - KEPT_BY_MICROSOFT;

/** Two halves of a slice that brought too much; undefined where it is too short to be halved. */
export function findHalves(
  { from, to, settling }: Slice,
  slices: readonly Slice[],
): readonly Slice[] | undefined {
  const length = at(to) - at(from);
  if (length < 2 * SHORTEST || slices.length >= MOST_SLICES) return undefined;
  const number = Math.max(...slices.map((slice) => slice.number));
  return cut({ from, to }, 2).map((span, half) => fresh(number + 1 + half, span, settling));
}
