import { expect } from 'expect';
import { z } from 'zod';
import { putInAuditLog, type LoggedRecord } from '../../src/sandbox/audit-log.ts';
import { openDirectory } from '../../src/sandbox/graph/directory.ts';
import { SEARCH_ROLES } from '../../src/sandbox/graph/audit-log/permission.ts';
import { APPLICATION, TENANT_ID } from '../../src/sandbox/people.ts';
import type { Tenant } from '../../src/sandbox/service.ts';
import { UNIFIED_AUDIT, UnifiedAudit } from '../../src/sandbox/unified-log.ts';
import { startWire, type Reply, type Wire } from './wire.ts';

const GRAPH = 'https://graph.microsoft.com';
const HOUR = 3_600_000;

/** A record of Dynamics, as the log holds it. */
export const logged = (number: number, at: Date, more: object = {}): LoggedRecord => ({
  Id: `99999999-0000-4000-8000-${String(number).padStart(12, '0')}`,
  CreationTime: at.toISOString().slice(0, 19),
  ...{ RecordType: 21, Operation: 'CrmDefaultActivity', Workload: 'CRM', UserType: 0 },
  ...{ OrganizationId: TENANT_ID, UserKey: '1', UserId: 'dan@contoso.example', Version: 1 },
  ...{ CrmOrganizationUniqueName: 'org1', InstanceUrl: 'https://contoso.crm4.dynamics.com/' },
  ...{ EntityName: 'contact', Message: 'Update', ClientIP: '203.0.113.9' },
  ...more,
});

