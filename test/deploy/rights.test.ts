import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'expect';
import { GatewayError } from '../../src/core/errors.ts';
import type { Azure } from '../../src/gateways/azure.ts';
import type { Http } from '../../src/gateways/http/client.ts';
import { httpAzure } from '../../src/gateways/http/azure.ts';
import { spreadingOf } from '../../src/gateways/http/azure-spreading.ts';
import { AZURE_ROUTES } from '../../src/sandbox/arm.ts';
import { SUBSCRIPTIONS } from '../../src/sandbox/arm/ids.ts';
import { WORKSPACE } from '../../src/sandbox/arm/seed.ts';
import { APPLICATION, TENANT_ID } from '../../src/sandbox/people.ts';
import { ROLES } from '../../src/walkthroughs/customer-key/applications.ts';
import { mayLock, missingNeeds } from '../../src/walkthroughs/customer-key/bot-needs.ts';
import { makeVault, wantedVault, type AzureUnderTest } from '../gateways/azure-contract.ts';
import { startAzureTenant, type AzureTenant } from '../gateways/azure-tenant.ts';

const file = (name: string) =>
  readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');
const actions: readonly string[] = JSON.parse(file('customer-key-actions.json'));
const bicep = file('customer-key.bicep');

const RETENTION = { namespace: 'Microsoft.Resources', name: 'mandatoryRetentionPeriodEnabled' };

/** Needs a billing role: no role in Azure holds it. */
const BILLED = /^\/providers\/Microsoft\.(?:Billing|Subscription)\//i;

