import { BlockList } from 'node:net';
import type { Azure } from '../arm/documents.ts';
import { mayUseKeysByRole, type KeyPermission } from '../arm/roles.ts';
import type { Vault } from '../arm/vaults.ts';
import { forbidden } from './refused.ts';

/** Who asks a vault, and from where. */
export interface Principal {
  readonly applicationId: string;
  readonly objectId: string;
  /** Microsoft's own services may pass a firewall that lets them in. */
  readonly trusted: boolean;
}

/** The address from which the bot reaches a vault, in the range kept for examples. */
export const EGRESS = '203.0.113.10';

/** Refuses a caller whom the firewall or the permission model of the vault does not let in. */
export function checkAccess(
  azure: Azure,
  vault: Vault,
  principal: Principal,
  permission: KeyPermission,
): void {
  checkNetwork(vault, principal);
  if (vault.rbac) checkRole(azure, vault, principal, permission);
  else checkPolicy(azure, vault, principal, permission);
}

function checkNetwork(vault: Vault, { trusted }: Principal): void {
  const { network, publicNetworkAccess: open } = vault;
  const where = `\r\nVault: ${vault.name};location=${vault.location}`;
  if (is(open, 'SecuredByPerimeter'))
    throw forbidden(
      'ForbiddenByNsp',
      `The network security perimeter does not let the caller in.${where}`,
    );
  if (trusted && network.bypass === 'AzureServices') return;
  if (is(open, 'Disabled'))
    throw forbidden(
      'ForbiddenByConnection',
      `Public network access is disabled and request is not from a trusted service nor via an approved private link.${where}`,
    );
  if (network.defaultAction === 'Allow' || (!trusted && admits(network.ipRules))) return;
  throw forbidden(
    'ForbiddenByFirewall',
    `Client address is not authorized and caller is not a trusted service.\r\nClient address: ${EGRESS}${where}`,
  );
}

const is = (given: string, name: string) => given.toLowerCase() === name.toLowerCase();

function admits(rules: Vault['network']['ipRules']): boolean {
  return rules.some(({ value }) => {
    const [address = '', bits = '32'] = value.split('/');
    try {
      const list = new BlockList();
      list.addSubnet(address, Number(bits));
      return list.check(EGRESS);
    } catch {
      return false;
    }
  });
}

const who = ({ applicationId, objectId }: Principal, tenant: string) =>
  `appid=${applicationId};oid=${objectId};iss=https://sts.windows.net/${tenant}/`;

/** What Azure calls the permission among the data actions of a role. */
const ACTIONS: Readonly<Record<KeyPermission, string>> = {
  get: 'keys/read',
  list: 'keys/read',
  create: 'keys/create/action',
  import: 'keys/import/action',
  update: 'keys/update/action',
  delete: 'keys/delete',
  backup: 'keys/backup/action',
  restore: 'keys/restore/action',
  recover: 'keys/recover/action',
  purge: 'keys/purge/action',
  wrapkey: 'keys/wrap/action',
  unwrapkey: 'keys/unwrap/action',
  sign: 'keys/sign/action',
  rotate: 'keys/rotate/action',
  getrotationpolicy: 'keyrotationpolicies/read',
  setrotationpolicy: 'keyrotationpolicies/write',
};

function checkRole(azure: Azure, vault: Vault, principal: Principal, wanted: KeyPermission): void {
  if (mayUseKeysByRole(azure, principal.objectId, wanted, vault.id)) return;
  throw forbidden(
    'ForbiddenByRbac',
    'Caller is not authorized to perform action on resource.\r\nIf role assignments, deny ' +
      'assignments or role definitions were changed recently, please observe propagation time.\r\n' +
      `Caller: ${who(principal, vault.tenantId)}\r\n` +
      `Action: 'Microsoft.KeyVault/vaults/${ACTIONS[wanted]}'\r\nResource: '${vault.id.toLowerCase()}'\r\n` +
      `Assignment: (not found)\r\nDecisionReason: null\r\nVault: ${vault.name};location=${vault.location}`,
  );
}

function checkPolicy({ tenant }: Azure, vault: Vault, principal: Principal, wanted: KeyPermission) {
  const granted = vault.policies
    .filter(({ objectId, tenantId }) => is(objectId, principal.objectId) && is(tenantId, tenant.id))
    .flatMap(({ permissions }) => permissions.keys ?? [])
    .map((name) => name.toLowerCase());
  // Purging is left out of `all`: it is granted by its own name only.
  if (granted.includes(wanted) || (granted.includes('all') && wanted !== 'purge')) return;
  throw forbidden(
    'AccessDenied',
    `The user, group or application '${who(principal, vault.tenantId)}' does not have keys ${wanted} ` +
      `permission on key vault '${vault.name};location=${vault.location}'. For help resolving this ` +
      'issue, please see https://go.microsoft.com/fwlink/?linkid=2125287',
  );
}
