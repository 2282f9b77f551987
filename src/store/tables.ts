import type { Kysely, Selectable } from 'kysely';

/**
 * The schema as the queries see it; `migrations.ts` creates it. Times are milliseconds, so that
 * they sort the same on both databases whatever the collation; JSON is text, never searched.
 */
export interface Tables {
  readonly ledger: LedgerTable;
  readonly runs: RunsTable;
  readonly due_work: DueWorkTable;
  readonly conversation_references: ReferencesTable;
  readonly postings: PostingsTable;
  readonly conversation_state: StateTable;
  readonly kept_documents: KeptTable;
  readonly ledger_openings: OpeningTable;
  readonly ledger_leaves: LeafTable;
  readonly ledger_checkpoints: CheckpointTable;
  readonly seen_cards: SeenCardTable;
  readonly audit_segments: SegmentTable;
  readonly audit_contents: ContentTable;
  readonly audit_positions: PositionTable;
  readonly audit_known: KnownTable;
  readonly audit_counts: CountTable;
}

export type Database = Kysely<Tables>;
export type DueWorkRow = Selectable<DueWorkTable>;
export type ReferenceRow = Selectable<ReferencesTable>;
export type KeptRow = Selectable<KeptTable>;
export type PostingRow = Selectable<PostingsTable>;

interface LedgerTable {
  tenant: string;
  run: string;
  seq: number;
  /** Canonical JSON. */
  entry: string;
  /** SHA-256 over the hash before it and the entry. */
  hash: string;
}

interface RunsTable {
  tenant: string;
  run: string;
  walkthrough: string;
  subject: string;
  title: string;
  requester_id: string;
  requester_name: string;
  started_at: string;
  /** Counts up within a tenant: the order of starting, even if the clock was set back. */
  ordinal: number;
  open: number;
  /** Number of entries and the hash of the last one: what `append` compares. */
  length: number;
  head: string;
  /** So many of the entries are leaves of the tenant's tree by now. */
  sealed: number;
}

/** What stands behind a sealed value; deleted when it is erased. */
interface OpeningTable {
  tenant: string;
  run: string;
  /** `sealed:` and the SHA-256 of `[salt, value]`. */
  sealed: string;
  salt: string;
  /** Canonical JSON. */
  value: string;
  /** What kind of value it is. */
  slot: 'id' | 'name' | 'text' | 'data';
  /** Canonical JSON of the id of the person whose value it is. */
  owner: string | null;
  /** The same for the same value of the same person: those share a salt within a run. */
  scope: string;
}

interface LeafTable {
  tenant: string;
  /** Place in the tenant's tree, from 0. */
  leaf: number;
  run: string;
  seq: number;
  hash: string;
}

interface CheckpointTable {
  tenant: string;
  /** Number of leaves. */
  size: number;
  /** SHA-256 of the JWS, in hex. */
  digest: string;
  jws: string;
  /** JSON list of the statements of witnesses, as compact JWS. */
  witnesses: string;
  /** JSON: hashes of the complete subtrees that make up the tree, so that it can grow. */
  frontier: string;
  made_ms: number;
}

/** Cards as they were drawn for people, by the digest of their canonical JSON. */
interface SeenCardTable {
  tenant: string;
  digest: string;
  card: string;
}

interface DueWorkTable {
  tenant: string;
  kind: string;
  key: string;
  due: number;
  payload: string;
  state: 'waiting' | 'leased' | 'dead';
  /** When it may be claimed: `due` while waiting, the end of the lease while leased. */
  ready_at: number | null;
  attempts: number;
  last_error: string | null;
  /** Scheduled anew while leased. */
  again_due: number | null;
  again_payload: string | null;
}

interface ReferencesTable {
  tenant: string;
  place: string;
  reference: string;
  saved_at: string;
  saved_ms: number;
  refused_why: string | null;
  refused_at: string | null;
}

interface PostingsTable {
  tenant: string;
  subject: string;
  place: string;
  activity_id: string;
  digest: string;
}

interface StateTable {
  tenant: string;
  /** SHA-256 of the key: keys may be longer than an index takes, and hold any character. */
  digest: string;
  /** JSON text of the key, for people. */
  key: string;
  value: string;
  etag: string;
  saved_ms: number;
}

interface KeptTable {
  tenant: string;
  kind: string;
  key: string;
  value: string;
  version: number;
}

interface SegmentTable {
  tenant: string;
  segment: string;
  day: string;
  file: string;
  records: number;
  bytes: number;
  from_ms: number;
  to_ms: number;
  /** Set when it was replaced or dropped; its file may still be read for a while. */
  dropped_ms: number | null;
}

interface ContentTable {
  tenant: string;
  content_type: string;
  content_id: string;
  created_ms: number;
  state: string;
}

interface PositionTable {
  tenant: string;
  content_type: string;
  since_ms: number;
  up_to_ms: number;
}

interface KnownTable {
  tenant: string;
  content_type: string;
  state: string;
  from_ms: number;
  to_ms: number;
  why: string;
}

interface CountTable {
  tenant: string;
  day: string;
  content_type: string;
  stored: number;
  duplicates: number;
}
