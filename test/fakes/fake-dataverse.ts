import { randomUUID } from 'node:crypto';
import { GatewayError } from '../../src/core/errors.ts';
import type {
  AuditRow,
  Caller,
  Column,
  Dataverse,
  OrganisationAudit,
  SolutionOperation,
  Table,
  TableFlags,
} from '../../src/gateways/dataverse.ts';

/** All that the fake environment knows; tests may look at it and change it. */
export interface DataverseWorld {
  caller: Caller | undefined;
  organisation: OrganisationAudit;
  readonly tables: Map<string, Table>;
  readonly columns: Map<string, Column[]>;
  readonly history: SolutionOperation[];
  readonly audits: AuditRow[];
  /** Ids of rows by entity set. */
  readonly rows: Map<string, string[]>;
  storage: ReadonlyMap<string, number> | undefined;
  /** Every change that was made, oldest first: `flags account`, `publish account,contact`. */
  readonly writes: string[];
  /** Every row that was opened. */
  readonly opened: { readonly entitySet: string; readonly id: string; readonly at: string }[];
}

export const USER_ID = '0a0a0a0a-0000-4000-8000-000000000001';
export const ORGANISATION_ID = '0b0b0b0b-0000-4000-8000-000000000001';
const NOT_AUDITED: TableFlags = { audit: false, read: false, readMultiple: false };

/** A table that nobody has switched anything on for. */
export const table = (logicalName: string, more: Partial<Table> = {}): Table => ({
  logicalName,
  displayName: logicalName.charAt(0).toUpperCase() + logicalName.slice(1),
  entitySet: logicalName.endsWith('y') ? `${logicalName.slice(0, -1)}ies` : `${logicalName}s`,
  metadataId: randomUUID(),
  flags: NOT_AUDITED,
  auditChangeable: true,
  customizable: true,
  custom: false,
  managed: true,
  ...more,
});

const seed = (): DataverseWorld => ({
  caller: {
    userId: USER_ID,
    organisationId: ORGANISATION_ID,
    roles: ['System Administrator'],
  },
  organisation: {
    organisationId: ORGANISATION_ID,
    auditing: false,
    userAccess: false,
    reads: false,
    retentionDays: 30,
    userAccessInterval: 4,
    customizationLocked: false,
  },
  tables: new Map(
    [
      table('account'),
      table('contact'),
      table('lead'),
      table('opportunity'),
      table('incident', { displayName: 'Case' }),
      table('calendar', { auditChangeable: false, customizable: false }),
      table('cr1_project', { displayName: 'Project', custom: true, managed: false }),
    ].map((one) => [one.logicalName, one]),
  ),
  columns: new Map([
    [
      'account',
      [
        { logicalName: 'name', type: 'String', audited: true, auditChangeable: true },
        { logicalName: 'telephone1', type: 'String', audited: false, auditChangeable: true },
      ],
    ],
  ]),
  history: [],
  audits: [],
  rows: new Map([['accounts', ['0c0c0c0c-0000-4000-8000-000000000001']]]),
  storage: new Map([['account', 1024]]),
  writes: [],
  opened: [],
});

const absent = (what: string): GatewayError =>
  new GatewayError(`There is no ${what} in this environment.`, { status: 404, transient: false });

export interface FakeDataverse extends Dataverse {
  readonly world: DataverseWorld;
}

/** A Dataverse environment in memory. */
export function fakeDataverse(
  more: Partial<DataverseWorld> = {},
  now: () => Date = () => new Date(),
): FakeDataverse {
  const world: DataverseWorld = { ...seed(), ...more };
  const at = () => now().toISOString();
  const audited = (action: number, subject: string) =>
    world.audits.unshift({
      id: randomUUID(),
      createdOn: at(),
      action,
      operation: 2,
      table: subject,
      objectId: undefined,
      userId: world.caller?.userId,
    });
  const getTable = (name: string): Table => {
    const found = world.tables.get(name);
    if (found === undefined) throw absent(`table ${name}`);
    return found;
  };

  return {
    world,
    findCaller: async () => world.caller,
    getOrganisation: async () => world.organisation,
    async setOrganisation(id, change) {
      if (id !== world.organisation.organisationId) throw absent('such organisation');
      const before = world.organisation;
      world.organisation = { ...before, ...change };
      world.writes.push(`organisation ${Object.keys(change).sort().join(',')}`);
      if (change.auditing !== undefined && change.auditing !== before.auditing)
        audited(change.auditing ? 107 : 110, 'organization');
      if (world.organisation.auditing) audited(104, 'organization');
    },
    listTables: async () => [...world.tables.values()],
    findTable: async (name) => world.tables.get(name),
    async setTableFlags(name, flags) {
      const found = getTable(name);
      const same = (Object.keys(flags) as (keyof TableFlags)[]).every(
        (key) => flags[key] === found.flags[key],
      );
      if (same) return;
      const locked = flags.audit !== found.flags.audit && !found.auditChangeable;
      if (locked || !found.customizable)
        throw new GatewayError(
          `The publisher of ${name} does not allow its audit flags to change.`,
          {
            status: 0,
            code: '0x8004F026',
            transient: false,
          },
        );
      world.tables.set(name, { ...found, flags });
      world.writes.push(`flags ${name}`);
      if (world.organisation.auditing && flags.audit !== found.flags.audit)
        audited(flags.audit ? 105 : 108, name);
    },
    listColumns: async (name) => world.columns.get(getTable(name).logicalName) ?? [],
    async setColumnAudit(name, column, isAudited) {
      const columns = world.columns.get(getTable(name).logicalName) ?? [];
      const index = columns.findIndex(({ logicalName }) => logicalName === column);
      const found = columns[index];
      if (found === undefined) throw absent(`column ${name}.${column}`);
      if (found.audited === isAudited) return;
      columns[index] = { ...found, audited: isAudited };
      world.writes.push(`column ${name}.${column}`);
      if (world.organisation.auditing) audited(isAudited ? 106 : 109, name);
    },
    async publish(tables) {
      tables.forEach(getTable);
      world.writes.push(`publish ${tables.join(',')}`);
      world.history.unshift({
        name: 'Default',
        operation: 'Publish',
        suboperation: 'None',
        status: 'Completed',
        result: 'Success',
        startedAt: at(),
        endedAt: at(),
      });
    },
    listSolutionHistory: async () => world.history,
    findAudits: async (since, actions) =>
      world.audits
        .filter((row) => row.createdOn >= since && actions.includes(row.action))
        .slice(0, 50),
    async readOne(entitySet) {
      const [id] = world.rows.get(entitySet) ?? [];
      if (id === undefined) return undefined;
      const opened = { id, at: at() };
      world.opened.push({ entitySet, ...opened });
      return opened;
    },
    findAuditStorage: async () => world.storage,
  };
}
