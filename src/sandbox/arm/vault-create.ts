import type { ServiceAnswer } from '../service.ts';
import { nowIn } from './documents.ts';
import { placeName } from './ids.ts';
import { isRegion } from './locations.ts';
import { operationHeaders } from './operations.ts';
import { AzureRefused, badRequest, invalidContent } from './refused.ts';
import { nameAt, type Ask } from './route.ts';
import { checkAgainst, deploymentOf, readPut, type Wanted } from './vault-body.ts';
import { drawnVault } from './vault-view.ts';
import type { Vault } from './vaults.ts';

/** Until the name of a new vault resolves, in milliseconds. */
const REGISTERING = 60_000;

const NAME = /^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/;

const OPEN = {
  bypass: 'AzureServices' as const,
  defaultAction: 'Allow' as const,
  ipRules: [],
  virtualNetworkRules: [],
};

/** PUT of a vault: creates it, replaces its properties, or recovers it. */
export function putVault(ask: Ask): ServiceAnswer {
  const name = nameAt(ask, 2);
  if (!NAME.test(name)) throw badName(name);
  const body = readPut(ask.request.body);
  const known = ask.vaults.findByName(name);
  const group = ask.azure.groups.find(groupKey(ask));
  if (group === undefined) throw noGroup(nameAt(ask, 1));
  if (body.properties.createMode === 'recover') return recover(ask, known, body.location);
  if (known === undefined) return create(ask, body);
  return replace(ask, known, body);
}

/** How a resource group is kept: by subscription and name. */
export const groupKey = (ask: Ask) =>
  `${nameAt(ask, 0).toLowerCase()}/${nameAt(ask, 1).toLowerCase()}`;

export const noGroup = (name: string) =>
  new AzureRefused(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`);

const badName = (name: string) =>
  new AzureRefused(
    400,
    'VaultNameNotValid',
    `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric ` +
      'characters. The name must begin with a letter, end with a letter or digit, and not contain ' +
      'consecutive hyphens. Follow this link for more information: ' +
      'https://go.microsoft.com/fwlink/?linkid=2147742',
  );

type Body = ReturnType<typeof readPut>;

function create(ask: Ask, body: Body): ServiceAnswer {
  const { azure, vaults, caller } = ask;
  const location = placeName(body.location);
  if (!isRegion(location)) throw noRegion(body.location);
  const { sku, tenantId } = needed(body.properties);
  const now = nowIn(azure);
  const vault: Vault = {
    ...addressOf(ask),
    location,
    tags: body.tags ?? {},
    tenantId: ofThisTenant(ask, tenantId),
    sku: sku.name,
    retentionInDays: body.properties.softDeleteRetentionInDays ?? 90,
    purgeProtection: body.properties.enablePurgeProtection === true,
    // Since this version of the API, a vault gets roles unless access policies are asked for.
    rbac: rbacOf(body.properties),
    policies: body.properties.accessPolicies ?? [],
    network: body.properties.networkAcls ?? OPEN,
    publicNetworkAccess: body.properties.publicNetworkAccess ?? 'Enabled',
    deployment: deploymentOf(body.properties),
    ...{ createdAt: now, createdBy: caller.applicationId },
    ...{ changedAt: now, changedBy: caller.applicationId },
    readyAt: nowIn(azure, REGISTERING),
  };
  azure.tenant.together(() => {
    vaults.put(vault);
    azure.tenant.changed('arm', 'vaults/create', vault.id, detailsOf(vault));
  });
  return begun(ask, vault);
}

const begun = (ask: Ask, vault: Vault): ServiceAnswer => ({
  status: 201,
  headers: operationHeaders(ask.azure, vault),
  body: drawnVault(ask.azure.tenant, vault),
});

const rbacOf = ({ enableRbacAuthorization: wanted }: Wanted) =>
  wanted === undefined ? true : wanted === true;

function needed({ sku, tenantId, enableRbacAuthorization, accessPolicies }: Wanted) {
  if (sku === undefined) throw invalidContent('properties.sku: is required');
  if (tenantId === undefined) throw invalidContent('properties.tenantId: is required');
  if (enableRbacAuthorization === false && accessPolicies === undefined)
    throw badRequest('The parameter accessPolicies is not specified.');
  return { sku, tenantId };
}

function ofThisTenant({ azure }: Ask, tenantId: string): string {
  if (tenantId.toLowerCase() === azure.tenant.id) return azure.tenant.id;
  throw badRequest(
    `The tenant ID in the vault properties '${tenantId}' does not match the tenant of the subscription.`,
  );
}

const addressOf = (ask: Ask) => {
  const [subscriptionId, group, name] = [
    nameAt(ask, 0).toLowerCase(),
    nameAt(ask, 1),
    nameAt(ask, 2),
  ];
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/${name}`;
  return { id, name, subscriptionId, group };
};