/** Which right Azure wants for a call, as the simulated Azure knows it. */
function rightFor(method: string, url: string): string | undefined {
  const path = decodeURIComponent(new URL(url).pathname);
  if (BILLED.test(path) || path === '/subscriptions') return undefined;
  // Each provider has an action of its own for being registered.
  const [, provider] = /\/providers\/(Microsoft\.\w+)\/register$/.exec(path) ?? [];
  if (provider !== undefined) return `${provider}/register/action`;
  if (/\/operation(?:Results|Statuses)\//.test(path))
    return 'Microsoft.KeyVault/locations/operationResults/read';
  const route = AZURE_ROUTES.find((each) => each.method === method && each.path.test(path));
  return route?.action ?? `no right known for ${method} ${path}`;
}

suite('the role that deploy gives the bot', () => {
  let tenant: AzureTenant;
  suiteSetup(async () => {
    tenant = await startAzureTenant();
  });
  suiteTeardown(() => tenant.close());

  /** The gateway over the sandbox, every call written down. */
  function recorded() {
    const asked: string[] = [];
    const note = (method: string, url: string) =>
      void asked.push(...[rightFor(method, url) ?? []].flat());
    const http: Http = {
      ...tenant.http,
      ask(call) {
        note(call.method, call.url);
        return tenant.http.ask(call);
      },
      read(call, schema) {
        note(call.method, call.url);
        return tenant.http.read(call, schema);
      },
    };
    const bot = async () => APPLICATION.objectId;
    const spreading = spreadingOf(http, { bot, clock: tenant.clock });
    return { asked, spreading, azure: httpAzure(http, { spreading }) };
  }

  const refusals = (error: unknown) => {
    if (!(error instanceof GatewayError)) throw error;
  };

  /** Everything that the gateway can do, once. */
  async function callAll(azure: Azure): Promise<ReadonlySet<string>> {
    const called = new Set<string>();
    const watched = new Proxy(azure, {
      get(target, name, receiver) {
        called.add(String(name));
        return Reflect.get(target, name, receiver);
      },
    });
    const subscription = SUBSCRIPTIONS.one;
    const under: AzureUnderTest = {
      ...{ azure: watched, tenantId: TENANT_ID, subscription, workspace: WORKSPACE },
      ...{ principal: APPLICATION.objectId, later: () => tenant.advance('PT10M') },
    };
    const vault = await makeVault(under);
    const policy = { tenantId: TENANT_ID, objectId: APPLICATION.objectId, keys: ['get'] };
    const role = { scope: vault.id, role: ROLES.encryptionUser, principal: APPLICATION.objectId };
    const deleted = {
      ...{ ...wantedVault(under), name: 'contoso-gone', id: '', deletedAt: '', purgeAt: '' },
    };
    const id = randomUUID;
    const all = [
      () => watched.listSubscriptions(),
      () => watched.findSubscription(subscription),
      () => watched.listLocations(subscription),
      () => watched.listResources(subscription),
      () => watched.listBillingScopes(),
      () => watched.findSubscriptionRequest('alias'),
      () =>
        watched.createSubscription(
          { alias: id(), name: 'x', billingScope: '/x', tenantId: TENANT_ID },
          id(),
        ),
      () => watched.findFeature(subscription, RETENTION),
      () => watched.registerFeature(subscription, RETENTION, id()),
      () => watched.getProvider(subscription, 'Microsoft.KeyVault'),
      () => watched.registerProvider(subscription, 'Microsoft.Insights', id()),
      () => watched.findResourceGroup(subscription, vault.resourceGroup),
      () => watched.listVaults(subscription),
      () => watched.checkVaultName(subscription, 'contoso-free'),
      () => watched.changeVault(vault, { network: { ...vault.network, bypass: 'None' } }, id()),
      () => watched.listDeletedVaults(subscription),
      () => watched.findDeletedVault(subscription, 'westeurope', 'contoso-gone'),
      () => watched.recoverVault(deleted, TENANT_ID, id()),
      () => watched.listRoleAssignments(vault.id),
      () => watched.assignRole({ ...role, principalType: 'ServicePrincipal' }, id()),
      () => watched.addAccessPolicy(vault, policy, id()),
      () => watched.listLocks(vault.id),
      () => watched.createLock({ scope: vault.id, name: 'keep', notes: '' }, id()),
      () => watched.listDiagnostics(vault.id),
      () =>
        watched.setDiagnostics({ resource: vault.id, name: 'audit', workspace: WORKSPACE }, id()),
    ];
    for (const one of all) await one().catch(refusals);
    return called;
  }

  test('holds every action that the gateway asks of Azure, and none that it never asks', async () => {
    const { asked, azure, spreading } = recorded();

    const called = await callAll(azure);
    await spreading(`/subscriptions/${SUBSCRIPTIONS.one}`);

    // A new ability of the gateway has to be called here too, or its right would be forgotten.
    expect([...called].sort()).toEqual(Object.keys(azure).sort());
    expect([...new Set(asked)].sort()).toEqual([...actions].sort());
  });

  test('deletes nothing, and has no wildcard and no right to keys', () => {
    expect(actions.filter((action) => /\*|delete$|purge|\/keys\//i.test(action))).toEqual([]);
    expect(bicep).toMatch(/dataActions: \[\]/);
    expect(bicep).toContain("actions: loadJsonContent('customer-key-actions.json')");
  });

  test('lets the bot give two roles only: one to applications, one to itself', () => {
    const condition = /var mayGive = '(.*)'$/m.exec(bicep)?.[1] ?? '';
    const guids = [...bicep.matchAll(/= '([0-9a-f-]{36})'$/gm)].map(([, guid]) => guid);

    expect(guids).toEqual([ROLES.botCustomerKey, ROLES.encryptionUser, ROLES.cryptoOfficer]);
    expect(bicep).toContain('condition: mayGive');
    expect(condition.split(' OR ')).toHaveLength(3);
    expect(condition).toContain(
      "!(ActionMatches{\\'Microsoft.Authorization/roleAssignments/write\\'})",
    );
    expect(condition).toMatch(
      /\{\$\{cryptoOfficer\}\} AND @Request\[[^\]]+:PrincipalId\] \S+ \{\$\{botPrincipalId\}\}/,
    );
    const open = [...condition].filter((letter) => letter === '(').length;
    expect([...condition].filter((letter) => letter === ')')).toHaveLength(open);
  });

  test('is enough for the walkthrough, which knows it by its id', () => {
    const held = new Set<string>([ROLES.botCustomerKey]);

    expect(missingNeeds({ kind: 'read', held })).toEqual([]);
    expect(mayLock(held)).toBe(true);
  });
});
