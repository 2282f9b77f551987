import { expect } from 'expect';
import { auditLogBetween, putInAuditLog } from '../../src/sandbox/audit-log.ts';
import { seedHistory } from '../../src/sandbox/history/history.ts';
import { workdayBefore } from '../../src/sandbox/history/incidents.ts';
import { memoryTenant, type MemoryTenant } from '../fakes/memory-tenant.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
// A Saturday, so that days off are near.
const NOW = '2026-11-21T12:00:00.000Z';

function withPast(start = NOW): MemoryTenant {
  const tenant = memoryTenant(start);
  seedHistory(tenant);
  return tenant;
}

const between = (tenant: MemoryTenant, from: string, to: string) =>
  auditLogBetween(tenant, new Date(from), new Date(to)).map(({ record }) => record);

/** The whole working day so many working days before the start. */
function workday(tenant: MemoryTenant, back: number) {
  const day = workdayBefore(Math.floor(Date.parse(NOW) / DAY), back) * DAY;
  return between(tenant, new Date(day).toISOString(), new Date(day + DAY).toISOString());
}

const saying = (message: string) => (record: Readonly<Record<string, unknown>>) =>
  record['Message'] === message;

suite('the audit log of the sandbox tenant', () => {
  test('a tenant that was never given a past has only what happened to it', () => {
    const tenant = memoryTenant(NOW);

    putInAuditLog(tenant, [{ Id: '1', CreationTime: '2026-11-20T10:00:00' }]);

    expect(between(tenant, '2020-01-01', '2030-01-01').map(({ Id }) => Id)).toEqual(['1']);
  });

  test('the past is ninety days long and the same each time', () => {
    const [one, other] = [withPast(), withPast()];

    const records = between(one, '2020-01-01', '2030-01-01');

    expect(records).toEqual(between(other, '2020-01-01', '2030-01-01'));
    expect(records.at(0)?.['CreationTime']).toMatch(/^2026-08-23T/);
    expect(new Set(records.map(({ Id }) => Id)).size).toBe(records.length);
  });

  test('nothing has happened yet that lies in the future, and more has with every hour', () => {
    const tenant = withPast('2026-11-20T09:00:00.000Z');
    const before = between(tenant, '2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z');

    tenant.clock.advance(3 * HOUR);
    const after = between(tenant, '2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z');

    expect(before.every(({ CreationTime }) => String(CreationTime) <= '2026-11-20T09:00:00')).toBe(
      true,
    );
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length);
  });

  test('a span ends before its end, and what is put there stands among the rest in order', () => {
    const tenant = withPast();
    putInAuditLog(tenant, [
      { Id: 'put', CreationTime: '2026-11-18T10:30:00' },
      { Id: 'end', CreationTime: '2026-11-18T11:00:00' },
    ]);

    const records = between(tenant, '2026-11-18T10:00:00Z', '2026-11-18T11:00:00Z');

    const times = records.map(({ CreationTime }) => String(CreationTime));
    expect(records.some(({ Id }) => Id === 'put')).toBe(true);
    expect(records.some(({ Id }) => Id === 'end')).toBe(false);
    expect(times).toEqual(times.toSorted());
    expect(times.at(0)?.slice(0, 13)).toBe('2026-11-18T10');
  });

  test('a working day has some hundred records of several services, a Sunday few', () => {
    const tenant = withPast();

    const friday = between(tenant, '2026-11-20', '2026-11-21');
    const sunday = between(tenant, '2026-11-15', '2026-11-16');

    expect(friday.length).toBeGreaterThan(150);
    expect(friday.length).toBeLessThan(400);
    expect(sunday.length).toBeLessThan(100);
    expect(new Set(friday.map(({ Workload }) => Workload))).toEqual(
      new Set(['CRM', 'AzureActiveDirectory', 'Exchange', 'SharePoint']),
    );
  });

  test('Finn exports in the evening from an address that nobody had used', () => {
    const tenant = withPast();

    const exports = workday(tenant, 2).filter(
      (record) => saying('ExportToExcel')(record) && record['UserId'] === 'finn@contoso.example',
    );
    const late = exports.filter(({ ClientIP }) => String(ClientIP).startsWith('198.51.100.77'));

    expect(late.map(({ EntityName }) => EntityName)).toEqual([
      ...['account', 'account', 'account'],
      ...['contact', 'contact'],
      ...['opportunity', 'opportunity'],
    ]);
    expect(new Set(late.map(({ CorrelationId }) => CorrelationId)).size).toBe(3);
    const before = between(tenant, '2026-08-01', '2026-11-19').map(({ ClientIP }) => ClientIP);
    expect(before.some((address) => String(address).startsWith('198.51.100.77'))).toBe(false);
  });

  test('Hugo deletes in bulk, and an administrator hands out a role', () => {
    const tenant = withPast();

    const deletes = workday(tenant, 8).filter(({ UserId }) => UserId === 'hugo@contoso.example');
    const roles = workday(tenant, 4);

    expect(deletes.filter(saying('Delete')).length).toBeGreaterThanOrEqual(120);
    expect(deletes.filter(saying('BulkDelete'))).toHaveLength(1);
    expect(roles.filter(saying('Associate'))[0]).toMatchObject({ EntityName: 'systemuser' });
    expect(roles.map(({ RecordType }) => RecordType)).toEqual(expect.arrayContaining([8, 256]));
  });

  test('while auditing of an environment is off it leaves no records, others do', () => {
    const tenant = withPast();
    const day = workday(tenant, 11);
    const off = day.find(saying('Disable Organization Audit'))?.['CreationTime'];

    const during = day.filter(
      ({ CreationTime }) =>
        String(CreationTime) > String(off) &&
        String(CreationTime) < String(off).replace('T12:12', 'T13:47'),
    );

    expect(off).toMatch(/T12:12:00$/);
    expect(during.some(({ InstanceUrl }) => String(InstanceUrl).includes('//contoso.crm4'))).toBe(
      false,
    );
    expect(during.length).toBeGreaterThan(0);
  });

  test('records are shown half an hour late or more, some of them many hours', () => {
    const tenant = withPast();

    const late = auditLogBetween(tenant, new Date('2026-11-01'), new Date('2026-11-20')).map(
      ({ record, availableAt }) =>
        Date.parse(availableAt) - Date.parse(`${String(record['CreationTime'])}Z`),
    );

    expect(Math.min(...late)).toBeGreaterThanOrEqual(35 * 60_000);
    expect(late.filter((time) => time > 3 * HOUR).length).toBeGreaterThan(10);
    expect(Math.max(...late)).toBeLessThanOrEqual(20 * HOUR);
  });
});
