import type { Unreadable } from '../archive/archive.ts';
import type { Coverage, Gap } from '../figures.ts';

const DAY = 24 * 3_600_000;

interface Lost {
  readonly from: number;
  readonly to: number;
  readonly why: string;
}

/** The part of the period that lies on a day of which something cannot be read. */
function lostOn({ day, why }: Unreadable, { from, to }: Coverage): readonly Lost[] {
  const start = Math.max(Date.parse(`${day}T00:00:00Z`), Date.parse(from));
  const end = Math.min(Date.parse(`${day}T00:00:00Z`) + DAY, Date.parse(to));
  return start < end ? [{ from: start, to: end, why }] : [];
}

const iso = (time: number): string => new Date(time).toISOString();
const rounded = (percent: number): number => Math.max(0, Math.floor(percent * 10) / 10);

type Part = Coverage['parts'][number];

/** What is lost was complete, settling or imported before; what is left of these is scaled down. */
function lowered(part: Part, share: number): Part {
  const there = part.complete + part.settling + part.imported;
  const left = there === 0 ? 0 : Math.max(0, there - share) / there;
  const scaled = (percent: number) => rounded(percent * left);
  const [complete, settling, imported] = [part.complete, part.settling, part.imported].map(scaled);
  return {
    contentType: part.contentType,
    complete: complete ?? 0,
    settling: settling ?? 0,
    imported: imported ?? 0,
    missing: Math.min(100, rounded(part.missing + share)),
  };
}

/**
 * Completeness when segments could not be read. Which records they held is not known, so the whole day
 * counts as missing, of each content type.
 */
export function withDamage(
  coverage: Coverage,
  unreadable: readonly Unreadable[],
  now: Date,
): Coverage {
  const days = new Map(unreadable.map((one) => [one.day, one]));
  const lost = [...days.values()].flatMap((one) => lostOn(one, coverage));
  if (lost.length === 0) return coverage;
  const elapsed = Math.min(Date.parse(coverage.to), now.getTime()) - Date.parse(coverage.from);
  const gone = lost.reduce((sum, { from, to }) => sum + to - from, 0);
  const share = elapsed <= 0 ? 100 : Math.min(100, (100 * gone) / elapsed);
  const gaps = coverage.parts.flatMap(({ contentType }) =>
    lost.map(({ from, to, why }): Gap => ({ from: iso(from), to: iso(to), contentType, why })),
  );
  return {
    ...coverage,
    completePercent: rounded(coverage.completePercent - share),
    gaps: [...coverage.gaps, ...gaps],
    parts: coverage.parts.map((part) => lowered(part, share)),
  };
}
