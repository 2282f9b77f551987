import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'expect';
import { SUBSCRIPTIONS } from '../../src/sandbox/arm/ids.ts';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import { assignmentPath, groupPath, ONE, TWO, vaultBody, vaultPath, wrapOnly } from './arm-wire.ts';
import { A1, B1, POLICY, startEncryption, URIS, type EncryptionWire } from './encryption-wire.ts';
import { emptyFolder } from './wire.ts';

interface Checker {
  check(exchange: unknown): {
    readonly operation?: string;
    readonly violations: readonly object[];
  };
}

/** The contracts are published beside this repository; CONTRACTS names another place. */
const CONTRACTS = [process.env.CONTRACTS, '../shared/contracts'].find(
  (folder) => folder !== undefined && existsSync(join(folder, 'node_modules')),
);

const WORKSPACE =
  `/subscriptions/${SUBSCRIPTIONS.payAsYouGo}/resourceGroups/contoso-platform/providers/` +
  'Microsoft.OperationalInsights/workspaces/contoso-logs';
const VAULT = vaultPath(ONE, A1);

test('Azure, its vaults and the encryption cmdlets fit the published contracts', async function () {
  if (CONTRACTS === undefined) {
    console.log(
      '      (skipped: no contracts with their packages installed are beside this folder)',
    );
    this.skip();
  }
  const file = join(emptyFolder(), 'exchanges.ndjson');
  const wire = await startEncryption({ exchangeLog: file });
  await setUp(wire);
  await readAzure(wire);
  await useKeys(wire);
  await runCmdlets(wire);
  await beRefused(wire);
  await wire.close();

  const module = await import(pathToFileURL(join(CONTRACTS, 'lib/checker.mjs')).href);
  const checker: Checker = module.createChecker();
  const exchanges = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const wrong = exchanges.flatMap((exchange) =>
    checker.check(exchange).violations.map((violation) => ({
      ...violation,
      method: exchange.method,
      url: exchange.url,
      status: exchange.status,
    })),
  );

  expect(wrong).toEqual([]);
  expect(exchanges.length).toBeGreaterThan(110);
});

async function setUp(wire: EncryptionWire): Promise<void> {
  const alias = '/providers/Microsoft.Subscription/aliases/new';
  const { rows } = await wire.all('/providers/Microsoft.Billing/billingAccounts');
  const { rows: profiles } = await wire.all(`${rows[0].id}/billingProfiles`);
  const { rows: sections } = await wire.all(`${profiles[0].id}/invoiceSections`);
  const properties = {
    ...{ displayName: 'New', workload: 'Production', billingScope: sections[0].id },
    additionalProperties: { subscriptionTenantId: TENANT_ID },
  };
  await wire.arm('PUT', alias, { properties });
  await wire.arm('GET', alias);
  wire.seconds(200);
  await wire.arm('GET', alias);
  const feature = `/subscriptions/${ONE}/providers/Microsoft.Features/providers/Microsoft.Resources/features`;
  const registration = `/subscriptions/${TWO}/providers/Microsoft.Features/featureProviders/Microsoft.Resources/subscriptionFeatureRegistrations/mandatoryRetentionPeriodEnabled`;
  await wire.arm('POST', `${feature}/mandatoryRetentionPeriodEnabled/register`);
  await wire.arm('GET', `${feature}/mandatoryRetentionPeriodEnabled`);
  await wire.arm('GET', feature);
  await wire.arm('PUT', registration, {});
  wire.seconds(3 * 86_400);
  await wire.arm('GET', registration);
  await wire.prepare();
}

async function readAzure(wire: EncryptionWire): Promise<void> {
  const keyVault = `/subscriptions/${ONE}/providers/Microsoft.KeyVault`;
  const lock = `${VAULT}/providers/Microsoft.Authorization/locks/ck`;
  const setting = `${VAULT}/providers/Microsoft.Insights/diagnosticSettings/audit`;
  for (const list of [
    '/subscriptions',
    `/subscriptions/${ONE}/locations`,
    `/subscriptions/${ONE}/resourceGroups`,
    `/subscriptions/${SUBSCRIPTIONS.payAsYouGo}/resources`,
    `${keyVault}/vaults`,
    `${groupPath(ONE)}/providers/Microsoft.KeyVault/vaults`,
    `${VAULT}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()`,
  ])
    await wire.all(list);
  await wire.arm('GET', `/subscriptions/${ONE}`);
  await wire.arm('GET', keyVault);
  await wire.arm('HEAD', groupPath(ONE));
  await wire.arm('HEAD', groupPath(ONE, 'none'));
  await wire.arm('GET', groupPath(ONE));
  for (const name of ['free-name', A1, 'a--b'])
    await wire.arm('POST', `${keyVault}/checkNameAvailability`, {
      ...{ name, type: 'Microsoft.KeyVault/vaults' },
    });
  const { headers } = await wire.arm('PUT', vaultPath(ONE, 'ck-more'), vaultBody('eastus'));
  const { location, 'azure-asyncoperation': operation } = headers;
  const follow = async () => {
    await wire.call(String(operation));
    await wire.call(String(location));
  };
  await follow();
  wire.seconds(61);
  await follow();
  await wire.arm('PATCH', VAULT, { tags: { purpose: 'Customer Key' } });
  await wire.arm('PUT', lock, { properties: { level: 'CanNotDelete', notes: 'root key' } });
  await wire.arm('GET', lock);
  await wire.arm('GET', `${VAULT}/providers/Microsoft.Authorization/locks`);
  await wire.arm('PUT', setting, {
    properties: { workspaceId: WORKSPACE, logs: [{ category: 'AuditEvent', enabled: true }] },
  });
  await wire.arm('GET', setting);
  await wire.arm('GET', setting.replace('/audit', ''));
  await wire.arm('GET', assignmentPath(VAULT, 1));
  const entry = { tenantId: TENANT_ID, objectId: 'x', permissions: { keys: ['get'] } };
  for (const kind of ['add', 'replace', 'remove'])
    await wire.arm('PUT', `${VAULT}/accessPolicies/${kind}`, {
      properties: { accessPolicies: [entry] },
    });
}

