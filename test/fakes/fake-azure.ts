import { randomUUID } from 'node:crypto';
import { DAY } from '../../src/core/clock.ts';
import { GatewayError } from '../../src/core/errors.ts';
import type { Azure } from '../../src/gateways/azure.ts';
import type {
  AccessPolicy,
  DiagnosticSetting,
  Lock,
  RoleAssignment,
} from '../../src/gateways/azure-access.ts';
import type {
  BillingScope,
  Location,
  Resource,
  ResourceGroup,
  Subscription,
  SubscriptionRequest,
} from '../../src/gateways/azure-subscriptions.ts';
import type {
  DeletedVault,
  Vault,
  VaultAt,
  VaultNetwork,
} from '../../src/gateways/azure-vaults.ts';

export const AZURE_TENANT = '11111111-1111-4111-8111-111111111111';
export const FIRST_SUBSCRIPTION = '5a5a5a5a-0000-4000-8000-000000000001';
export const SECOND_SUBSCRIPTION = '5a5a5a5a-0000-4000-8000-000000000002';

/** All that the fake cloud knows; tests may look at it and change it. Keys are lower case. */
export interface AzureWorld {
  readonly subscriptions: Map<string, Subscription>;
  readonly locations: Location[];
  readonly billingScopes: BillingScope[];
  readonly requests: Map<string, SubscriptionRequest>;
  /** Beside vaults, by subscription. */
  readonly resources: Map<string, Resource[]>;
  /** `<subscription>/<namespace>/<name>` → state. */
  readonly features: Map<string, string>;
  /** State that a feature gets when it is asked for: Microsoft approves later. */
  registering: string;
  /** `<subscription>/<namespace>` → state. */
  readonly providers: Map<string, string>;
  /** Subscriptions whose provider was registered after the feature was. */
  readonly retained: Set<string>;
  readonly groups: Map<string, ResourceGroup>;
  /** By name: names are unique in the whole cloud. */
  readonly vaults: Map<string, Vault>;
  readonly deleted: Map<string, DeletedVault & { readonly vault: Vault }>;
  readonly assignments: RoleAssignment[];
  readonly locks: Lock[];
  /** By resource id. */
  readonly diagnostics: Map<string, DiagnosticSetting[]>;
  /** Every change that was made, oldest first: `vault contoso-a1`, `role <role> <scope>`. */
  readonly writes: string[];
}

/** A paid subscription of the tenant. */
export const subscription = (id: string, more: Partial<Subscription> = {}): Subscription => ({
  id,
  name: `Customer Key ${id.slice(-1)}`,
  tenantId: AZURE_TENANT,
  state: 'Enabled',
  quotaId: 'EnterpriseAgreement_2014-09-01',
  spendingLimit: 'Off',
  ...more,
});

const location = (
  name: string,
  displayName: string,
  paired: string,
  group = 'Europe',
): Location => ({
  name,
  displayName,
  geographyGroup: group,
  paired: [paired],
});

export const OPEN_NETWORK: VaultNetwork = {
  publicAccess: 'Enabled',
  defaultAction: 'Allow',
  bypass: 'AzureServices',
  ipRules: [],
  subnets: [],
};

export const vaultId = ({ subscription: id, resourceGroup, name }: VaultAt): string =>
  `/subscriptions/${id}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${name}`;

/** A vault as it should be. */
export const vault = (at: VaultAt, more: Partial<Vault> = {}): Vault => ({
  ...at,
  id: vaultId(at),
  url: `https://${at.name.toLowerCase()}.vault.azure.net`,
  location: 'westeurope',
  tenantId: AZURE_TENANT,
  sku: 'premium',
  softDelete: true,
  retentionDays: 90,
  purgeProtection: true,
  permissionModel: 'roles',
  accessPolicies: [],
  network: OPEN_NETWORK,
  provisioning: 'Succeeded',
  ...more,
});

const seed = (): AzureWorld => ({
  subscriptions: new Map(
    [subscription(FIRST_SUBSCRIPTION), subscription(SECOND_SUBSCRIPTION)].map((one) => [
      one.id,
      one,
    ]),
  ),
  locations: [
    location('westeurope', 'West Europe', 'northeurope'),
    location('northeurope', 'North Europe', 'westeurope'),
    location('germanywestcentral', 'Germany West Central', 'germanynorth'),
    location('eastus', 'East US', 'westus', 'US'),
  ],
  billingScopes: [],
  requests: new Map(),
  resources: new Map(),
  features: new Map(),
  registering: 'Pending',
  providers: new Map(),
  retained: new Set(),
  groups: new Map(),
  vaults: new Map(),
  deleted: new Map(),
  assignments: [],
  locks: [],
  diagnostics: new Map(),
  writes: [],
});

