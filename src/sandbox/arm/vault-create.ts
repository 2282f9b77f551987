import type { ServiceAnswer } from '../service.ts';
import { nowIn } from './documents.ts';
import { placeName } from './ids.ts';
import { isRegion } from './locations.ts';
import { operationHeaders } from './operations.ts';
import { badRequest, invalidContent } from './refused.ts';
import { nameAt, type Ask } from './route.ts';
import { checkAgainst, deploymentOf, readPut, type Wanted } from './vault-body.ts';
import {
  badName,
  deletedName,
  elsewhere,
  noGroup,
  noRegion,
  nothingToRecover,
  takenName,
} from './vault-refusals.ts';
import { detailsOf, saved } from './vault-saved.ts';
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
