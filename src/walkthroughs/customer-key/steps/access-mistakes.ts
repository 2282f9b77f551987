import type { Vault } from '../../../gateways/azure-vaults.ts';
import { APPLICATIONS, ROLES } from '../applications.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';
import { heldKeys, mayWrap } from './access-held.ts';

const lower = (text: string): string => text.toLowerCase();

/** Those whose rights would be right for mailboxes or SharePoint, and do nothing here. */
const OTHERS = [
  [APPLICATIONS.exchange, 'Office 365 Exchange Online, which is for mailbox policies'],
  [APPLICATIONS.sharePoint, 'Office 365 SharePoint Online, which is for SharePoint policies'],
] as const;
const WRAPPING: readonly string[] = [ROLES.encryptionUser, ROLES.cryptoUser];
const APP_IDS = new Set(
  [APPLICATIONS.encryption, APPLICATIONS.exchange, APPLICATIONS.sharePoint].map(lower),
);

/**
 * Checks ACC-3 to ACC-5: rights on this vault that somebody meant to be the right ones. Only what
 * was given on the vault itself is looked at: it is there before the plan is shown, or not at all.
 */
export async function mistakes(
  site: Site,
  branch: Branch,
  vault: Vault,
  objectId: string | undefined,
): Promise<readonly string[]> {
  const holders = await holdersOf(branch, vault);
  const found = await Promise.all(
    // Nobody is looked up who cannot be among them.
    OTHERS.map(async ([appId, name]) => {
      if (holders.size === 0) return [];
      const other = await site.application(appId);
      return other !== undefined && holders.has(lower(other.id)) ? [wrongApplication(name)] : [];
    }),
  );
  return [...found.flat(), ...byApplicationId(vault), ...inOtherModel(vault, holders, objectId)];
}

const wrongApplication = (name: string): string =>
  `The rights that the vault gives to ${name}, do nothing for audit records.`;

/** Object ids that may wrap by either model. */
async function holdersOf(branch: Branch, vault: Vault): Promise<ReadonlySet<string>> {
  const assigned = (await branch.rights()).filter(
    ({ scope, role }) => lower(scope) === lower(branch.vaultId) && WRAPPING.includes(lower(role)),
  );
  const listed = vault.accessPolicies.filter(({ keys }) => mayWrap(new Set(keys.map(lower))));
  return new Set(
    [...assigned.map((one) => one.principal), ...listed.map((one) => one.objectId)].map(lower),
  );
}

const byApplicationId = ({ accessPolicies }: Vault): readonly string[] =>
  accessPolicies
    .filter(({ objectId }) => APP_IDS.has(lower(objectId)))
    .map(
      ({ objectId }) =>
        `An access policy names the application id ${objectId} where an object id belongs: it has no effect.`,
    );

function inOtherModel(
  { permissionModel, accessPolicies, tenantId }: Vault,
  holders: ReadonlySet<string>,
  objectId: string | undefined,
): readonly string[] {
  if (objectId === undefined) return [];
  if (permissionModel === 'roles')
    return mayWrap(heldKeys(accessPolicies, objectId, tenantId))
      ? ['Its access policy there has no effect, because the vault goes by roles.']
      : [];
  return holders.has(lower(objectId))
    ? ['Its role there has no effect, because the vault goes by access policies.']
    : [];
}
