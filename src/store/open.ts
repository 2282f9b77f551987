import { sql } from 'kysely';
import type { SegmentCatalogue } from '../audit/archive/dropped.ts';
import type { Clock } from '../core/clock.ts';
import type { Ledger, WithLock } from '../core/ledger.ts';
import type { Postings, References } from '../core/outbox.ts';
import type { Openings, SeenCards, Tree } from '../core/evidence.ts';
import type { Keep } from '../core/keep.ts';
import type { Kind } from './append-only.ts';
import { sqlCatalogue } from './catalogue.ts';
import { sqlConversationState, type ConversationState } from './conversation-state.ts';
import { sqlDueTable, type SqlDueTable } from './due.ts';
import { sqlKeep } from './keep.ts';
import { sqlLedger } from './ledger.ts';
import { silent, type Log } from './log.ts';
import type { Opened } from './opened.ts';
import { sqlOpenings } from './openings.ts';
import { openPostgres } from './postgres.ts';
import { sqlPostings } from './postings.ts';
import { sqlReferences } from './references.ts';
import { sqlSeenCards } from './seen-cards.ts';
import { openSqlite } from './sqlite.ts';
import { sqlTree } from './tree.ts';

/** Everything that must be right, in one database. */
export interface Store {
  readonly kind: Kind;
  readonly ledger: Ledger;
  /** The Merkle tree over the ledger, and its checkpoints. */
  readonly tree: Tree;
  /** What stands behind the sealed values of the ledger. */
  readonly openings: Openings;
  readonly due: SqlDueTable;
  readonly references: References;
  readonly postings: Postings;
  readonly keep: Keep;
  /** Cards as they were drawn for people. */
  readonly seen: SeenCards;
  /** Segments of the audit archive, and how far ingest has come. */
  readonly catalogue: SegmentCatalogue;
  readonly withLock: WithLock;
  /** The bot SDK's `Storage` for one tenant. */
  conversationState(tenant: string): ConversationState;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A folder for the embedded database, or a PostgreSQL server. */
export type Where = { readonly dataDir: string } | { readonly databaseUrl: string };

/** Opens the store and brings its tables up to date. The clock gives entries their time. */
export async function openStore(where: Where, clock: Clock, log: Log = silent): Promise<Store> {
  const opened =
    'databaseUrl' in where
      ? await openPostgres(where.databaseUrl, log)
      : await openSqlite(where.dataDir);
  return storeOn(opened, clock);
}

function storeOn({ db, kind, withLock, close }: Opened, clock: Clock): Store {
  return {
    kind,
    ledger: sqlLedger(db, clock),
    tree: sqlTree(db),
    openings: sqlOpenings(db, clock),
    due: sqlDueTable(db, kind),
    references: sqlReferences(db),
    postings: sqlPostings(db),
    keep: sqlKeep(db),
    seen: sqlSeenCards(db),
    catalogue: sqlCatalogue(db, clock),
    withLock,
    conversationState: (tenant) => sqlConversationState(db, tenant),
    async ping() {
      await sql`select 1`.execute(db);
    },
    close,
  };
}
