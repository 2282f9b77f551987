import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'expect';
import { putInAuditLog } from '../../src/sandbox/audit-log.ts';
import { ENVIRONMENTS } from '../../src/sandbox/environments-seed.ts';
import { GROUPS, APPLICATION, PEOPLE, TENANT_ID } from '../../src/sandbox/people.ts';
import { redacted, redactedHeaders } from '../../src/sandbox/redact.ts';
import { emptyFolder, startWire, type Wire } from './wire.ts';

interface Checker {
  check(exchange: unknown): { readonly violations: readonly object[] };
}

/** The contracts are published beside this repository; CONTRACTS names another place. */
const CONTRACTS = [process.env.CONTRACTS, '../shared/contracts'].find(
  (folder) => folder !== undefined && existsSync(join(folder, 'node_modules')),
);

const BAP = 'https://api.bap.microsoft.com/providers/Microsoft.BusinessAppPlatform';
const GRAPH = 'https://graph.microsoft.com/v1.0';
const EXCHANGE = `https://outlook.office365.com/adminapi/beta/${TENANT_ID}/InvokeCommand`;

suite('every exchange is written down', () => {
  let wire: Wire;
  let file: string;
  setup(async () => {
    file = join(emptyFolder(), 'deeper', 'exchanges.ndjson');
    wire = await startWire({
      exchangeLog: file,
      services(tenant) {
        putInAuditLog(tenant, RECORDS);
        return [];
      },
    });
  });
  teardown(() => wire.close());

  const lines = () => readFileSync(file, 'utf8').trim().split('\n');
  const logged = () => lines().map((line) => JSON.parse(line));

  test('with its real address, and before its answer arrives', async () => {
    await wire.call(`${GRAPH}/users?$select=id`);

    expect(
      logged().map(({ service, method, url, status }) => [service, method, url, status]),
    ).toEqual([
      ['identity', 'POST', `https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/token`, 200],
      ['graph', 'GET', `${GRAPH}/users?$select=id`, 200],
    ]);
  });

  test('with every secret blacked out', async () => {
    await wire.call(`${GRAPH}/users`);
    const token = await wire.token('https://graph.microsoft.com');

    const text = lines().join('\n');

    expect(text).not.toContain(APPLICATION.secret);
    expect(text).not.toContain(token);
    expect(logged()[1].requestHeaders.authorization).toBe('Bearer <redacted>');
  });

  test('and fits the published contracts, refusals included', async function () {
    if (CONTRACTS === undefined) {
      console.log(
        '      (skipped: no contracts with their packages installed are beside this folder)',
      );
      this.skip();
    }
    await everythingOnce(wire);

    const module = await import(pathToFileURL(join(CONTRACTS, 'lib/checker.mjs')).href);
    const checker: Checker = module.createChecker();
    const wrong = logged().flatMap((exchange) =>
      checker.check(exchange).violations.map((violation) => ({
        ...violation,
        url: exchange.url,
        status: exchange.status,
      })),
    );

    expect(wrong).toEqual([]);
    expect(logged().length).toBeGreaterThan(45);
  });
});

async function everythingOnce(wire: Wire): Promise<void> {
  const headers = { ConsistencyLevel: 'eventual' };
  const follow = async (url: string, link: string) => {
    for (let next: string | undefined = url; next;) {
      const page = await wire.call(next, { headers });
      next = page.body[link];
    }
  };
  await follow(`${BAP}/scopes/admin/environments?api-version=2020-10-01`, 'nextLink');
  await follow(
    `${BAP}/scopes/admin/environments?api-version=2020-10-01&$expand=properties.capacity,properties.addons`,
    'nextLink',
  );
  const [first, second] = ENVIRONMENTS;
  const one = `${BAP}/scopes/admin/environments/${first?.id}?api-version=2023-06-01`;
  await wire.call(`${one}&$expand=permissions,properties.capacity`);
  await wire.call(one.replace(first?.id ?? '', TENANT_ID));
  await wire.call(
    `${BAP}/scopes/admin/environments/${second?.id}/addAppUser?api-version=2020-10-01`,
    { method: 'POST', json: { servicePrincipalAppId: APPLICATION.clientId } },
  );
  await wire.call(`${BAP}/adminApplications/${APPLICATION.clientId}?api-version=2020-06-01`, {
    method: 'PUT',
  });
  await wire.call(
    `https://api.powerplatform.com/usermanagement/environments/${second?.id}/user/applyAdminRole?api-version=2022-03-01-preview`,
    { method: 'POST' },
  );
  const discovery = 'https://globaldisco.crm.dynamics.com/api/discovery/v2.0/Instances';
  await wire.call(`${discovery}?$select=ApiUrl,FriendlyName,Id,State&$filter=State eq 0`);
  await wire.call(`${discovery}?$top=1`);
  await wire.call(`${discovery}(${first?.dataverse?.organisationId})`);
  await directoryOnce(wire, follow);
  await cmdletsOnce(wire);
  await searchesOnce(wire, follow);
  await refusalsOnce(wire);
}

