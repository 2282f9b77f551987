import {
  CatalogueMoved,
  type CatalogueChange,
  type Content,
  type DayCount,
  type Known,
  type Position,
  type Segment,
} from '../../src/audit/archive/catalogue.ts';
import type { SegmentCatalogue } from '../../src/audit/archive/dropped.ts';
import type { Span } from '../../src/audit/reader.ts';
import type { ContentType } from '../../src/audit/record.ts';

interface Kept {
  readonly segments: Map<string, Segment>;
  readonly dropped: Map<string, Segment & { readonly at: number }>;
  readonly contents: Map<string, Content>;
  readonly positions: Map<ContentType, Position>;
  readonly known: Map<string, Known>;
  readonly counts: Map<string, DayCount>;
}

const nothing = (): Kept => ({
  segments: new Map(),
  dropped: new Map(),
  contents: new Map(),
  positions: new Map(),
  known: new Map(),
  counts: new Map(),
});

const iso = (time: string): string => new Date(time).toISOString();
const touches = (span: Span) => (one: Span) =>
  Date.parse(one.from) < Date.parse(span.to) && Date.parse(one.to) > Date.parse(span.from);
const inOrder = (a: Segment, b: Segment): number =>
  `${a.day} ${a.segment}` < `${b.day} ${b.segment}` ? -1 : 1;

/** The last day that has a part in a span, whose end is not part of it. */
const lastDay = ({ from, to }: Span): string =>
  new Date(Math.max(Date.parse(from), Date.parse(to) - 1)).toISOString().slice(0, 10);

function change(kept: Kept, { add, drop, counts, receipt }: CatalogueChange, now: number): void {
  if (drop.some((segment) => !kept.segments.has(segment))) throw new CatalogueMoved();
  for (const name of drop) {
    const gone = kept.segments.get(name);
    kept.segments.delete(name);
    if (gone !== undefined) kept.dropped.set(name, { ...gone, at: now });
  }
  for (const one of add)
    kept.segments.set(one.segment, { ...one, from: iso(one.from), to: iso(one.to) });
  for (const one of counts) {
    const key = `${one.day} ${one.contentType}`;
    const { stored = 0, duplicates = 0 } = kept.counts.get(key) ?? {};
    const sum = { stored: stored + one.stored, duplicates: duplicates + one.duplicates };
    kept.counts.set(key, { ...one, ...sum });
  }
  for (const one of receipt.contents ?? [])
    kept.contents.set(`${one.contentType} ${one.contentId}`, one);
  for (const one of receipt.positions ?? [])
    kept.positions.set(one.contentType, { ...one, since: iso(one.since), upTo: iso(one.upTo) });
  for (const one of receipt.known ?? []) {
    const known = { ...one, from: iso(one.from), to: iso(one.to) };
    kept.known.set([one.contentType, one.state, known.from, known.to].join(' '), known);
  }
}

/** The archive's catalogue in maps, tenant by tenant. */
export function memoryCatalogue(now: () => number = Date.now): SegmentCatalogue {
  const tenants = new Map<string, Kept>();
  const of = (tenant: string): Kept => {
    const kept = tenants.get(tenant) ?? nothing();
    tenants.set(tenant, kept);
    return kept;
  };

  return {
    async segments(tenant, span) {
      const all = [...of(tenant).segments.values()].sort(inOrder);
      return span === undefined ? all : all.filter(touches(span));
    },
    async commit(tenant, wanted) {
      change(of(tenant), wanted, now());
    },
    async dealtWith(tenant, contentType, contentIds) {
      return new Set(contentIds.filter((id) => of(tenant).contents.has(`${contentType} ${id}`)));
    },
    async positions(tenant) {
      return [...of(tenant).positions.values()].sort((a, b) =>
        a.contentType < b.contentType ? -1 : 1,
      );
    },
    async known(tenant, span) {
      return [...of(tenant).known.values()]
        .filter(touches(span))
        .sort((a, b) => (`${a.from} ${a.contentType}` < `${b.from} ${b.contentType}` ? -1 : 1));
    },
    async counts(tenant, span) {
      const [first, last] = [iso(span.from).slice(0, 10), lastDay(span)];
      return [...of(tenant).counts.values()]
        .filter(({ day }) => day >= first && day <= last)
        .sort((a, b) => (`${a.day} ${a.contentType}` < `${b.day} ${b.contentType}` ? -1 : 1));
    },
    async forget(tenant, createdBefore) {
      const { contents } = of(tenant);
      for (const [key, { created }] of contents)
        if (Date.parse(created) < Date.parse(createdBefore)) contents.delete(key);
    },
    async dropped(tenant, longerThan) {
      const old = [...of(tenant).dropped.values()].filter(({ at }) => at <= now() - longerThan);
      return old.sort(inOrder).map(({ segment, day, file }) => ({ segment, day, file }));
    },
    async erased(tenant, segments) {
      for (const segment of segments) of(tenant).dropped.delete(segment);
    },
  };
}
