import { sql } from 'kysely';
import {
  CatalogueMoved,
  type CatalogueChange,
  type Content,
  type DayCount,
  type Known,
  type Receipt,
  type Segment,
} from '../audit/archive/catalogue.ts';
import type { SegmentCatalogue } from '../audit/archive/dropped.ts';
import type { Span } from '../audit/reader.ts';
import { CONTENT_TYPES, type ContentType } from '../audit/record.ts';
import type { Clock } from '../core/clock.ts';
import type { Database } from './tables.ts';
import { storable } from './text.ts';
import { iso, millis } from './times.ts';

/** So many ids, or rows of ten columns, fit in one statement of either database. */
const AT_ONCE = 500;

/** The archive's catalogue in SQL: segments, counts and positions change in one transaction. */
export const sqlCatalogue = (db: Database, clock: Pick<Clock, 'now'>): SegmentCatalogue => ({
  ...readingIn(db),
  ...segmentsIn(db, clock),

  async commit(tenant, change) {
    await db.transaction().execute(async (inside) => {
      await drop(inside, tenant, change.drop, clock.now().getTime());
      await add(inside, tenant, change);
      await count(inside, tenant, change.counts);
      await receive(inside, tenant, change.receipt);
    });
  },

  async forget(tenant, createdBefore) {
    await db
      .deleteFrom('audit_contents')
      .where('tenant', '=', tenant)
      .where('created_ms', '<', millis(createdBefore))
      .execute();
  },
});

async function drop(db: Database, tenant: string, segments: readonly string[], now: number) {
  for (const segment of [...segments].sort()) {
    const { numUpdatedRows } = await db
      .updateTable('audit_segments')
      .set({ dropped_ms: now })
      .where((columns) => columns.and({ tenant, segment }))
      .where('dropped_ms', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new CatalogueMoved('A segment was replaced meanwhile.');
  }
}

/** Rows as many as one statement takes. */
function* inPieces<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += AT_ONCE) yield all.slice(at, at + AT_ONCE);
}

async function add(db: Database, tenant: string, { add: segments }: CatalogueChange) {
  const rows = segments.map(({ segment, day, file, records, bytes, from, to }) => ({
    ...{ tenant, segment, day, file, records, bytes, dropped_ms: null },
    ...{ from_ms: millis(from), to_ms: millis(to) },
  }));
  for (const some of inPieces(rows)) await db.insertInto('audit_segments').values(some).execute();
}

const byDay = (a: DayCount, b: DayCount): number =>
  `${a.day} ${a.contentType}` < `${b.day} ${b.contentType}` ? -1 : 1;

async function count(db: Database, tenant: string, counts: readonly DayCount[]): Promise<void> {
  // In one order, so that two writers never wait for each other.
  for (const { day, contentType, stored, duplicates } of counts.toSorted(byDay))
    await db
      .insertInto('audit_counts')
      .values({ tenant, day, content_type: contentType, stored, duplicates })
      .onConflict((conflict) =>
        conflict.columns(['tenant', 'day', 'content_type']).doUpdateSet({
          stored: sql`audit_counts.stored + excluded.stored`,
          duplicates: sql`audit_counts.duplicates + excluded.duplicates`,
        }),
      )
      .execute();
}

async function contents(db: Database, tenant: string, all: readonly Content[]): Promise<void> {
  // A statement must not name the same blob twice.
  const once = new Map(all.map((one) => [`${one.contentType} ${one.contentId}`, one]));
  const rows = [...once.values()].map(({ contentType, contentId, created, state }) => ({
    ...{ tenant, content_type: contentType, content_id: contentId, state },
    created_ms: millis(created),
  }));
  for (const some of inPieces(rows))
    await db
      .insertInto('audit_contents')
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(['tenant', 'content_type', 'content_id']).doUpdateSet((row) => ({
          state: row.ref('excluded.state'),
          created_ms: row.ref('excluded.created_ms'),
        })),
      )
      .execute();
}

async function receive(db: Database, tenant: string, receipt: Receipt): Promise<void> {
  await contents(db, tenant, receipt.contents ?? []);
  for (const { contentType, since, upTo } of receipt.positions ?? []) {
    const times = { since_ms: millis(since), up_to_ms: millis(upTo) };
    await db
      .insertInto('audit_positions')
      .values({ tenant, content_type: contentType, ...times })
      .onConflict((conflict) => conflict.columns(['tenant', 'content_type']).doUpdateSet(times))
      .execute();
  }
  for (const { contentType, state, from, to, why } of receipt.known ?? [])
    await db
      .insertInto('audit_known')
      .values({
        ...{ tenant, content_type: contentType, state, why: storable(why) },
        ...{ from_ms: millis(from), to_ms: millis(to) },
      })
      .onConflict((conflict) =>
        conflict
          .columns(['tenant', 'content_type', 'state', 'from_ms', 'to_ms'])
          .doUpdateSet({ why: storable(why) }),
      )
      .execute();
}

