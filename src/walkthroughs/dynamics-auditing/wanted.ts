import type { OrganisationAuditChange, TableFlags } from '../../gateways/dataverse.ts';
import type { Answers } from './answers.ts';

/** The state that should hold; set-up and undo share the steps that bring it about. */
export interface Wanted {
  readonly organisation: OrganisationAuditChange;
  /** Flags by logical name; what is not named is left as it is. */
  readonly tables: Readonly<Record<string, Partial<TableFlags>>>;
  /** By `table.column`. */
  readonly columns: Readonly<Record<string, boolean>>;
}

const FLAGS: Readonly<Record<'reads' | 'changes', Partial<TableFlags>>> = {
  reads: { audit: true, read: true, readMultiple: true },
  changes: { audit: true },
};

/** What the answers of the set-up ask for. */
export function wantedOf({ reads, tables, columns, retentionDays }: Answers): Wanted {
  return {
    organisation: {
      auditing: true,
      userAccess: true,
      ...(reads ? { reads: true } : {}),
      ...(retentionDays === undefined ? {} : { retentionDays }),
    },
    tables: Object.fromEntries(tables.map((name) => [name, FLAGS[reads ? 'reads' : 'changes']])),
    columns: Object.fromEntries(columns.map((name) => [name, true])),
  };
}