async function directoryOnce(wire: Wire, follow: (url: string, link: string) => Promise<void>) {
  const [ada] = PEOPLE;
  const lists = [
    'users',
    'users?$select=id,displayName,userPrincipalName,department&$top=3',
    `users?$filter=id eq '${ada?.id}'`,
    'groups?$orderby=displayName desc',
    `groups/${GROUPS.approver}/members`,
    `groups/${GROUPS.approver}/transitiveMembers?$select=id`,
    `groups/${GROUPS.approver}/transitiveMembers/microsoft.graph.user?$count=true`,
    `users/${ada?.id}/memberOf`,
    `users/${ada?.id}/transitiveMemberOf/microsoft.graph.group?$select=id,displayName&$count=true`,
    'servicePrincipals',
    `servicePrincipals/${APPLICATION.objectId}/appRoleAssignments`,
    'subscribedSkus',
    'organization',
    'organization?$select=id,displayName,verifiedDomains',
  ];
  for (const list of lists) await follow(`${GRAPH}/${list}`, '@odata.nextLink');
  await wire.call(`${GRAPH}/users/${ada?.upn}?$select=id,assignedPlans,accountEnabled`);
  await wire.call(`${GRAPH}/users/${TENANT_ID}`);
  await wire.call(`${GRAPH}/groups/${GROUPS.auditor}`);
  await wire.call(`${GRAPH}/me`);
  await wire.call(`${GRAPH}/servicePrincipals(appId='${APPLICATION.clientId}')?$select=id,appId`);
  const post = (path: string, json: object) =>
    wire.call(`${GRAPH}/${path}`, { method: 'POST', json });
  await post(`users/${ada?.id}/checkMemberGroups`, { groupIds: [GROUPS.operator] });
  await post(`users/${ada?.id}/getMemberGroups`, { securityEnabledOnly: true });
  for (let twice = 0; twice < 2; twice++)
    await post('servicePrincipals', { appId: 'c066d759-24ae-40e7-a56f-027002b5d3e4' });
}

async function cmdletsOnce(wire: Wire) {
  const run = (CmdletName: string, Parameters: object) =>
    wire.call(EXCHANGE, {
      method: 'POST',
      headers: { 'x-anchormailbox': `APP:SystemMailbox{x}@${TENANT_ID}` },
      json: { CmdletInput: { CmdletName, Parameters } },
    });
  await run('Get-AdminAuditLogConfig', {});
  await run('Set-AdminAuditLogConfig', { UnifiedAuditLogIngestionEnabled: true });
  await run('Set-AdminAuditLogConfig', { UnifiedAuditLogIngestionEnabled: true });
  await run('Get-OrganizationConfig', {});
  await run('Enable-OrganizationCustomization', {});
  await run('Get-ManagementRoleEntry', { Identity: '*\\Set-AdminAuditLogConfig' });
}

