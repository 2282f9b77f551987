import type { Change, GuidedChange, Looking, Step } from '../../../../core/step.ts';
import type { Lock, RoleAssignment } from '../../../../gateways/azure-access.ts';
import { withInstructions } from '../../../instructions.ts';
import { APPLICATIONS } from '../../applications.ts';
import type { Branch } from '../../branch.ts';
import { connectAzure } from '../../portals.ts';
import { quoted } from '../../powershell.ts';
import { LATER_SOURCES } from '../../sources/later.ts';
import { enough, inWords } from '../../steps/access-held.ts';
import { isSame } from '../../same.ts';
import type { Site } from '../../world.ts';
import { confirmationIn, mayTakeAway } from './assigned.ts';
import { notYet } from './not-yet.ts';
import { assertUnassigned } from './policy-disabled.ts';

const ONE_WAY =
  'Whatever is still wrapped with this key can no longer be opened from then on. If Microsoft’s confirmation was wrong, data is cut off.';

/** What the application holds at a vault, in whichever model. */
interface Held {
  readonly principal: string;
  /** At the vault itself, or above it and wide enough to use keys. */
  readonly roles: readonly RoleAssignment[];
  readonly hasPolicy: boolean;
  /** What keeps rights from being taken away: a lock against deletion covers roles as well. */
  readonly locks: readonly Lock[];
}

async function heldAt(site: Site, branch: Branch): Promise<Held | undefined> {
  const [vault, principal] = await Promise.all([
    branch.vault(),
    site.application(APPLICATIONS.encryption),
  ]);
  if (vault === undefined || principal === undefined) return undefined;
  const [all, locks] = await Promise.all([branch.rights(principal.id), branch.locks()]);
  const wide = enough(all, branch.vaultId);
  const roles = all.filter((one) => isSame(one.scope, branch.vaultId) || wide.includes(one));
  const hasPolicy = vault.accessPolicies.some(({ objectId }) => isSame(objectId, principal.id));
  return roles.length > 0 || hasPolicy
    ? { principal: principal.id, roles, hasPolicy, locks }
    : undefined;
}

async function plan(site: Site, branch: Branch, looking: Looking): Promise<readonly Change[]> {
  if (!mayTakeAway(looking)) return [notYet(branch.vaultId)];
  await assertUnassigned(site, `its application keeps the rights at ${branch.answer.vault}`);
  const held = await heldAt(site, branch);
  return held === undefined ? [] : [remove(branch, held, confirmationIn(looking))];
}

/** By hand and last of all; keys and vaults are left, and purging is never offered. */
export const accessRemoved = (site: Site, branch: Branch): Step => ({
  id: `access-removed-${branch.number}`,
  title: `Microsoft’s application no longer reaches the ${branch.label}`,
  stage: 'Access removed',
  risk: 'irreversible',
  oneWay: ONE_WAY,
  custody: branch.custody,
  sources: [LATER_SOURCES.keep, LATER_SOURCES.purge],
  check: (looking) => plan(site, branch, looking),
  found: () =>
    Promise.resolve(
      'No right of the application to use keys is seen. The vault and its keys are left as they are; with purge protection they outlive their deletion by 90 days.',
    ),
});

const ofGroup = ({ roles, principal }: Held): readonly RoleAssignment[] =>
  roles.filter((one) => !isSame(one.principal, principal));

/** What stands above the vault counts elsewhere too, and what a group holds is not its own. */
function cautions(branch: Branch, held: Held): readonly string[] {
  const groups = ofGroup(held);
  const above = held.roles.filter(
    (one) => !groups.includes(one) && !isSame(one.scope, branch.vaultId),
  );
  return [
    ...above.map(
      (one) =>
        `It also holds ${inWords(one, branch.vaultId)}. That counts for other vaults as well: look what they are used for before you run its line.`,
    ),
    ...groups.map(
      (one) =>
        `It holds ${inWords(one, branch.vaultId)} as a member of the group ${one.principal}: take it out of that group in the Microsoft Entra admin center.`,
    ),
  ];
}

const off = ({ name, scope }: Lock): string =>
  `Remove-AzResourceLock -LockName ${quoted(name)} -Scope ${quoted(scope)} -Force`;
const on = ({ name, scope, level, notes }: Omit<Lock, 'id'>): string =>
  `New-AzResourceLock -LockName ${quoted(name)} -LockLevel ${level}${notes === '' ? '' : ` -LockNotes ${quoted(notes)}`} -Scope ${quoted(scope)} -Force`;

/** The vault stays, so it stays locked; whatever else was locked is as it was. */
function locksAgain({ vaultId }: Branch, locks: readonly Lock[]): readonly string[] {
  const own = locks.some(({ scope }) => isSame(scope, vaultId));
  const usual = { name: 'customer-key', scope: vaultId, level: 'CanNotDelete', notes: '' };
  return [...locks, ...(own ? [] : [usual])].map(on);
}

function commandsFor(branch: Branch, held: Held): readonly string[] {
  const { answer } = branch;
  const groups = ofGroup(held);
  const roles = held.roles
    .filter((one) => !groups.includes(one))
    .map(
      ({ scope, role }) =>
        `Remove-AzRoleAssignment -ObjectId ${held.principal} -RoleDefinitionId ${role} -Scope ${quoted(scope)}`,
    );
  const policies = held.hasPolicy
    ? [
        `Remove-AzKeyVaultAccessPolicy -VaultName ${quoted(answer.vault)} -ObjectId ${held.principal}`,
      ]
    : [];
  if (roles.length + policies.length === 0) return [];
  return [
    connectAzure(branch.cloud),
    `Set-AzContext -Subscription ${quoted(answer.subscription)}`,
    ...held.locks.map(off),
    ...roles,
    ...policies,
    ...locksAgain(branch, held.locks),
  ];
}

function remove(branch: Branch, held: Held, confirmation: string): GuidedChange {
  const { vault } = branch.answer;
  const commands = commandsFor(branch, held);
  return withInstructions({
    kind: 'guided',
    summary: `Take the rights of M365DataAtRestEncryption at ${vault} away, by hand. Its locks are taken off for that, and put on again.`,
    details: {
      operation: 'keyvault.access.remove',
      target: branch.vaultId,
      before: {
        application: APPLICATIONS.encryption,
        roles: held.roles.map((one) => inWords(one, branch.vaultId)),
        accessPolicy: held.hasPolicy,
        locks: held.locks.map(({ name, scope, level }) => `${name} (${level}) at ${scope}`),
      },
      after: null,
      restsOn: confirmation,
    },
    guide: {
      steps: [
        `Run the commands below as somebody who may change access to ${vault} and its locks. A lock against deletion also keeps roles from being deleted: it is taken off for that, and put on again.`,
        ...cautions(branch, held),
        'Leave the key, its versions and the vault: disabling or deleting them helps nobody and cannot always be taken back.',
      ],
      ...(commands.length === 0 ? {} : { command: commands.join('\n') }),
      proof: 'observed',
      statement: `M365DataAtRestEncryption has no rights at ${vault}.`,
    },
  });
}
