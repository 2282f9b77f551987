import fc from 'fast-check';

import { DIMENSIONS, MEASURES, normal } from '../../../src/audit/query.ts';
import type { AuditQuery, Field, Filter } from '../../../src/audit/query.ts';
import type { Raw } from './normalise.ts';

/** Clocks go back on 25 October, in the middle of it. */
const START = Date.UTC(2026, 9, 23);
const HOURS = 24 * 5;

const HOSTILE = ["o'brien'; drop table records--", '**x** | summarize', '\u202e=1+1', 'Ärger ßß'];

const TYPES = [21, 21, 21, 21, 21, 21, 256, 8, 1, 15, 187];
const MESSAGES = [
  'Retrieve',
  'RetrieveMultiple',
  'retrievemultiple',
  'ExportToExcel',
  'ExportToPdf',
  'Update',
  'Create',
  'CreateMultiple',
  'Delete',
  'BulkDelete',
  'Associate',
  'GrantAccess',
  'UserSignIn',
  'PublishAllXml',
  'ExecuteWorkflow',
  'Disable Organization Audit',
  'UpdateRibbonClientMetadata',
  'new_Custom',
  'ApplyAdminRole',
  '',
  ...HOSTILE,
];
const TABLES = [
  'account',
  'Account',
  'contact',
  'new_project',
  'msdyn_workorder',
  'systemuser',
  'workflow',
  'authentication',
  'Unknown',
  'a_b',
  '',
  ...HOSTILE,
];
const USERS = [
  'ann@contoso.com',
  'Ann@Contoso.com',
  'bob@contoso.com',
  'erik_fabrikam.com#EXT#@contoso.onmicrosoft.com',
  'Unknown',
  'support-operator',
  '',
  ...HOSTILE,
];
const ADDRESSES = [
  undefined,
  '',
  '203.0.113.5',
  '203.0.113.5:50749',
  '203.0.113.77',
  '198.51.100.7:443',
  '2001:db8::1',
  '[2001:db8::1]:50110',
  '2001:db8:42::9',
  'not an address',
];
const AGENTS = [
  undefined,
  '',
  'Mozilla/5.0 Edg/126',
  'crm-bts-jobs/1.0',
  'Excel/16.0',
  'EXCEL/16.0',
];
const RESULTS = [undefined, 'Success', 'Succeeded', 'True', 'Failed', 'PartiallySucceeded', 'odd'];
const GUIDS = ['6f000000-0000-4000-8000-0000000000e1', '7a000000-0000-4000-8000-0000000000e2'];
const ZERO = '00000000-0000-0000-0000-000000000000';
const FIELDS = [
  undefined,
  [],
  [{ Name: 'creditlimit', Value: '*' }],
  '[{"Name":"applicationid","Value":"*"}]',
  [
    { Name: 'Role', Value: 'x' },
    { Name: 'isauditenabled', Value: 'false' },
  ],
  'not JSON',
];
const ENVIRONMENTS = [
  'https://contoso.crm4.dynamics.com/',
  'https://FABRIKAM.crm.dynamics.com/',
  '',
];

const pick = fc.constantFrom;

const record = fc.record({
  // Some ids come twice, in one case or another.
  number: fc.integer({ min: 1, max: 400 }),
  upper: fc.boolean(),
  seconds: fc.integer({ min: 0, max: HOURS * 3600 - 1 }),
  type: pick(...TYPES),
  message: pick(...MESSAGES),
  table: pick(...TABLES),
  user: pick(...USERS),
  upn: pick('', 'carl@contoso.com'),
  userType: pick(undefined, 0, 0, 0, 2, 3, 4, 5, 9, 10),
  address: pick(...ADDRESSES),
  agent: pick(...AGENTS),
  result: pick(...RESULTS),
  record: pick(undefined, ZERO, ...GUIDS, GUIDS[1]?.toUpperCase()),
  touched: pick('', GUIDS[0], GUIDS.join(','), `${GUIDS[1]}, ${GUIDS[0]}`),
  correlation: pick(undefined, ZERO, 1, 2, 3),
  fields: pick(...FIELDS),
  environment: pick(...ENVIRONMENTS),
});
type Random = typeof record extends fc.Arbitrary<infer R> ? R : never;

const WORKLOADS: Readonly<Record<number, string>> = {
  21: 'CRM',
  256: 'PowerPlatform',
  8: 'AzureActiveDirectory',
  15: 'AzureActiveDirectory',
  1: 'Exchange',
};

