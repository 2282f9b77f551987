import { canonical, digestOf, type Data } from '../core/data.ts';
import type { SeenCards } from '../core/evidence.ts';
import type { Database } from './tables.ts';

/** Cards as people were shown them, in SQL. The same card is kept once. */
export const sqlSeenCards = (db: Database): SeenCards => ({
  async keep(tenant, card) {
    const digest = digestOf(card);
    await db
      .insertInto('seen_cards')
      .values({ tenant, digest, card: canonical(card) })
      .onConflict((conflict) => conflict.columns(['tenant', 'digest']).doNothing())
      .execute();
    return digest;
  },
  async find(tenant, digest) {
    const row = await db
      .selectFrom('seen_cards')
      .select('card')
      .where((columns) => columns.and({ tenant, digest }))
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const card: Data = JSON.parse(row.card);
    // What was changed outside is nothing that anybody was shown.
    return digestOf(card) === digest ? card : undefined;
  },
});
