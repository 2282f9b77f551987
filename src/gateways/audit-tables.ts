/** What one cell of an answer holds: lists and bags come as JSON text, times as ISO text. */
export type Cell = string | number | boolean | null;
export type TableRow = Readonly<Record<string, Cell>>;

export interface TableRows {
  readonly rows: readonly TableRow[];
  /** The workspace said that this is not all: `cut` at its limits of size, or a `part` of the data. */
  readonly incomplete?: { readonly kind: 'cut' | 'part'; readonly code: string };
}

/** Audit tables in a Log Analytics workspace (Microsoft Sentinel), asked with KQL. */
export interface AuditTables {
  /**
   * Asks one question. `doing` begins the sentence of what goes wrong: `Counting audit records`.
   * Throws `GatewayError`; its code is `SemanticError` where the workspace does not have what is
   * asked for.
   */
  ask(question: { readonly doing: string; readonly kql: string }): Promise<TableRows>;
}

/** Rows that one answer can hold (Azure Monitor, limits of log queries). */
export const MOST_ROWS = 500_000;
