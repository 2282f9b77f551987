import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { AutomaticChange } from '../../../core/step.ts';
import type { RoleAssignment } from '../../../gateways/azure-access.ts';
import { ROLES } from '../applications.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';
import { getBot } from './bot.ts';
import { isSame } from '../same.ts';
import { orUnregistered } from './spreading.ts';

const NAMES: Readonly<Record<string, string>> = {
  [ROLES.cryptoOfficer]: 'Key Vault Crypto Officer',
  [ROLES.keyVaultAdministrator]: 'Key Vault Administrator',
};
const nameOf = ({ role }: RoleAssignment): string => NAMES[role.toLowerCase()] ?? role;

/** Rights above a vault reach it: until it is there, what is given above is all there is. */
async function scopeOf(branch: Branch): Promise<string> {
  const [vault, group] = await Promise.all([orUnregistered(branch.vault()), branch.group()]);
  if (vault !== undefined) return branch.vaultId;
  return group === undefined ? branch.subscriptionId : branch.groupId;
}

/** Roles of the bot with which it can make keys in this vault. */
async function fitting(site: Site, branch: Branch): Promise<readonly RoleAssignment[]> {
  const [scope, bot] = await Promise.all([scopeOf(branch), getBot(site)]);
  const rights =
    scope === branch.vaultId
      ? branch.rights(bot.id)
      : site.world.azure.listRoleAssignments(scope, bot.id);
  return (await rights).filter(({ role }) => Object.hasOwn(NAMES, role.toLowerCase()));
}

/** What a vault that goes by roles still lacks; undefined: nothing. */
export async function missingRole(
  site: Site,
  branch: Branch,
): Promise<AutomaticChange | undefined> {
  if ((await fitting(site, branch)).length > 0) return undefined;
  const { id: principal } = await getBot(site);
  const { vaultId: scope } = branch;
  const role = ROLES.cryptoOfficer;
  const wanted = { scope, role, principal, principalType: 'ServicePrincipal' } as const;
  return {
    kind: 'automatic',
    summary:
      `The bot widens its own rights: its application becomes Key Vault Crypto Officer on the vault ` +
      `${branch.answer.vault}. The role covers everything with keys, deleting included; the bot ` +
      'itself never deletes or purges.',
    details: {
      operation: 'azure.role.assign',
      target: scope,
      before: null,
      after: { ...wanted, roleName: 'Key Vault Crypto Officer' },
    },
    apply: ({ requestId }) => site.world.azure.assignRole(wanted, requestId),
    settles: { lookAgain: 30 * SECOND, deadline: 15 * MINUTE },
  };
}

/** The roles and where they were given, in words. */
export async function rolesInWords(site: Site, branch: Branch): Promise<string> {
  const held = (await fitting(site, branch)).map((one) =>
    isSame(one.scope, branch.vaultId) ? nameOf(one) : `${nameOf(one)} (given above the vault)`,
  );
  return `The bot holds ${[...new Set(held)].join(', ')}.`;
}