const noRegion = (location: string) =>
  new AzureRefused(
    400,
    'LocationNotAvailableForResourceType',
    `The provided location '${location}' is not available for resource type 'Microsoft.KeyVault/vaults'.`,
  );

/** What is worth keeping of a vault in the list of changes. */
export const detailsOf = ({ location, sku, retentionInDays, purgeProtection, rbac }: Vault) => ({
  location,
  sku,
  retentionInDays,
  purgeProtection,
  rbac,
});

const isHere = (ask: Ask, { subscriptionId, group }: Vault) =>
  subscriptionId === nameAt(ask, 0).toLowerCase() &&
  group.toLowerCase() === nameAt(ask, 1).toLowerCase();

function replace(ask: Ask, known: Vault, body: Body): ServiceAnswer {
  if (known.deleted !== undefined) throw deletedName(known.name, isHere(ask, known));
  if (!isHere(ask, known)) throw takenName(known.name);
  if (placeName(body.location) !== known.location) throw elsewhere(known, body.location);
  const { sku, tenantId } = needed(body.properties);
  checkAgainst(known, body.properties);
  const { properties: wanted } = body;
  const vault: Vault = {
    ...known,
    tags: body.tags ?? {},
    tenantId: ofThisTenant(ask, tenantId),
    sku: sku.name,
    purgeProtection: known.purgeProtection || wanted.enablePurgeProtection === true,
    rbac:
      wanted.enableRbacAuthorization === undefined
        ? known.rbac
        : wanted.enableRbacAuthorization === true,
    policies: wanted.accessPolicies ?? [],
    network: wanted.networkAcls ?? OPEN,
    publicNetworkAccess: wanted.publicNetworkAccess ?? 'Enabled',
    deployment: deploymentOf(wanted),
  };
  return saved(ask, known, vault, 'vaults/update');
}

/** Keeps a changed vault; what is the same as before is no change. */
export function saved(ask: Ask, before: Vault, vault: Vault, operation: string): ServiceAnswer {
  const { azure, vaults, caller } = ask;
  if (JSON.stringify(before) === JSON.stringify(vault))
    return { status: 200, body: drawnVault(azure.tenant, before) };
  const marked = { ...vault, changedAt: nowIn(azure), changedBy: caller.applicationId };
  azure.tenant.together(() => {
    vaults.put(marked);
    azure.tenant.changed('arm', operation, vault.id, detailsOf(vault));
  });
  return { status: 200, body: drawnVault(azure.tenant, marked) };
}

function recover(ask: Ask, known: Vault | undefined, location: string): ServiceAnswer {
  const { azure, vaults } = ask;
  if (known === undefined || !isHere(ask, known)) throw nothingToRecover(nameAt(ask, 2));
  if (known.deleted === undefined) return { status: 200, body: drawnVault(azure.tenant, known) };
  if (placeName(location) !== known.location) throw nothingToRecover(known.name);
  const { deleted: _, ...rest } = known;
  const vault: Vault = { ...rest, readyAt: nowIn(azure, REGISTERING) };
  azure.tenant.together(() => {
    vaults.put(vault);
    azure.tenant.changed('arm', 'vaults/recover', vault.id);
  });
  return begun(ask, vault);
}

const nothingToRecover = (name: string) =>
  new AzureRefused(
    404,
    'VaultNotFound',
    `A deleted vault with the name '${name}' was not found in this resource group and location.`,
  );

const elsewhere = ({ name, location }: Vault, wanted: string) =>
  new AzureRefused(
    409,
    'InvalidResourceLocation',
    `The resource '${name}' already exists in location '${location}'. A resource with the same name ` +
      `cannot be created in location '${wanted}'. Please select a new resource name.`,
  );

const deletedName = (name: string, here: boolean) =>
  here
    ? new AzureRefused(
        409,
        'ConflictError',
        `A vault with the same name already exists in deleted state. You need to either recover or ` +
          'purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 ' +
          'for more information on soft delete.',
      )
    : takenName(name);

const takenName = (name: string) =>
  new AzureRefused(
    409,
    'VaultAlreadyExists',
    `The vault name '${name}' is already in use. Vault names are globally unique so it is possible ` +
      'that the name is already taken. If you are sure that the vault name was not taken then it is ' +
      'possible that a vault with the same name was recently deleted but not purged after being ' +
      'placed in a recoverable state.',
  );