const contentTypeOf = (text: string): readonly ContentType[] =>
  CONTENT_TYPES.filter((known) => known === text);

const STATES = ['imported', 'searched', 'missing'] as const;
const stateOf = (text: string): readonly Known['state'][] =>
  STATES.filter((known) => known === text);

const lastDay = ({ from, to }: Span): string =>
  iso(Math.max(millis(from), millis(to) - 1)).slice(0, 10);

const readingIn = (
  db: Database,
): Pick<SegmentCatalogue, 'dealtWith' | 'positions' | 'known' | 'counts'> => ({
  async dealtWith(tenant, contentType, contentIds) {
    const found = new Set<string>();
    for (let at = 0; at < contentIds.length; at += AT_ONCE) {
      const rows = await db
        .selectFrom('audit_contents')
        .select('content_id')
        .where((columns) => columns.and({ tenant, content_type: contentType }))
        .where('content_id', 'in', contentIds.slice(at, at + AT_ONCE))
        .execute();
      for (const row of rows) found.add(row.content_id);
    }
    return found;
  },
  async positions(tenant) {
    const rows = await db
      .selectFrom('audit_positions')
      .selectAll()
      .where('tenant', '=', tenant)
      .orderBy('content_type')
      .execute();
    return rows.flatMap((row) =>
      contentTypeOf(row.content_type).map((contentType) => ({
        contentType,
        since: iso(row.since_ms),
        upTo: iso(row.up_to_ms),
      })),
    );
  },
  async known(tenant, span) {
    const rows = await db
      .selectFrom('audit_known')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('from_ms', '<', millis(span.to))
      .where('to_ms', '>', millis(span.from))
      .orderBy('from_ms')
      .orderBy('content_type')
      .orderBy('to_ms')
      .execute();
    return rows.flatMap((row) =>
      contentTypeOf(row.content_type).flatMap((contentType) =>
        stateOf(row.state).map((state) => ({
          ...{ contentType, state, why: row.why },
          ...{ from: iso(row.from_ms), to: iso(row.to_ms) },
        })),
      ),
    );
  },
  async counts(tenant, span) {
    const rows = await db
      .selectFrom('audit_counts')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('day', '>=', iso(millis(span.from)).slice(0, 10))
      .where('day', '<=', lastDay(span))
      .orderBy('day')
      .orderBy('content_type')
      .execute();
    return rows.flatMap(({ day, content_type, stored, duplicates }) =>
      contentTypeOf(content_type).map((contentType) => ({ day, contentType, stored, duplicates })),
    );
  },
});

const segmentsIn = (
  db: Database,
  clock: Pick<Clock, 'now'>,
): Pick<SegmentCatalogue, 'segments' | 'dropped' | 'erased'> => ({
  async segments(tenant, span): Promise<readonly Segment[]> {
    const rows = await db
      .selectFrom('audit_segments')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('dropped_ms', 'is', null)
      .$if(span !== undefined, (query) =>
        query
          .where('from_ms', '<', millis(span?.to ?? ''))
          .where('to_ms', '>', millis(span?.from ?? '')),
      )
      .orderBy('day')
      .orderBy('segment')
      .execute();
    return rows.map((row) => ({
      ...{ tenant, segment: row.segment, day: row.day, file: row.file },
      ...{ records: row.records, bytes: row.bytes },
      ...{ from: iso(row.from_ms), to: iso(row.to_ms) },
    }));
  },
  async dropped(tenant, longerThan) {
    return db
      .selectFrom('audit_segments')
      .select(['segment', 'day', 'file'])
      .where('tenant', '=', tenant)
      .where('dropped_ms', '<=', clock.now().getTime() - longerThan)
      .orderBy('day')
      .orderBy('segment')
      .execute();
  },
  async erased(tenant, segments) {
    for (const segment of segments)
      await db
        .deleteFrom('audit_segments')
        .where((columns) => columns.and({ tenant, segment }))
        .where('dropped_ms', 'is not', null)
        .execute();
  },
});
