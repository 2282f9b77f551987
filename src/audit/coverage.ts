import { after, DAY, SECOND } from '../core/clock.ts';
import type { Catalogue, Known, Position } from './archive/catalogue.ts';
import { claimsOf, keptOf, neverRead } from './covering/claims.ts';
import { layOver, merged, type Stretch } from './covering/stretches.ts';
import type { Coverage, Gap } from './figures.ts';
import type { Span } from './reader.ts';
import { CONTENT_TYPES, type ContentType } from './record.ts';
import { SETTLES } from './settles.ts';

export { contentTypesFor } from './covering/content-types.ts';

export interface CoverageAsked {
  readonly tenant: string;
  readonly span: Span;
  /** Those that the question needs. */
  readonly contentTypes: readonly ContentType[];
  readonly now: Date;
  /** Milliseconds by content type, where it is not the usual. */
  readonly settles?: Partial<Readonly<Record<ContentType, number>>>;
  /** Records of before are deleted, whatever was once known of them. */
  readonly keptFrom?: string;
}

interface Seen {
  readonly positions: readonly Position[];
  readonly known: readonly Known[];
}

interface Covered {
  readonly contentType: ContentType;
  readonly stretches: readonly Stretch[];
}

/** Only what has been can be covered. */
function elapsed({ span, now }: CoverageAsked): { readonly from: number; readonly to: number } {
  const from = Date.parse(span.from);
  return { from, to: Math.max(from, Math.min(Date.parse(span.to), now.getTime())) };
}

function coveredOf(asked: CoverageAsked, contentType: ContentType, seen: Seen): Covered {
  const mine = (one: { readonly contentType: ContentType }) => one.contentType === contentType;
  const settles = asked.settles?.[contentType] ?? SETTLES[contentType];
  const once = claimsOf(seen.positions.find(mine), seen.known.filter(mine), settles);
  const claims = asked.keptFrom === undefined ? once : keptOf(once, asked.keptFrom);
  // What is told of files differs from one to the next; only what is missing needs its reason.
  const plain = layOver(claims, elapsed(asked), neverRead(contentType)).map((one) =>
    one.state === 'missing' ? one : { ...one, why: '' },
  );
  return { contentType, stretches: merged(plain) };
}

const iso = (time: number): string => new Date(time).toISOString();

const gapsOf = ({ contentType, stretches }: Covered): readonly Gap[] =>
  stretches
    .filter(({ state }) => state === 'missing')
    .map(({ from, to, why }) => ({ from: iso(from), to: iso(to), contentType, why }));

type Period = ReturnType<typeof elapsed>;

const lengthOf = ({ from, to }: Period): number => to - from;

/** Milliseconds of a period in this state. */
const timeIn = ({ stretches }: Covered, state: Stretch['state']): number =>
  stretches.filter((one) => one.state === state).reduce((sum, one) => sum + lengthOf(one), 0);

function partOf(covered: Covered, period: Period): Coverage['parts'][number] {
  const whole = lengthOf(period);
  const percent = (state: Stretch['state']) =>
    whole === 0 ? 0 : Math.round((timeIn(covered, state) * 1e6) / whole) / 1e4;
  return {
    contentType: covered.contentType,
    complete: percent('complete'),
    settling: percent('settling'),
    imported: percent('imported'),
    missing: percent('missing'),
  };
}

/** Rounded down: 100 means that nothing is missing. Of a period that is yet to come, nothing is there. */
function percentOf(all: readonly Covered[], period: Period): number {
  const whole = lengthOf(period) * all.length;
  const there = (one: Covered) => timeIn(one, 'complete') + timeIn(one, 'imported');
  const sum = all.reduce((total, one) => total + there(one), 0);
  return whole === 0 ? 0 : Math.floor((sum * 1000) / whole) / 10;
}

function settlingFrom(covered: readonly Covered[]): string | undefined {
  const starts = covered
    .flatMap(({ stretches }) => stretches)
    .filter(({ state }) => state === 'settling')
    .map(({ from }) => from);
  return starts.length === 0 ? undefined : iso(Math.min(...starts));
}

async function duplicatesIn(
  catalogue: Catalogue,
  { tenant, span, contentTypes }: CoverageAsked,
): Promise<number> {
  const counts = await catalogue.counts(tenant, span);
  return counts
    .filter(({ contentType }) => contentTypes.includes(contentType))
    .reduce((sum, { duplicates }) => sum + duplicates, 0);
}

/** The newest event that the archive has, of whatever content type, from the start of the span on. */
async function findNewest(
  catalogue: Catalogue,
  { tenant, span, now }: CoverageAsked,
): Promise<string | undefined> {
  const until = { from: span.from, to: after(now, DAY) };
  const ends = (await catalogue.segments(tenant, until)).map(({ to }) => Date.parse(to));
  // The end of a segment is not part of it, and events are told in whole seconds.
  return ends.length === 0 ? undefined : iso(Math.floor((most(ends) - 1) / SECOND) * SECOND);
}

const most = (times: readonly number[]): number => times.reduce((a, b) => Math.max(a, b));

/** How complete the archive's records of a span are, by content type, and why not. */
export async function coverageOf(catalogue: Catalogue, asked: CoverageAsked): Promise<Coverage> {
  const { tenant, span, contentTypes } = asked;
  const [positions, known, duplicatesDropped, newestEvent] = await Promise.all([
    catalogue.positions(tenant),
    catalogue.known(tenant, span),
    duplicatesIn(catalogue, asked),
    findNewest(catalogue, asked),
  ]);
  const covered = contentTypes.map((type) => coveredOf(asked, type, { positions, known }));
  const period = elapsed(asked);
  const settling = settlingFrom(covered);
  return {
    from: span.from,
    to: span.to,
    completePercent: percentOf(covered, period),
    gaps: covered.flatMap(gapsOf),
    ...(settling === undefined ? {} : { settlingFrom: settling }),
    duplicatesDropped,
    ...(newestEvent === undefined ? {} : { newestEvent }),
    parts: covered.map((one) => partOf(one, period)),
  };
}

/** Content types of which the archive has, or once had, a source; in the usual order. */
export async function presentTypes(
  catalogue: Catalogue,
  tenant: string,
  span: Span,
): Promise<readonly ContentType[]> {
  const [positions, known] = await Promise.all([
    catalogue.positions(tenant),
    catalogue.known(tenant, span),
  ]);
  const found = new Set([...positions, ...known].map(({ contentType }) => contentType));
  return CONTENT_TYPES.filter((type) => found.has(type));
}