suite('the sandbox searches its audit log like Microsoft Graph', () => {
  let wire: Wire;
  let tenant: Tenant;
  // Long before the tenant's own history begins.
  const day = new Date('2024-03-01T00:00:00Z');
  const at = (hours: number) => new Date(day.getTime() + hours * HOUR);

  setup(async () => {
    wire = await startWire({
      services(opened) {
        tenant = opened;
        return [];
      },
    });
    tenant.documents(UNIFIED_AUDIT, UnifiedAudit).put('tenant', { enabled: true, enabledAt: null });
  });
  teardown(() => wire.close());

  const queries = (version = 'v1.0') => `${GRAPH}/${version}/security/auditLog/queries`;
  const create = (wanted: object, version?: string): Promise<Reply> =>
    wire.call(queries(version), { method: 'POST', json: wanted });
  const range = {
    filterStartDateTime: at(0).toISOString(),
    filterEndDateTime: at(24).toISOString(),
  };
  const put = (count: number, more: object = {}, from = 0) =>
    putInAuditLog(
      tenant,
      Array.from({ length: count }, (_, n) => logged(from + n, at((24 * n) / count), more)),
    );
  const records = async (id: string) => {
    const pages = [await wire.call(`${queries()}/${id}/records`)];
    for (let next = pages[0]?.body['@odata.nextLink']; next;) {
      const page = await wire.call(next);
      pages.push(page);
      next = page.body['@odata.nextLink'];
    }
    return { pages: pages.length, all: pages.flatMap(({ body }) => body.value) };
  };
  const done = async (wanted: object) => {
    const { body } = await create(wanted);
    wire.sandbox.clock.advance(10_000);
    return String(body.id);
  };

  test('a search begins, runs for some seconds and succeeds, in both versions', async () => {
    for (const version of ['v1.0', 'beta']) {
      const created = await create({ displayName: 'mine', ...range }, version);
      const early = await wire.call(`${queries(version)}/${created.body.id}/records`);
      wire.sandbox.clock.advance(1500);
      const soon = await wire.call(`${queries(version)}/${created.body.id}`);
      wire.sandbox.clock.advance(10_000);
      const late = await wire.call(`${queries(version)}/${created.body.id}`);

      expect(created.status).toBe(201);
      expect(created.body).toMatchObject({ displayName: 'mine', status: 'notStarted' });
      expect(early.status).toBe(400);
      expect(soon.body.status).toBe('running');
      expect(late.body).toMatchObject({
        status: 'succeeded',
        recordCountLimit: 1_000_000,
        isRecordCountLimitExceeded: false,
      });
    }
  });

  test('records come in pages, unsorted, some twice, a few from after the end', async () => {
    put(600);
    putInAuditLog(
      tenant,
      Array.from({ length: 200 }, (_, n) => logged(5000 + n, at(24 + n / 25))),
    );

    const { pages, all } = await records(await done(range));

    const ids = all.map(({ id }) => id);
    const inside = all.filter(({ createdDateTime: time }) => time < at(24).toISOString());
    const times = inside.map(({ createdDateTime }) => createdDateTime);
    expect(pages).toBeGreaterThan(3);
    expect(new Set(inside.map(({ id }) => id)).size).toBe(600);
    expect(ids.length).toBeGreaterThan(new Set(ids).size);
    expect(all.length).toBeGreaterThan(inside.length);
    expect(times).not.toEqual(times.toSorted());
    const [first] = all;
    expect(
      all
        .filter(({ id }) => id === first.id)
        .every((one) => one.createdDateTime === first.createdDateTime),
    ).toBe(true);
    expect(first).toMatchObject({
      auditLogRecordType: 'CRM',
      service: 'CRM',
      userType: 'Regular',
      auditData: { Message: 'Update', RecordType: 21 },
    });
  });

  test('the same search read again says the same', async () => {
    put(200);
    const id = await done(range);

    const [once, again] = [await records(id), await records(id)];

    expect(again.all).toEqual(once.all);
  });

  test('only what was asked for is found', async () => {
    put(30);
    put(30, { RecordType: 15, Operation: 'UserLoggedIn', Workload: 'AzureActiveDirectory' }, 100);
    put(30, { UserId: 'eve@contoso.example', Message: 'ExportToExcel' }, 200);
    const count = async (more: object) =>
      new Set((await records(await done({ ...range, ...more }))).all.map(({ id }) => id)).size;

    expect(await count({ recordTypeFilters: ['CRM'] })).toBe(60);
    expect(await count({ recordTypeFilters: ['crm', 'azureActiveDirectoryStsLogon'] })).toBe(90);
    expect(await count({ operationFilters: ['userloggedin'] })).toBe(30);
    expect(await count({ userPrincipalNameFilters: ['EVE@contoso.example'] })).toBe(30);
    expect(await count({ keywordFilter: 'ExportToExcel' })).toBe(30);
    expect(await count({ administrativeUnitIdFilters: ['x'] })).toBe(0);
  });

  test('a search that finds too much is cut off and says so', async () => {
    put(90);
    await wire.control('POST', '/sandbox/audit-search', { recordCountLimit: 40 });
    const id = await done(range);

    const { body } = await wire.call(`${queries()}/${id}`);
    const { all } = await records(id);

    expect(body).toMatchObject({ recordCountLimit: 40, isRecordCountLimitExceeded: true });
    expect(all).toHaveLength(40);
  });

  test('ten searches run at once, and one more has to wait', async () => {
    const begun = await Promise.all(Array.from({ length: 10 }, () => create(range)));
    const one = await create(range);
    wire.sandbox.clock.advance(10_000);
    const later = await create(range);

    expect(begun.map(({ status }) => status)).toEqual(begun.map(() => 201));
    expect(one.status).toBe(429);
    expect(one.headers['retry-after']).toBeDefined();
    expect(later.status).toBe(201);
  });

  test('searches are listed page by page and forgotten after thirty days', async () => {
    const ids = [];
    for (let n = 0; n < 25; n += 1) ids.push(await done(range));
    const first = await wire.call(queries());
    const second = await wire.call(first.body['@odata.nextLink']);
    wire.sandbox.clock.advance(30 * 24 * HOUR);
    const gone = await wire.call(`${queries()}/${ids[0]}`);

    const listed = [...first.body.value, ...second.body.value].map(({ id }) => id);
    expect(listed.toSorted()).toEqual(ids.toSorted());
    expect(gone.status).toBe(404);
    expect((await wire.call(queries())).body.value).toEqual([]);
  });

  test('what is not right is refused', async () => {
    const backwards = {
      filterStartDateTime: range.filterEndDateTime,
      filterEndDateTime: range.filterStartDateTime,
    };
    const wrong = [
      await create(backwards),
      await create({ ...range, serviceFilter: 'CRM' }),
      await create({ ...range, recordTypeFilters: ['nonsense'] }),
      await create({ ...range, filterStartDateTime: 'yesterday' }),
      await create({ ...range, id: 'mine' }),
    ];

    expect(wrong.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    expect(wrong[0]?.body.error.message).toBe('Invalid request data');
  });

  test('nothing can be searched where the log is off', async () => {
    tenant
      .documents(UNIFIED_AUDIT, UnifiedAudit)
      .put('tenant', { enabled: false, enabledAt: null });

    const { status, body } = await create(range);

    expect(status).toBe(400);
    expect(body.error.message).toContain('AuditingDisabledTenant');
  });

  test('an application sees what its permission lets it see', async () => {
    put(10);
    put(10, { RecordType: 256, Workload: 'PowerPlatform' }, 100);
    const grants = tenant.documents('app-role-assignments', z.record(z.string(), z.unknown()));
    const hold = (...roles: readonly string[]) => {
      for (const grant of openDirectory(tenant).grantsOf(APPLICATION.objectId))
        if (Object.values<unknown>(SEARCH_ROLES).includes(grant.appRoleId))
          grants.delete(`${APPLICATION.objectId}/${String(grant.id)}`);
      for (const appRoleId of roles)
        openDirectory(tenant).grant(APPLICATION.objectId, {
          ...{ id: 'search', appRoleId, principalId: APPLICATION.objectId },
        });
    };

    hold();
    const none = await create(range);
    hold(SEARCH_ROLES.dynamics);
    const named = await create({
      ...range,
      recordTypeFilters: ['PowerPlatformAdministratorActivity'],
    });
    const { all } = await records(await done(range));

    expect([none.status, named.status]).toEqual([403, 403]);
    expect(none.body.error.message).toMatch(/dont have any permissions/);
    expect(new Set(all.map(({ auditLogRecordType: type }) => type))).toEqual(new Set(['CRM']));
  });
});
