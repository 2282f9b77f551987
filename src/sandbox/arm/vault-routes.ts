import { z } from 'zod';
import type { ServiceAnswer } from '../service.ts';
import { nowIn } from './documents.ts';
import { covers, placeName } from './ids.ts';
import { answerPage } from './pages.ts';
import { badRequest, invalidContent, noResource } from './refused.ts';
import { GROUP, nameAt, path, SUBSCRIPTION, type Ask, type Route } from './route.ts';
import { putAccessPolicies } from './vault-access.ts';
import { getVault, vaultId } from './vault-address.ts';
import { checkAgainst, deploymentOf, readPatch } from './vault-body.ts';
import { putVault } from './vault-create.ts';
import { saved } from './vault-saved.ts';
import { drawnDeleted, drawnVault, TYPE } from './vault-view.ts';
import type { Vault } from './vaults.ts';

const VERSIONS = ['2026-02-01'];
const PROVIDER = '/providers/Microsoft\\.KeyVault';
const ONE = `${GROUP}${PROVIDER}/vaults/([^/]+)`;

const may = (action: string) => ({ versions: VERSIONS, action: `Microsoft.KeyVault/${action}` });

/** Vaults as Azure Resource Manager handles them. */
export const vaultRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: path(`${SUBSCRIPTION}${PROVIDER}/checkNameAvailability`),
    ...may('checkNameAvailability/read'),
    answer: checkName,
  },
  {
    method: 'GET',
    path: path(`${SUBSCRIPTION}${PROVIDER}/vaults`),
    ...may('vaults/read'),
    answer: (ask) => list(ask, (vault) => vault.subscriptionId === nameAt(ask, 0).toLowerCase()),
  },
  {
    method: 'GET',
    path: path(`${GROUP}${PROVIDER}/vaults`),
    ...may('vaults/read'),
    answer: (ask) =>
      list(ask, ({ id }) =>
        covers(`/subscriptions/${nameAt(ask, 0)}/resourceGroups/${nameAt(ask, 1)}`, id),
      ),
  },
  { method: 'GET', path: path(ONE), ...may('vaults/read'), scope: vaultId, answer: read },
  { method: 'PUT', path: path(ONE), ...may('vaults/write'), scope: vaultId, answer: putVault },
  { method: 'PATCH', path: path(ONE), ...may('vaults/write'), scope: vaultId, answer: patch },
  { method: 'DELETE', path: path(ONE), ...may('vaults/delete'), scope: vaultId, answer: remove },
  {
    method: 'PUT',
    path: path(`${ONE}/accessPolicies/([^/]+)`),
    ...may('vaults/accessPolicies/write'),
    scope: vaultId,
    answer: putAccessPolicies,
  },
  {
    method: 'GET',
    path: path(`${SUBSCRIPTION}${PROVIDER}/deletedVaults`),
    ...may('deletedVaults/read'),
    answer: (ask) => answerPage(ask.request, deletedIn(ask).map(drawnDeleted)),
  },
  {
    method: 'GET',
    path: path(`${SUBSCRIPTION}${PROVIDER}/locations/([^/]+)/deletedVaults/([^/]+)`),
    ...may('locations/deletedVaults/read'),
    answer: readDeleted,
  },
];

const list = (ask: Ask, fits: (vault: Vault) => boolean): ServiceAnswer =>
  answerPage(
    ask.request,
    ask.vaults
      .live()
      .filter(fits)
      .map((vault) => drawnVault(ask.azure.tenant, vault)),
  );

function read(ask: Ask): ServiceAnswer {
  return { status: 200, body: drawnVault(ask.azure.tenant, getVault(ask)) };
}

function patch(ask: Ask): ServiceAnswer {
  const vault = getVault(ask);
  const { tags, properties: wanted = {} } = readPatch(ask.request.body);
  checkAgainst(vault, wanted);
  if (wanted.tenantId !== undefined && wanted.tenantId.toLowerCase() !== vault.tenantId)
    throw badRequest('The property "tenantId" cannot be changed to another tenant.');
  const rbac = wanted.enableRbacAuthorization;
  const changed: Vault = {
    ...vault,
    tags: tags ?? vault.tags,
    sku: wanted.sku?.name ?? vault.sku,
    purgeProtection: vault.purgeProtection || wanted.enablePurgeProtection === true,
    rbac: rbac === undefined ? vault.rbac : rbac === true,
    policies: wanted.accessPolicies ?? vault.policies,
    network: wanted.networkAcls ?? vault.network,
    publicNetworkAccess: wanted.publicNetworkAccess ?? vault.publicNetworkAccess,
    deployment: { ...vault.deployment, ...deploymentOf(wanted) },
  };
  return saved(ask, vault, changed, 'vaults/update');
}

const DAY = 24 * 60 * 60_000;

/** Roles, locks and diagnostics at the vault go with it and do not come back. */
function remove(ask: Ask): ServiceAnswer {
  const { azure, vaults } = ask;
  const vault = vaults.findById(vaultId(ask.names));
  if (vault === undefined) return { status: 204 };
  const deleted = { at: nowIn(azure), purgeAt: nowIn(azure, vault.retentionInDays * DAY) };
  azure.tenant.together(() => {
    vaults.put({ ...vault, deleted });
    for (const kept of [azure.assignments, azure.locks, azure.diagnostics])
      for (const { id } of kept.list()) if (covers(vault.id, id)) kept.delete(id.toLowerCase());
    azure.tenant.changed('arm', 'vaults/delete', vault.id);
  });
  return { status: 200 };
}

const deletedIn = (ask: Ask): readonly Vault[] =>
  ask.vaults
    .deleted()
    .filter(({ subscriptionId }) => subscriptionId === nameAt(ask, 0).toLowerCase());

function readDeleted(ask: Ask): ServiceAnswer {
  const [place, name] = [placeName(nameAt(ask, 1)), nameAt(ask, 2)];
  const found = deletedIn(ask).find(
    (vault) => vault.location === place && vault.name.toLowerCase() === name.toLowerCase(),
  );
  if (found === undefined) throw noResource('Microsoft.KeyVault/deletedVaults', name, place);
  return { status: 200, body: drawnDeleted(found) };
}

const Check = z.object({ name: z.string(), type: z.literal(TYPE) });
const VALID = /^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/;

function checkName({ request, vaults }: Ask): ServiceAnswer {
  const wanted = Check.safeParse(request.body);
  if (!wanted.success) throw invalidContent('name and type are required');
  const { name } = wanted.data;
  if (!VALID.test(name))
    return unavailable(
      'AccountNameInvalid',
      'The vault name is invalid. A vault name must be between 3-24 alphanumeric characters. The ' +
        'name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.',
    );
  if (vaults.findByName(name) !== undefined)
    return unavailable('AlreadyExists', `The vault name '${name}' is already in use.`);
  return { status: 200, body: { nameAvailable: true } };
}

const unavailable = (reason: string, message: string): ServiceAnswer => ({
  status: 200,
  body: { nameAvailable: false, reason, message },
});
