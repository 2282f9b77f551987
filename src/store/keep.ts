import { z } from 'zod';
import type { Data } from '../core/data.ts';
import type { Keep, Kept } from '../core/keep.ts';
import type { Database, KeptRow } from './tables.ts';

/** A document is plain JSON: it was when it was put there. */
const Plain: z.ZodType<Data> = z.json();

const keptOf = ({ key, value, version }: Pick<KeptRow, 'key' | 'value' | 'version'>): Kept => ({
  key,
  value: Plain.parse(JSON.parse(value)),
  version,
});

interface Name {
  readonly tenant: string;
  readonly kind: string;
  readonly key: string;
}

/** Documents by tenant and kind, in SQL. */
export const sqlKeep = (db: Database): Keep => ({
  async find(tenant, kind, key) {
    const row = await db
      .selectFrom('kept_documents')
      .select(['key', 'value', 'version'])
      .where((columns) => columns.and({ tenant, kind, key }))
      .executeTakeFirst();
    return row === undefined ? undefined : keptOf(row);
  },
  async list(tenant, kind) {
    const rows = await db
      .selectFrom('kept_documents')
      .select(['key', 'value', 'version'])
      .where((columns) => columns.and({ tenant, kind }))
      .execute();
    // Not by the database: its collation may differ from one server to the next.
    return rows.map(keptOf).sort((a, b) => (a.key < b.key ? -1 : 1));
  },
  put: (tenant, kind, { key, value, version }) =>
    version === 0
      ? insert(db, { tenant, kind, key }, value)
      : replace(db, { tenant, kind, key }, value, version),
  async delete(tenant, kind, key, version) {
    const gone = await db
      .deleteFrom('kept_documents')
      .where((columns) => columns.and({ tenant, kind, key, version }))
      .executeTakeFirst();
    return gone.numDeletedRows === 1n;
  },
});

/** One statement each: of two who put the same document, one wins. */
async function insert(db: Database, name: Name, value: Data): Promise<boolean> {
  const put = await db
    .insertInto('kept_documents')
    .values({ ...name, value: JSON.stringify(value), version: 1 })
    .onConflict((conflict) => conflict.columns(['tenant', 'kind', 'key']).doNothing())
    .executeTakeFirst();
  return put.numInsertedOrUpdatedRows === 1n;
}

async function replace(db: Database, name: Name, value: Data, version: number): Promise<boolean> {
  const put = await db
    .updateTable('kept_documents')
    .set({ value: JSON.stringify(value), version: version + 1 })
    .where((columns) => columns.and({ ...name, version }))
    .executeTakeFirst();
  return put.numUpdatedRows === 1n;
}
