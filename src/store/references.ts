import type { Data } from '../core/data.ts';
import type { Reference, References } from '../core/outbox.ts';
import { storable } from './text.ts';
import { millis } from './times.ts';
import type { Database, ReferenceRow } from './tables.ts';

/** Conversation references in SQL: where somebody can be reached. */
export const sqlReferences = (db: Database): References => ({
  async save(tenant, place, reference, at) {
    const saved = { reference: JSON.stringify(reference), saved_at: at, saved_ms: millis(at) };
    const row = { ...saved, refused_why: null, refused_at: null };
    await db
      .insertInto('conversation_references')
      .values({ tenant, place, ...row })
      .onConflict((conflict) => conflict.columns(['tenant', 'place']).doUpdateSet(row))
      .execute();
  },
  async find(tenant, place) {
    const row = await db
      .selectFrom('conversation_references')
      .selectAll()
      .where((columns) => columns.and({ tenant, place }))
      .executeTakeFirst();
    return row === undefined ? undefined : referenceOf(row);
  },
  async list(tenant) {
    const rows = await db
      .selectFrom('conversation_references')
      .selectAll()
      .where('tenant', '=', tenant)
      .orderBy('saved_ms', 'desc')
      .execute();
    return rows.map(referenceOf);
  },
  async refuse(tenant, place, why, at) {
    await db
      .updateTable('conversation_references')
      .set({ refused_why: storable(why), refused_at: at })
      .where((columns) => columns.and({ tenant, place }))
      .execute();
  },
  async forget(tenant, place) {
    await db
      .deleteFrom('conversation_references')
      .where((columns) => columns.and({ tenant, place }))
      .execute();
  },
});

function referenceOf(row: ReferenceRow): Reference {
  const { tenant, place, saved_at: savedAt, refused_why: why, refused_at: at } = row;
  const reference: Data = JSON.parse(row.reference);
  const refused = why === null || at === null ? {} : { refused: { why, at } };
  return { tenant, place, reference, savedAt, ...refused };
}
