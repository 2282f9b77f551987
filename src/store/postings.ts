import type { Posting, Postings } from '../core/outbox.ts';
import type { Database, PostingRow } from './tables.ts';

/** Posted cards in SQL, so that they can be redrawn in place after a restart. */
export const sqlPostings = (db: Database): Postings => ({
  async find(tenant, subject, place) {
    const row = await db
      .selectFrom('postings')
      .selectAll()
      .where((columns) => columns.and({ tenant, subject, place }))
      .executeTakeFirst();
    return row === undefined ? undefined : postingOf(row);
  },
  async list(tenant, subject) {
    const rows = await db
      .selectFrom('postings')
      .selectAll()
      .where((columns) => columns.and({ tenant, subject }))
      .orderBy('place')
      .execute();
    return rows.map(postingOf);
  },
  async save({ tenant, subject, place, activityId, digest }) {
    const card = { activity_id: activityId, digest };
    await db
      .insertInto('postings')
      .values({ tenant, subject, place, ...card })
      .onConflict((conflict) => conflict.columns(['tenant', 'subject', 'place']).doUpdateSet(card))
      .execute();
  },
  async forget(tenant, place) {
    await db
      .deleteFrom('postings')
      .where((columns) => columns.and({ tenant, place }))
      .execute();
  },
});

const postingOf = ({ activity_id: activityId, ...posting }: PostingRow): Posting => ({
  ...posting,
  activityId,
});