async function useKeys(wire: EncryptionWire): Promise<void> {
  const call = (method: string, path: string, json?: unknown) => wire.keys(A1, method, path, json);
  await wire.ask(`https://${A1}.vault.azure.net/keys/root?api-version=2025-07-01`);
  const { body } = await call('GET', '/keys/root');
  const version = body.key.kid.split('/').at(-1);
  const at = `/keys/root/${version}`;
  await call('GET', at);
  await call('PATCH', at, { attributes: { enabled: true }, tags: { a: 'b' } });
  await call('PATCH', '/keys/root', { key_ops: ['wrapKey', 'unwrapKey'] });
  const value = randomBytes(32).toString('base64url');
  const wrapped = await call('POST', `${at}/wrapkey`, { alg: 'RSA-OAEP-256', value });
  await call('POST', `${at}/unwrapkey`, { alg: 'RSA-OAEP-256', value: wrapped.body.value });
  await call('POST', '/keys/spare/create', { kty: 'RSA', key_size: 3072, attributes: {} });
  await call('POST', '/keys/curve/create', { kty: 'EC', crv: 'P-256' });
  await call('POST', '/keys/spare/rotate');
  await call('GET', '/keys/spare/rotationpolicy');
  await call('PUT', '/keys/spare/rotationpolicy', {
    lifetimeActions: [{ trigger: { timeBeforeExpiry: 'P30D' }, action: { type: 'Notify' } }],
    attributes: { expiryTime: 'P2Y' },
  });
  const backup = await call('POST', '/keys/spare/backup');
  await call('GET', '/keys?maxresults=2');
  await call('GET', '/keys/spare/versions');
  await call('DELETE', '/keys/spare');
  await call('GET', '/deletedkeys');
  await call('GET', '/deletedkeys/spare');
  await call('POST', '/deletedkeys/spare/recover');
  await call('POST', '/keys/restore', { value: backup.body.value });
}

async function runCmdlets(wire: EncryptionWire): Promise<void> {
  const policy = { Name: POLICY, AzureKeyIDs: URIS };
  await wire.run('New-M365DataAtRestEncryptionPolicy', policy);
  await wire.onboard('Enable');
  await wire.run('New-M365DataAtRestEncryptionPolicy', policy);
  await wire.run('Get-M365DataAtRestEncryptionPolicy', { Identity: POLICY });
  await wire.run('Test-M365DataAtRestEncryptionPolicy', { Identity: POLICY });
  await wire.run('Set-M365DataAtRestEncryptionPolicyAssignment', { DataEncryptionPolicy: POLICY });
  await wire.run('Get-M365DataAtRestEncryptionPolicyAssignment');
  await wire.keys(B1, 'POST', '/keys/root/create', wrapOnly);
  await wire.run('Set-M365DataAtRestEncryptionPolicy', { Identity: POLICY, Refresh: true });
  await wire.run('Set-M365DataAtRestEncryptionPolicy', { Identity: 'Nobody', Refresh: true });
  await wire.run('Get-ManagementRoleEntry', { Identity: '*\\New-M365DataAtRestEncryptionPolicy' });
}

/** In the words of the services, whatever made them refuse. */
async function beRefused(wire: EncryptionWire): Promise<void> {
  await wire.arm('PATCH', VAULT, { properties: { enablePurgeProtection: true } });
  await wire.arm(
    'PUT',
    vaultPath(ONE, A1),
    vaultBody('westeurope', { softDeleteRetentionInDays: 30 }),
  );
  await wire.arm('GET', vaultPath(TWO, A1));
  await wire.arm('GET', `/subscriptions/${TENANT_ID}`);
  await wire.arm('PUT', groupPath(SUBSCRIPTIONS.payAsYouGo), { location: 'westeurope' });
  await wire.keys(A1, 'GET', '/keys/none');
  await wire.keys(A1, 'GET', '/deletedkeys/none');
  await wire.arm('DELETE', assignmentPath(VAULT, 1));
  for (const status of [400, 401, 403, 404, 409, 429, 500, 503]) {
    await wire.control('POST', '/sandbox/faults', [{ service: 'arm', status }]);
    await wire.arm('GET', VAULT);
    await wire.control('POST', '/sandbox/faults', [{ service: 'keyvault', status }]);
    await wire.keys(A1, 'GET', '/keys/root');
  }
}
