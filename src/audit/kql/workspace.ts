import type { Clock } from '../../core/clock.ts';
import type { AuditTables, TableRows } from '../../gateways/audit-tables.ts';
import type { Definitions } from '../definitions.ts';
import { conditionOf } from '../lower.ts';
import type { AuditQuery } from '../query.ts';
import type { Present } from './presence.ts';
import { tablesFor } from './pruning.ts';
import type { AuditTable } from './tables.ts';

/** A workspace as questions are put to it. */
export interface Workspace {
  readonly tenant: string;
  readonly tables: AuditTables;
  /** With the working hours of this tenant. */
  readonly definitions: Definitions;
  readonly clock: Pick<Clock, 'now'>;
  /** Which tables there are. */
  presence(): Promise<readonly Present[]>;
}

/** Tables that a question needs and that have records of the tenant. */
export function neededOf(
  query: AuditQuery,
  definitions: Definitions,
  present: readonly Present[],
): readonly Present[] {
  const tables = tablesFor(conditionOf(query, definitions));
  return present.filter(({ table, first }) => tables.includes(table) && first !== undefined);
}

export const namesOf = (present: readonly Present[]): readonly AuditTable[] =>
  present.map(({ table }) => table);

/** Nothing is asked of tables that are not there. */
export const askIf = async (
  needed: readonly Present[],
  ask: () => Promise<TableRows>,
): Promise<TableRows> => (needed.length === 0 ? { rows: [] } : ask());
