/** A value bound to a statement, never written into it. */
export type Bound = string | number | boolean;
export type Cells = Readonly<Record<string, unknown>>;

/**
 * Records to ask with SQL (DuckDB): from the archive's segments, or from what another source brought.
 * The relation `records` has these columns:
 * `id` text · `at` timestamp (UTC) · `type` int · `workload`, `operation`, `message` text as delivered ·
 * `message_key` text lower-case · `actor` text · `user_type` int · `entity` text (the table) ·
 * `record` text · `touched` int · `environment` text · `address` text ·
 * `address_key` text (32 hex digits, IPv4 as ::ffff:0:0/96; `''` for none) · `agent` text ·
 * `agent_key` text lower-case · `result` text · `correlation` text ·
 * `action` bigint (a hash shared by the parts of one action, else of the id) ·
 * `split` boolean (other records may share its action) · `secured` boolean (a field is `*`) ·
 * `raw` text (the record's JSON; read it only where it is needed: it is most of the bytes).
 * Actions are `count(*) filter (not split) + count(distinct action) filter (split)`.
 */
export interface Reader {
  /** `$1`, `$2`, … are bound from `values`. */
  rows(sql: string, values?: readonly Bound[]): Promise<readonly Cells[]>;
}

export interface Span {
  /** ISO instants; `to` is not part of it. */
  readonly from: string;
  readonly to: string;
}
