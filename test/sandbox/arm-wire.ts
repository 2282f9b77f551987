import { activityService } from '../../src/sandbox/activity.ts';
import { armService } from '../../src/sandbox/arm.ts';
import { M365_ENCRYPTION, SUBSCRIPTIONS } from '../../src/sandbox/arm/ids.ts';
import { keyVaultService } from '../../src/sandbox/key-vault.ts';
import { TENANT_ID } from '../../src/sandbox/people.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { startWire, type Reply, type Wire } from './wire.ts';

export const ARM = 'https://management.azure.com';
export const ENCRYPTION_USER = 'e147488a-f6f5-4113-8e2d-b22465e65bf6';
export const { one: ONE, two: TWO } = SUBSCRIPTIONS;

const VERSIONS: readonly (readonly [RegExp, string])[] = [
  [/Microsoft\.Authorization\/roleAssignments/i, '2022-04-01'],
  [/Microsoft\.Authorization\/locks/i, '2020-05-01'],
  [/Microsoft\.Insights/i, '2021-05-01-preview'],
  [/Microsoft\.Features/i, '2021-07-01'],
  [/Microsoft\.Billing/i, '2020-05-01'],
  [/Microsoft\.Subscription/i, '2021-10-01'],
  [/Microsoft\.KeyVault\/(?!register)./i, '2026-02-01'],
  [/\/providers\/|resourceGroups|\/resources/i, '2021-04-01'],
];
const versionOf = (path: string) => VERSIONS.find(([fits]) => fits.test(path))?.[1] ?? '2022-12-01';

/** A client of the simulated Azure. */
export interface AzureWire extends Wire {
  arm(method: string, path: string, json?: unknown): Promise<Reply>;
  keys(vault: string, method: string, path: string, json?: unknown): Promise<Reply>;
  /** All rows of a list, page by page, and how many pages there were. */
  all(path: string): Promise<{ readonly rows: readonly any[]; readonly pages: number }>; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever is listed
  seconds(count: number): void;
}

export async function startAzure(options: Partial<SandboxOptions> = {}): Promise<AzureWire> {
  const wire = await startWire({
    services: (tenant) => [armService(tenant), keyVaultService(tenant), activityService(tenant)],
    ...options,
  });
  const arm = (method: string, path: string, json?: unknown) => {
    const mark = path.includes('?') ? '&' : '?';
    return wire.call(`${ARM}${path}${mark}api-version=${versionOf(path)}`, { method, json });
  };
  const keys = (vault: string, method: string, path: string, json?: unknown) => {
    const mark = path.includes('?') ? '&' : '?';
    const url = `https://${vault}.vault.azure.net${path}${mark}api-version=2025-07-01`;
    return wire.call(url, { method, json });
  };
  const all = async (path: string) => {
    const rows = [];
    let pages = 0;
    for (let reply = await arm('GET', path); ; pages++) {
      rows.push(...reply.body.value);
      if (reply.body.nextLink === undefined) return { rows, pages: pages + 1 };
      reply = await wire.call(reply.body.nextLink);
    }
  };
  const seconds = (count: number) => wire.sandbox.clock.advance(count * 1000);
  return { ...wire, arm, keys, all, seconds };
}

export const groupPath = (subscription: string, group = 'ck') =>
  `/subscriptions/${subscription}/resourceGroups/${group}`;
export const vaultPath = (subscription: string, name: string) =>
  `${groupPath(subscription)}/providers/Microsoft.KeyVault/vaults/${name}`;

export const vaultBody = (location: string, properties: object = {}) => ({
  location,
  properties: {
    tenantId: TENANT_ID,
    sku: { family: 'A', name: 'premium' },
    enableSoftDelete: true,
    softDeleteRetentionInDays: 90,
    enablePurgeProtection: true,
    enableRbacAuthorization: true,
    accessPolicies: [],
    publicNetworkAccess: 'Enabled',
    networkAcls: {
      bypass: 'AzureServices',
      defaultAction: 'Allow',
      ipRules: [],
      virtualNetworkRules: [],
    },
    ...properties,
  },
});

/** Provider, resource group and vault, ready to be used. */
export async function makeVault(
  wire: AzureWire,
  subscription: string,
  name: string,
  location: string,
  properties: object = {},
): Promise<string> {
  await wire.arm('POST', `/subscriptions/${subscription}/providers/Microsoft.KeyVault/register`);
  await wire.arm('PUT', groupPath(subscription), { location });
  await wire.arm('PUT', vaultPath(subscription, name), vaultBody(location, properties));
  wire.seconds(61);
  return vaultPath(subscription, name);
}

export const assignmentPath = (scope: string, number: number) =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/` +
  `99999999-0000-4000-8000-00000000000${number}`;

export const assignment = (principalId: string, role = ENCRYPTION_USER) => ({
  properties: {
    roleDefinitionId: `/subscriptions/${ONE}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    principalId,
    principalType: 'ServicePrincipal',
  },
});

/** Takes Microsoft 365's application into the tenant and waits until it is seen. */
export async function takeIn(wire: AzureWire, appId: string = M365_ENCRYPTION): Promise<string> {
  const url = 'https://graph.microsoft.com/v1.0/servicePrincipals';
  const { body } = await wire.call(url, { method: 'POST', json: { appId } });
  wire.seconds(61);
  return body.id;
}

export const wrapOnly = { kty: 'RSA-HSM', key_size: 2048, key_ops: ['wrapKey', 'unwrapKey'] };
