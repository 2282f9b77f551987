import { randomUUID } from 'node:crypto';
import { digestOf } from '../core/data.ts';
import type { Database } from './tables.ts';

/** One document of the bot SDK's state; it carries its version as `eTag`. */
export interface StateDocument {
  readonly [member: string]: unknown;
  readonly eTag?: string;
}

/** The bot SDK's `Storage` contract, with eTags that mean what they say. */
export interface ConversationState {
  /** Only what was found. */
  read(keys: readonly string[]): Promise<Record<string, StateDocument>>;
  /** All or nothing. Throws `eTag conflict` when a document has been written since it was read. */
  write(changes: Readonly<Record<string, StateDocument>>): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
}

/** Conversation state of one tenant in SQL. */
export const sqlConversationState = (db: Database, tenant: string): ConversationState => ({
  async read(keys) {
    if (keys.length === 0) return {};
    const digests = keys.map((key) => digestOf(key));
    const rows = await db
      .selectFrom('conversation_state')
      .select(['digest', 'value', 'etag'])
      .where('tenant', '=', tenant)
      .where('digest', 'in', digests)
      .execute();
    const found = new Map(rows.map((row) => [row.digest, row]));
    // Not by assignment: a key may be called __proto__.
    return Object.fromEntries(
      keys.flatMap((key, index) => {
        const row = found.get(digests[index] ?? '');
        return row === undefined ? [] : [[key, documentOf(row)]];
      }),
    );
  },
  async write(changes) {
    // In the order of their keys, or two writers of the same two documents could deadlock.
    const documents = Object.entries(changes)
      .map(([key, document]) => ({ key, digest: digestOf(key), document }))
      .toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
    await db.transaction().execute(async (inside) => {
      for (const document of documents) await writeOne(inside, tenant, document);
    });
  },
  async delete(keys) {
    if (keys.length === 0) return;
    await db
      .deleteFrom('conversation_state')
      .where('tenant', '=', tenant)
      .where('digest', 'in', keys.map(digestOf))
      .execute();
  },
});

function documentOf(row: { readonly value: string; readonly etag: string }): StateDocument {
  return { ...JSON.parse(row.value), eTag: row.etag };
}

interface Keyed {
  readonly key: string;
  readonly digest: string;
  readonly document: StateDocument;
}

async function writeOne(db: Database, tenant: string, keyed: Keyed): Promise<void> {
  const { eTag, ...value } = keyed.document;
  const row = { value: JSON.stringify(value), etag: randomUUID(), saved_ms: Date.now() };
  const unconditional = eTag === undefined || eTag === null || eTag === '*';
  if (unconditional) await overwrite(db, tenant, keyed, row);
  else if (!(await replace(db, tenant, keyed, row, eTag)))
    throw new Error(`Storage: error writing "${keyed.key}" due to eTag conflict.`);
}

type Row = { readonly value: string; readonly etag: string; readonly saved_ms: number };

async function overwrite(db: Database, tenant: string, keyed: Keyed, row: Row): Promise<void> {
  const { digest } = keyed;
  await db
    .insertInto('conversation_state')
    .values({ tenant, digest, key: JSON.stringify(keyed.key), ...row })
    .onConflict((conflict) => conflict.columns(['tenant', 'digest']).doUpdateSet(row))
    .execute();
}

async function replace(
  db: Database,
  tenant: string,
  { digest }: Keyed,
  row: Row,
  eTag: string,
): Promise<boolean> {
  const replaced = await db
    .updateTable('conversation_state')
    .set(row)
    .where((columns) => columns.and({ tenant, digest, etag: eTag }))
    .executeTakeFirst();
  return replaced.numUpdatedRows === 1n;
}