/** A record of each kind that the contract knows: Dynamics, Power Platform, another service. */
const RECORDS = [
  {
    ...{ RecordType: 21, Workload: 'CRM', Operation: 'CrmDefaultActivity', UserType: 0 },
    ...{ CrmOrganizationUniqueName: 'org1', InstanceUrl: 'https://contoso.crm4.dynamics.com/' },
    ...{ EntityName: 'contact', Message: 'Update', Fields: [], ClientIP: '203.0.113.9' },
  },
  {
    ...{ RecordType: 256, Workload: 'PowerPlatform', Operation: 'ApplyAdminRole', UserType: 2 },
    PropertyCollection: [{ Name: 'enduser.role', Value: 'Admin' }],
  },
  { RecordType: 9999, Workload: 'NewService', Operation: 'SomethingNew', UserType: 10 },
].map((more, number) => ({
  Id: `99999999-0000-4000-8000-00000000000${number}`,
  CreationTime: '2024-03-01T10:00:00',
  ...{ OrganizationId: TENANT_ID, UserKey: '1', UserId: 'dan@contoso.example', Version: 1 },
  ...more,
}));

async function searchesOnce(wire: Wire, follow: (url: string, link: string) => Promise<void>) {
  for (const version of ['v1.0', 'beta']) {
    const queries = `https://graph.microsoft.com/${version}/security/auditLog/queries`;
    const create = (more: object) =>
      wire.call(queries, {
        method: 'POST',
        json: {
          filterStartDateTime: '2024-03-01T00:00:00Z',
          filterEndDateTime: '2024-03-02T00:00:00Z',
          ...more,
        },
      });
    await create({ recordTypeFilters: ['powerPlatformAdministratorActivity'], displayName: 'one' });
    const { body } = await create({});
    await wire.call(`${queries}/${body.id}`);
    await wire.call(`${queries}/${body.id}/records`);
    wire.sandbox.clock.advance(10_000);
    await wire.call(`${queries}/${body.id}`);
    await follow(`${queries}/${body.id}/records`, '@odata.nextLink');
    await follow(`${queries}?$top=2`, '@odata.nextLink');
    await wire.call(`${queries}/${TENANT_ID}/records`);
    for (let n = 0; n < 11; n += 1) await create({});
  }
}

/** Every service refuses in its own words, whatever made it refuse. */
async function refusalsOnce(wire: Wire) {
  const calls: readonly [string, string, () => Promise<unknown>][] = [
    ['graph', 'graph', () => wire.call(`${GRAPH}/users`)],
    [
      'dataverse',
      'bap',
      () => wire.call(`${BAP}/scopes/admin/environments?api-version=2020-10-01`),
    ],
    [
      'exchange',
      'outlook',
      () =>
        wire.call(EXCHANGE, {
          method: 'POST',
          headers: { 'x-anchormailbox': 'APP:someone' },
          json: { CmdletInput: { CmdletName: 'Get-AdminAuditLogConfig', Parameters: {} } },
        }),
    ],
  ];
  for (const [service, match, call] of calls)
    for (const status of [400, 401, 403, 404, 429, 500, 503, 504]) {
      await wire.control('POST', '/sandbox/faults', [{ service, match, status }]);
      await call();
    }
}

suite('secrets are told by their names and by their looks', () => {
  const jwt = ['eyJhbGciOiJSUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'c2lnbmF0dXJl'].join('.');

  const cases: readonly [string, unknown, string][] = [
    ['a token in a text', `see ${jwt} there`, jwt],
    ['a secret in a form', 'grant_type=x&client_secret=s3cr3t%2B1&scope=y', 's3cr3t'],
    ['a secret in a field', { a: [{ clientSecret: 'hunter2' }] }, 'hunter2'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----', 'MIIabc'],
    ['a private member of a key', { kty: 'RSA', n: 'public', d: 'hidden-part' }, 'hidden-part'],
    ['a storage key', 'AccountName=a;AccountKey=c2VjcmV0c2VjcmV0c2VjcmV0;x', 'c2VjcmV0'],
    ['a shared access signature', 'https://a/b?sv=1&sig=abcdefghijklmnopqrstu', 'abcdefghijklm'],
  ];
  for (const [what, value, secret] of cases)
    test(`${what} is blacked out`, () => {
      const text = JSON.stringify(redacted(value));

      expect(text).not.toContain(secret);
      expect(text).toContain('redacted');
    });

  test('what is no secret stays as it was', () => {
    const value = { a: 1, b: [null, true, 'Bearer of good news'], d: 'not a key', password: null };

    expect(redacted(value)).toEqual(value);
    expect(redactedHeaders({ cookie: 'a=b', accept: 'x' })).toEqual({
      cookie: '<redacted>',
      accept: 'x',
    });
  });
});
