import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { appendOnly, appendOnlyLeaves, erasableCards, type Kind } from './append-only.ts';

/** In order of their names. A migration that was released is never changed: add another one. */
export const migrations = (kind: Kind): Record<string, Migration> => ({
  '001-ledger': { up: (db) => ledger(db, kind) },
  '002-due-work': { up: dueWork },
  '003-conversations': { up: conversations },
  '004-audit-archive': { up: auditArchive },
  '005-keep': { up: keptDocuments },
  '006-evidence': { up: (db) => evidence(db, kind) },
  '007-erasure': { up: (db) => erasure(db, kind) },
});

async function ledger(db: Kysely<unknown>, kind: Kind): Promise<void> {
  await db.schema
    .createTable('runs')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('walkthrough', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('requester_id', 'text', (column) => column.notNull())
    .addColumn('requester_name', 'text', (column) => column.notNull())
    .addColumn('started_at', 'text', (column) => column.notNull())
    .addColumn('ordinal', 'integer', (column) => column.notNull())
    .addColumn('open', 'integer', (column) => column.notNull())
    .addColumn('length', 'integer', (column) => column.notNull())
    .addColumn('head', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('runs_key', ['tenant', 'run'])
    .execute();
  await db.schema
    .createIndex('runs_by_subject')
    .on('runs')
    .columns(['tenant', 'subject'])
    .execute();
  await db.schema.createIndex('runs_by_age').on('runs').columns(['tenant', 'ordinal']).execute();
  await db.schema
    .createTable('ledger')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('entry', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('ledger_key', ['tenant', 'run', 'seq'])
    .addForeignKeyConstraint('ledger_run', ['tenant', 'run'], 'runs', ['tenant', 'run'])
    .execute();
  for (const guard of appendOnly[kind]) await guard.execute(db);
}

async function dueWork(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('due_work')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('due', 'bigint', (column) => column.notNull())
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('ready_at', 'bigint')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('last_error', 'text')
    .addColumn('again_due', 'bigint')
    .addColumn('again_payload', 'text')
    .addPrimaryKeyConstraint('due_work_key', ['tenant', 'kind', 'key'])
    .execute();
  await db.schema.createIndex('due_work_ready').on('due_work').column('ready_at').execute();
}

async function conversations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('conversation_references')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('place', 'text', (column) => column.notNull())
    .addColumn('reference', 'text', (column) => column.notNull())
    .addColumn('saved_at', 'text', (column) => column.notNull())
    .addColumn('saved_ms', 'bigint', (column) => column.notNull())
    .addColumn('refused_why', 'text')
    .addColumn('refused_at', 'text')
    .addPrimaryKeyConstraint('conversation_references_key', ['tenant', 'place'])
    .execute();
  await db.schema
    .createTable('postings')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('place', 'text', (column) => column.notNull())
    .addColumn('activity_id', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('postings_key', ['tenant', 'subject', 'place'])
    .execute();
  await db.schema
    .createTable('conversation_state')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('etag', 'text', (column) => column.notNull())
    .addColumn('saved_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('conversation_state_key', ['tenant', 'digest'])
    .execute();
}

async function keptDocuments(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('kept_documents')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('kept_documents_key', ['tenant', 'kind', 'key'])
    .execute();
}

async function auditArchive(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_segments')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('segment', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('file', 'text', (column) => column.notNull())
    .addColumn('records', 'bigint', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('from_ms', 'bigint', (column) => column.notNull())
    .addColumn('to_ms', 'bigint', (column) => column.notNull())
    .addColumn('dropped_ms', 'bigint')
    .addPrimaryKeyConstraint('audit_segments_key', ['tenant', 'segment'])
    .execute();
  await db.schema
    .createIndex('audit_segments_by_time')
    .on('audit_segments')
    .columns(['tenant', 'from_ms'])
    .execute();
  await db.schema
    .createTable('audit_contents')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('content_id', 'text', (column) => column.notNull())
    .addColumn('created_ms', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_contents_key', ['tenant', 'content_type', 'content_id'])
    .execute();
  await db.schema
    .createTable('audit_positions')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('since_ms', 'bigint', (column) => column.notNull())
    .addColumn('up_to_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_positions_key', ['tenant', 'content_type'])
    .execute();
  await db.schema
    .createTable('audit_known')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('from_ms', 'bigint', (column) => column.notNull())
    .addColumn('to_ms', 'bigint', (column) => column.notNull())
    .addColumn('why', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_known_key', [
      'tenant',
      'content_type',
      'state',
      'from_ms',
      'to_ms',
    ])
    .execute();
  await db.schema
    .createTable('audit_counts')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('content_type', 'text', (column) => column.notNull())
    .addColumn('stored', 'bigint', (column) => column.notNull())
    .addColumn('duplicates', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_counts_key', ['tenant', 'day', 'content_type'])
    .execute();
}

async function evidence(db: Kysely<unknown>, kind: Kind): Promise<void> {
  await db.schema
    .alterTable('runs')
    .addColumn('sealed', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  // Looked through every few seconds, and mostly empty.
  await sql`create index runs_unsealed on runs (tenant, ordinal) where sealed <> length`.execute(
    db,
  );
  await db.schema
    .createTable('ledger_openings')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('salt', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('ledger_openings_key', ['tenant', 'run', 'sealed'])
    .execute();
  await db.schema
    .createTable('ledger_leaves')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('leaf', 'integer', (column) => column.notNull())
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('ledger_leaves_key', ['tenant', 'leaf'])
    .addUniqueConstraint('ledger_leaves_entry', ['tenant', 'run', 'seq'])
    .execute();
  await db.schema
    .createTable('ledger_checkpoints')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('size', 'integer', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('jws', 'text', (column) => column.notNull())
    .addColumn('witnesses', 'text', (column) => column.notNull())
    .addColumn('frontier', 'text', (column) => column.notNull())
    .addColumn('made_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('ledger_checkpoints_key', ['tenant', 'size'])
    .execute();
  await db.schema
    .createTable('seen_cards')
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('card', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('seen_cards_key', ['tenant', 'digest'])
    .execute();
  for (const guard of appendOnlyLeaves[kind]) await guard.execute(db);
}

/** Whose value an opening is, so that a person's are found without reading the ledger. */
async function erasure(db: Kysely<unknown>, kind: Kind): Promise<void> {
  await db.schema
    .alterTable('ledger_openings')
    .addColumn('slot', 'text', (column) => column.notNull().defaultTo('text'))
    .execute();
  await db.schema.alterTable('ledger_openings').addColumn('owner', 'text').execute();
  await db.schema
    .alterTable('ledger_openings')
    .addColumn('scope', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  await db.schema
    .createIndex('ledger_openings_by_scope')
    .on('ledger_openings')
    .columns(['tenant', 'run', 'scope'])
    .execute();
  await db.schema
    .createIndex('ledger_openings_by_owner')
    .on('ledger_openings')
    .columns(['tenant', 'owner'])
    .execute();
  for (const change of erasableCards[kind]) await change.execute(db);
}