const refused = (status: number, code: string, what: string): GatewayError =>
  new GatewayError(what, { status, code, transient: false });

const isAtOrAbove = (scope: string, resource: string): boolean =>
  `${resource.toLowerCase()}/`.startsWith(`${scope.toLowerCase()}/`);

function dropBelow(list: { readonly scope: string }[], resource: string): void {
  const others = list.filter(({ scope }) => !isAtOrAbove(resource, scope));
  list.splice(0, list.length, ...others);
}

const VALID = /^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/;

export interface FakeAzure extends Azure {
  readonly world: AzureWorld;
  /** What a person could do in the portal; the gateway cannot. */
  deleteVault(name: string): void;
}

/** Azure Resource Manager in memory. */
export function fakeAzure(
  more: Partial<AzureWorld> = {},
  now: () => Date = () => new Date(),
): FakeAzure {
  const world: AzureWorld = { ...seed(), ...more };
  const key = (...parts: readonly string[]) => parts.join('/').toLowerCase();
  const wrote = (what: string) => void world.writes.push(what);
  const getVault = (at: VaultAt): Vault => {
    const found = world.vaults.get(key(at.name));
    if (found !== undefined && key(found.id) === key(vaultId(at))) return found;
    throw refused(404, 'ResourceNotFound', `There is no vault ${at.name}.`);
  };
  const getSubscription = (id: string): Subscription => {
    const found = world.subscriptions.get(key(id));
    if (found !== undefined) return found;
    throw refused(404, 'SubscriptionNotFound', 'There is no such subscription.');
  };
  const put = (one: Vault): Vault => {
    world.vaults.set(key(one.name), one);
    return one;
  };

  return {
    world,
    listSubscriptions: async () => [...world.subscriptions.values()],
    findSubscription: async (id) => world.subscriptions.get(key(id)),
    listLocations: async (id) => (getSubscription(id), world.locations),
    listResources: async (id) => [
      ...[...world.vaults.values()]
        .filter((one) => key(one.subscription) === key(id))
        .map((one) => ({ id: one.id, type: 'Microsoft.KeyVault/vaults' })),
      ...(world.resources.get(key(id)) ?? []),
    ],
    listBillingScopes: async () => world.billingScopes,
    findSubscriptionRequest: async (alias) => world.requests.get(key(alias)),
    async createSubscription({ alias, name, billingScope, tenantId }) {
      if (world.requests.has(key(alias))) return;
      if (!world.billingScopes.some(({ id }) => id === billingScope))
        throw refused(403, 'UserNotAuthorized', 'The bot has no billing role there.');
      const id = randomUUID();
      world.subscriptions.set(id, subscription(id, { name, tenantId }));
      world.requests.set(key(alias), { state: 'Succeeded', subscription: id });
      wrote(`subscription ${name}`);
    },

    findFeature: async (id, { namespace, name }) =>
      world.features.get(key(id, namespace, name)) ?? (getSubscription(id), 'NotRegistered'),
    async registerFeature(id, { namespace, name }) {
      const state = world.features.get(key(id, namespace, name)) ?? 'NotRegistered';
      if (!['NotRegistered', 'Unregistered'].includes(state)) return state;
      world.features.set(key(id, namespace, name), world.registering);
      wrote(`feature ${key(id, namespace, name)}`);
      return world.registering;
    },
    getProvider: async (id, namespace) =>
      world.providers.get(key(id, namespace)) ?? (getSubscription(id), 'NotRegistered'),
    async registerProvider(id, namespace) {
      getSubscription(id);
      world.providers.set(key(id, namespace), 'Registered');
      wrote(`provider ${key(id, namespace)}`);
      const feature = key(id, 'Microsoft.Resources', 'mandatoryRetentionPeriodEnabled');
      if (world.features.get(feature) === 'Registered') world.retained.add(key(id));
    },

    findResourceGroup: async (id, name) => world.groups.get(key(id, name)),
    async createResourceGroup(wanted) {
      getSubscription(wanted.subscription);
      const id = key(wanted.subscription, wanted.name);
      if (world.groups.has(id)) return;
      world.groups.set(id, wanted);
      wrote(`group ${wanted.name}`);
    },

    listVaults: async (id) =>
      [...world.vaults.values()].filter((one) => key(one.subscription) === key(id)),
    async findVault(at) {
      const found = world.vaults.get(key(at.name));
      return found !== undefined && key(found.id) === key(vaultId(at)) ? found : undefined;
    },
    async checkVaultName(_id, name) {
      if (!VALID.test(name)) return { available: false, reason: 'AccountNameInvalid' };
      const taken = world.vaults.has(key(name)) || world.deleted.has(key(name));
      return taken
        ? { available: false, reason: 'AlreadyExists' }
        : { available: true, reason: '' };
    },
    async createVault(wanted) {
      const { subscription: id, resourceGroup, name, ...rest } = wanted;
      const at = { subscription: id, resourceGroup, name };
      const found = world.vaults.get(key(name));
      if (found !== undefined && key(found.id) === key(vaultId(at))) return found;
      if (!VALID.test(name)) throw refused(400, 'VaultNameNotValid', 'The name is not valid.');
      if (found !== undefined || world.deleted.has(key(name)))
        throw refused(409, 'VaultAlreadyExists', `The name ${name} is taken.`);
      if (!world.groups.has(key(id, resourceGroup)))
        throw refused(404, 'ResourceGroupNotFound', 'There is no such resource group.');
      if (world.providers.get(key(id, 'Microsoft.KeyVault')) !== 'Registered')
        throw refused(409, 'MissingSubscriptionRegistration', 'The provider is not registered.');
      wrote(`vault ${name}`);
      return put(vault(at, rest));
    },
    async changeVault(at, change) {
      put({ ...getVault(at), ...change });
      wrote(`vault ${at.name} ${Object.keys(change).sort().join(',')}`);
    },
    listDeletedVaults: async (id) =>
      [...world.deleted.values()].filter((one) => key(one.subscription) === key(id)),
    async findDeletedVault(id, where, name) {
      const found = world.deleted.get(key(name));
      const same = found?.location === where && key(found.subscription) === key(id);
      return same ? found : undefined;
    },
    async recoverVault({ name }) {
      const found = world.deleted.get(key(name));
      if (found === undefined) throw refused(404, 'VaultNotFound', 'There is no such vault.');
      world.deleted.delete(key(name));
      wrote(`recover ${name}`);
      return put(found.vault);
    },
    deleteVault(name) {
      const found = world.vaults.get(key(name));
      if (found === undefined) throw new Error(`There is no vault ${name}.`);
      const { id, location: where, subscription: sub, resourceGroup, purgeProtection } = found;
      const at = now();
      world.vaults.delete(key(name));
      world.deleted.set(key(name), {
        ...{ subscription: sub, resourceGroup, name, id, location: where, purgeProtection },
        deletedAt: at.toISOString(),
        purgeAt: new Date(at.getTime() + found.retentionDays * DAY).toISOString(),
        vault: found,
      });
      dropBelow(world.assignments, id);
      dropBelow(world.locks, id);
      world.diagnostics.delete(key(id));
    },

    listRoleAssignments: async (scope, principal) =>
      world.assignments.filter(
        (one) =>
          isAtOrAbove(one.scope, scope) &&
          (principal === undefined || key(one.principal) === key(principal)),
      ),
    async assignRole({ scope, role, principal, principalType }) {
      const same = world.assignments.some(
        (one) =>
          key(one.scope) === key(scope) &&
          key(one.role) === key(role) &&
          key(one.principal) === key(principal),
      );
      if (same) return;
      const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
      const createdAt = now().toISOString();
      world.assignments.push({ id, scope, role: key(role), principal, principalType, createdAt });
      wrote(`role ${role} ${scope}`);
    },
    async addAccessPolicy(at, policy) {
      const found = getVault(at);
      const before = found.accessPolicies.find((one) => key(one.objectId) === key(policy.objectId));
      const keys = [...new Set([...(before?.keys ?? []), ...policy.keys])];
      const others = found.accessPolicies.filter((one) => one !== before);
      const accessPolicies: readonly AccessPolicy[] = [...others, { ...policy, keys }];
      put({ ...found, accessPolicies });
      wrote(`policy ${at.name} ${policy.objectId}`);
    },
    listLocks: async (resource) => world.locks.filter(({ scope }) => isAtOrAbove(scope, resource)),
    async createLock({ scope, name, notes }) {
      const id = `${scope}/providers/Microsoft.Authorization/locks/${name}`;
      if (world.locks.some((one) => key(one.id) === key(id))) return;
      world.locks.push({ id, name, scope, level: 'CanNotDelete', notes });
      wrote(`lock ${scope}`);
    },
    listDiagnostics: async (resource) => world.diagnostics.get(key(resource)) ?? [],
    async setDiagnostics({ resource, name, workspace, storage }) {
      const others = (world.diagnostics.get(key(resource)) ?? []).filter(
        (one) => one.name !== name,
      );
      const one = { name, auditEvents: true, workspace, storage, eventHub: undefined };
      world.diagnostics.set(key(resource), [...others, one]);
      wrote(`diagnostics ${resource}`);
    },
  };
}
