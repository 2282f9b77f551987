import { randomUUID } from 'node:crypto';
import { expect } from 'expect';
import type { Dataverse } from '../../src/gateways/dataverse.ts';
import { thrownBy } from './stub.ts';

export interface DataverseUnderTest {
  readonly dataverse: Dataverse;
  /** Lets what is delayed become visible. */
  later(): Promise<void>;
}

const ALL = { audit: true, read: true, readMultiple: true };
const LOCKED = 'calendar';

/** What every Dataverse gateway has to do; `open` gives a fresh environment. */
export function dataverseContract(name: string, open: () => Promise<DataverseUnderTest>): void {
  suite(`${name}: Dataverse`, () => {
    let dataverse: Dataverse;
    let later: () => Promise<void>;
    setup(async () => {
      ({ dataverse, later } = await open());
    });

    test('the bot knows who it is and which roles it has', async () => {
      const caller = await dataverse.findCaller();

      const { organisationId } = await dataverse.getOrganisation();
      expect(caller).toMatchObject({ organisationId, roles: ['System Administrator'] });
      expect(caller?.userId).toMatch(/^[0-9a-f-]{36}$/);
    });

    test('only the named switches are changed, and a read shows them', async () => {
      const before = await dataverse.getOrganisation();

      const change = { auditing: true, reads: true };
      await dataverse.setOrganisation(before.organisationId, change, randomUUID());

      expect(await dataverse.getOrganisation()).toEqual({ ...before, ...change });
    });

    test('retention is set only when it is asked for', async () => {
      const before = await dataverse.getOrganisation();

      const change = { retentionDays: 365 };
      await dataverse.setOrganisation(before.organisationId, change, randomUUID());

      expect(await dataverse.getOrganisation()).toEqual({ ...before, retentionDays: 365 });
    });

    test('another organisation than its own cannot be changed', async () => {
      const change = { auditing: true };

      const error = await thrownBy(() =>
        dataverse.setOrganisation(randomUUID(), change, randomUUID()),
      );

      expect(error).toMatchObject({ name: 'GatewayError', transient: false });
      expect((await dataverse.getOrganisation()).auditing).toBe(false);
    });

    test('the three flags of a table are set together, and nothing else of it', async () => {
      const before = await dataverse.findTable('contact');

      await dataverse.setTableFlags('contact', ALL, randomUUID());

      expect(await dataverse.findTable('contact')).toEqual({ ...before, flags: ALL });
      const listed = await dataverse.listTables();
      expect(listed.find(({ logicalName }) => logicalName === 'contact')?.flags).toEqual(ALL);
    });

    test('a table that its publisher has locked is refused with a sentence', async () => {
      const before = await dataverse.findTable(LOCKED);
      const flags = { audit: !before?.flags.audit, read: false, readMultiple: false };

      const error = await thrownBy(() => dataverse.setTableFlags(LOCKED, flags, randomUUID()));

      expect(error).toMatchObject({ name: 'GatewayError', code: '0x8004F026', transient: false });
      expect(await dataverse.findTable(LOCKED)).toEqual(before);
    });

    test('a table that is not installed is not found, and cannot be changed', async () => {
      expect(await dataverse.findTable('nosuchtable')).toBeUndefined();

      const error = await thrownBy(() => dataverse.setTableFlags('nosuchtable', ALL, randomUUID()));

      expect(error).toMatchObject({ name: 'GatewayError', status: 404, transient: false });
    });

    test('a column is audited on request, and the others stay as they are', async () => {
      const before = await dataverse.listColumns('account');

      await dataverse.setColumnAudit('account', 'telephone1', true, randomUUID());
      await dataverse.setColumnAudit('account', 'name', false, randomUUID());

      const wanted: Record<string, boolean> = { telephone1: true, name: false };
      expect(await dataverse.listColumns('account')).toEqual(
        before.map((column) => ({
          ...column,
          audited: wanted[column.logicalName] ?? column.audited,
        })),
      );
    });

    test('a column that is not there cannot be changed', async () => {
      const error = await thrownBy(() =>
        dataverse.setColumnAudit('account', 'nosuchcolumn', true, randomUUID()),
      );

      expect(error).toMatchObject({ name: 'GatewayError', status: 404, transient: false });
    });

    test('publishing leaves its trace in the solution history, newest first', async () => {
      await dataverse.publish(['account', 'contact'], randomUUID());

      const [newest] = await dataverse.listSolutionHistory();
      expect(newest).toMatchObject({ operation: 'Publish', status: 'Completed' });
      expect(newest?.endedAt).toMatch(/^\d{4}-.*Z$/);
    });

    test('the change of the switches is found in the audit log', async () => {
      const since = (await dataverse.listSolutionHistory()).at(-1)?.startedAt ?? '2020-01-01';
      const { organisationId } = await dataverse.getOrganisation();
      await dataverse.setOrganisation(organisationId, { auditing: true }, randomUUID());
      await later();

      const rows = await dataverse.findAudits(since, [107]);

      const caller = await dataverse.findCaller();
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ action: 107, table: 'organization', userId: caller?.userId });
      expect(await dataverse.findAudits(since, [])).toEqual([]);
      expect(await dataverse.findAudits('2999-01-01T00:00:00Z', [107])).toEqual([]);
    });

    test('one record is opened to leave a read event', async () => {
      const opened = await dataverse.readOne('accounts', randomUUID());

      expect(opened?.id).toMatch(/^[0-9a-f-]{36}$/);
      expect(Date.parse(opened?.at ?? '')).not.toBeNaN();
    });

    test('the size of the audit log is known by table, in time', async () => {
      await dataverse.findAuditStorage();
      await later();

      expect(await dataverse.findAuditStorage()).toBeInstanceOf(Map);
    });
  });
}
