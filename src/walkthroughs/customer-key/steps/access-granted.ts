import { MINUTE, SECOND } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { AutomaticChange } from '../../../core/step.ts';
import type { PermissionModel } from '../../../gateways/azure-vaults.ts';
import { APPLICATION_NAMES, APPLICATIONS, ROLES } from '../applications.ts';
import { vaultGone } from '../at-vault.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';

export const RIGHTS = ['get', 'wrapKey', 'unwrapKey'] as const;
const APP = APPLICATIONS.encryption;
const NAME = `${APPLICATION_NAMES[APP]} (application ${APP})`;
const ROLE = 'Key Vault Crypto Service Encryption User';
const SETTLES = { lookAgain: 30 * SECOND, deadline: 15 * MINUTE };

/** Both are planned by the application's id, so that they can be before it is in the tenant. */
export const granted = (site: Site, branch: Branch, notes: readonly string[]): AutomaticChange =>
  site.answers.permissionModel === 'roles'
    ? roleGiven(site, branch, notes)
    : policyAdded(site, branch, notes);

function roleGiven(site: Site, branch: Branch, notes: readonly string[]): AutomaticChange {
  const { vault } = branch.answer;
  return {
    kind: 'automatic',
    summary: [
      `Give ${NAME} the role ${ROLE} on the vault ${vault}: to get, wrap and unwrap with its keys, and nothing else.`,
      ...notes,
    ].join(' '),
    details: {
      operation: 'azure.role.assign',
      target: branch.vaultId,
      before: null,
      after: { application: APP, role: ROLE, roleId: ROLES.encryptionUser },
    },
    async apply({ requestId }) {
      const principal = await holderOf(site, branch, 'roles');
      const wanted = { scope: branch.vaultId, role: ROLES.encryptionUser, principal };
      await site.world.azure.assignRole(
        { ...wanted, principalType: 'ServicePrincipal' },
        requestId,
      );
    },
    settles: SETTLES,
  };
}

function policyAdded(site: Site, branch: Branch, notes: readonly string[]): AutomaticChange {
  const { vault } = branch.answer;
  const tenantId = site.answers.tenant.id;
  return {
    kind: 'automatic',
    summary: [
      `Give ${NAME} an access policy on the vault ${vault}: to get, wrap and unwrap with its keys. What it may do there already is kept.`,
      ...notes,
    ].join(' '),
    details: {
      operation: 'azure.accessPolicy.add',
      target: branch.vaultId,
      before: null,
      after: { application: APP, tenantId, keys: RIGHTS },
    },
    async apply({ requestId }) {
      const objectId = await holderOf(site, branch, 'policies');
      const policy = { tenantId, objectId, keys: RIGHTS };
      await site.world.azure.addAccessPolicy(branch.at, policy, requestId);
    },
    settles: SETTLES,
  };
}

/** The object id that the right goes to; rights in the other model would have no effect. */
async function holderOf(site: Site, branch: Branch, model: PermissionModel): Promise<string> {
  const [principal, vault] = await Promise.all([site.application(APP), branch.vault()]);
  if (vault === undefined) throw vaultGone(branch);
  if (principal === undefined) throw notThere();
  if (vault.permissionModel !== model) throw otherModel(branch, vault.permissionModel);
  return principal.id;
}

const notThere = (): GatewayError =>
  new GatewayError(
    `${NAME} is not in the tenant any more, so it cannot be given access. Cancel this run and start again: it is added then.`,
    { status: 404, transient: false },
  );

const WORDS: Readonly<Record<PermissionModel, string>> = {
  roles: 'roles',
  policies: 'access policies',
};

const otherModel = ({ answer }: Branch, model: PermissionModel): GatewayError =>
  new GatewayError(
    `The vault ${answer.vault} goes by ${WORDS[model]} now, not as chosen, so the right would have no effect and was not given. Set it back, or cancel this run and start again with ${WORDS[model]}.`,
    { status: 409, code: 'OtherPermissionModel', transient: false },
  );
