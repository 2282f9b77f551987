import type { Coverage } from '../../audit/figures.ts';
import { after, DAY } from '../../core/clock.ts';
import type { KeptCheckpoint } from '../../core/evidence.ts';
import { endingOf, EXCEPTION, exceptionIn, type Exception } from '../../core/exceptions.ts';
import type { Entry, Ledger, RunHeading } from '../../core/ledger.ts';

/** Whole days in UTC, `YYYY-MM-DD`; `to` is not part of it. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** A run as it stood at the end of the period. */
export interface RunThen {
  readonly heading: RunHeading;
  readonly entries: readonly Entry[];
}

export interface Noted {
  /** The stream of the journal that it stands in. */
  readonly run: string;
  readonly entry: Extract<Entry, { readonly kind: 'noted' }>;
}

/** All that a report is made of; nothing in it is younger than the period. */
export interface Material {
  readonly tenant: string;
  readonly period: Period;
  readonly runs: readonly RunThen[];
  /** From the first run on: drift of the period may have begun long before it. */
  readonly journal: readonly Noted[];
  readonly exceptions: readonly Exception[];
  readonly coverage: Coverage | undefined;
  readonly checkpoint: KeptCheckpoint | undefined;
}

export interface MaterialParts {
  readonly tenant: string;
  readonly ledger: Pick<Ledger, 'read' | 'runs'>;
  readonly coverage: (span: Period) => Promise<Coverage | undefined>;
  /** The newest checkpoint made before this time. */
  readonly checkpoint: (before: string) => Promise<KeptCheckpoint | undefined>;
}

export const startOf = (day: string): string => `${day}T00:00:00.000Z`;

const noted = (run: string, entries: readonly Entry[]): readonly Noted[] =>
  entries.flatMap((entry) => (entry.kind === 'noted' ? [{ run, entry }] : []));

/** Every UTC day from one to another, the last one left out. */
function daysBetween(from: string, to: string): readonly string[] {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const many = Math.max(0, Math.round((last - first) / DAY));
  return Array.from({ length: many }, (_, at) => after(new Date(first), at * DAY).slice(0, 10));
}

/** Reads what a report needs, as it was at the end of the period. */
export async function gather(parts: MaterialParts, period: Period): Promise<Material> {
  const { tenant, ledger } = parts;
  const end = startOf(period.to);
  const until = (entries: readonly Entry[]) => entries.filter(({ at }) => at < end);
  const read = async (run: string) => until(await ledger.read({ tenant, run }));
  const headings = (await ledger.runs(tenant)).filter(({ startedAt }) => startedAt < end);
  const runs: RunThen[] = [];
  for (const heading of headings.toReversed())
    runs.push({ heading, entries: await read(heading.run) });
  const first = runs[0]?.heading.startedAt.slice(0, 10) ?? period.from;
  const journal: Noted[] = [];
  for (const day of daysBetween(first < period.from ? first : period.from, period.to))
    journal.push(...noted(`journal-${day}`, await read(`journal-${day}`)));
  const exceptions: Exception[] = [];
  for (const { heading, entries } of runs) {
    if (heading.walkthrough !== EXCEPTION) continue;
    const found = exceptionIn(heading.run, entries, await read(endingOf(heading.run)));
    if (found !== undefined) exceptions.push(found);
  }
  const [coverage, checkpoint] = await Promise.all([parts.coverage(period), parts.checkpoint(end)]);
  return { tenant, period, runs, journal, exceptions, coverage, checkpoint };
}

/** Did it happen in the period? What came later is not in the material. */
export const isWithin = ({ from }: Period, { at }: { readonly at: string }): boolean =>
  at >= startOf(from);