/** Copies of one record are the same in everything: its id decides. */
function rawOf(one: Random): Raw {
  const time = new Date(START + one.seconds * 1000).toISOString().slice(0, 19);
  const id = `aaaaaaaa-0000-4000-8000-${String(one.number).padStart(12, '0')}`;
  // Parts of one action are logged within seconds, so on one day but for the odd midnight.
  const correlation =
    typeof one.correlation === 'number'
      ? `cccccccc-0000-4000-8000-${time.slice(0, 10).replaceAll('-', '')}000${one.correlation}`
      : one.correlation;
  return {
    Id: id,
    CreationTime: time,
    RecordType: one.type,
    Workload: WORKLOADS[one.type] ?? 'PowerPlatform',
    Operation: one.type === 21 ? 'CrmDefaultActivity' : one.message || 'SomeOperation',
    OrganizationId: '11111111-1111-4111-8111-111111111111',
    ...(one.type === 21 ? { Message: one.message, EntityName: one.table } : {}),
    ...(one.type === 21 ? { ObjectId: `${one.message || 'Fallback'} ${one.table}` } : {}),
    UserId: one.user,
    ...(one.type === 21 ? { UserUpn: one.upn } : {}),
    ...(one.userType === undefined ? {} : { UserType: one.userType }),
    ...(one.address === undefined ? {} : { ClientIP: one.address }),
    ...(one.agent === undefined ? {} : { UserAgent: one.agent }),
    ...(one.result === undefined ? {} : { ResultStatus: one.result }),
    ...(one.record === undefined ? {} : { EntityId: one.record }),
    ...(one.type === 21 ? { QueryResults: one.touched, InstanceUrl: one.environment } : {}),
    ...(correlation === undefined ? {} : { CorrelationId: correlation }),
    ...(one.fields === undefined ? {} : { Fields: one.fields }),
  };
}

/** Records that are hostile, repeated, split over several, from odd addresses, around a change of clocks. */
export const randomRecords: fc.Arbitrary<readonly Raw[]> = fc
  .array(record, { maxLength: 120 })
  .map((all) => {
    const once = new Map(all.map((one) => [one.number, rawOf(one)]));
    return all.map(({ number, upper }) => {
      const raw = once.get(number) ?? {};
      return upper ? { ...raw, Id: String(raw.Id).toUpperCase() } : raw;
    });
  });

const VALUES: Readonly<Record<Field, readonly string[]>> = {
  user: ['ann@contoso.com', 'bob@contoso.com', 'carl@contoso.com', 'unknown', ...HOSTILE],
  verb: [
    'read',
    'read many',
    'export',
    'create',
    'change',
    'delete',
    'bulk',
    'security',
    'sign in',
  ],
  message: ['retrievemultiple', 'delete', 'applyadminrole', 'fallback', ...HOSTILE],
  table: ['account', 'contact', 'new_project', ...HOSTILE],
  environment: ['contoso.crm4.dynamics.com', 'fabrikam.crm.dynamics.com'],
  address: ['203.0.113.5', '203.0.113.0/24', '2001:db8::/32', '2001:db8::1', '0.0.0.0/0', '::/0'],
  result: ['ok', 'failed', 'partial', 'unknown'],
  workload: ['dynamics', 'power platform', 'exchange', 'entra'],
  type: ['21', '256', '8'],
  record: [...GUIDS],
  actor: ['person', 'admin', 'guest', 'application', 'system', 'microsoft', 'partner'],
  agent: ['excel', 'crm-bts', 'mozilla'],
  report: [
    'accessed out-of-box entity',
    'accessed custom entity',
    'accessed admin entity',
    'performed bulk actions',
    'accessed other entity type',
    'accessed admin centre',
    'accessed internal management tool',
    'signed in or out',
    'activated process or plug-in',
    'admin events',
    'audit settings changed',
    'new administrators',
    'application user created',
  ],
  hours: ['outside working hours', 'working hours', 'weekend', '18:00-23:00', '22:00-02:30'],
  noise: ['background'],
};

const filter: fc.Arbitrary<Filter> = pick(...(Object.keys(VALUES) as Field[])).chain((field) =>
  fc.record({
    field: fc.constant(field),
    is: fc.boolean(),
    values: fc.uniqueArray(pick(...VALUES[field]), { minLength: 1, maxLength: 3 }),
  }),
);

const period = fc
  .tuple(
    fc.integer({ min: 0, max: HOURS - 2 }),
    fc.integer({ min: 1, max: HOURS }),
    pick('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'),
  )
  .map(([from, length, zone]) => ({
    from: new Date(START + from * 3_600_000).toISOString(),
    to: new Date(START + Math.min(from + length, HOURS) * 3_600_000).toISOString(),
    zone,
  }));

/** Questions of every kind about those records. */
export const randomQuestion: fc.Arbitrary<AuditQuery> = fc
  .record({
    count: pick(...MEASURES),
    filters: fc.array(filter, { maxLength: 3 }),
    period,
    by: fc.uniqueArray(pick(...DIMENSIONS), { maxLength: 2 }),
    per: pick('hour' as const, 'day' as const, 'week' as const, 'month' as const),
    order: pick('most' as const, 'fewest' as const),
    limit: fc.integer({ min: 1, max: 12 }),
    compare: fc.boolean(),
  })
  .map(normal);
