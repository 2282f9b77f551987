import type { Vault } from '../../../gateways/azure-vaults.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';
import { isSame } from '../same.ts';

const ANOTHER = 'Start again with another vault name';
const MODELS = { roles: 'Azure roles', policies: 'access policies' } as const;

const otherModel = ({ name, permissionModel: has }: Vault): string => {
  const wants = has === 'roles' ? 'policies' : 'roles';
  return (
    `In the vault ${name} rights over keys go by ${MODELS[has]}, not by ${MODELS[wants]} as chosen. ` +
    'The bot does not switch it, for whoever has rights there now would lose them at that moment. ' +
    `Either start again and choose ${MODELS[has]}; or have an owner of the vault give everybody their ` +
    `rights anew as ${MODELS[wants]} and switch it in the Azure portal (vault, Access ` +
    'configuration), then type resume.'
  );
};

const ended = (state: string): boolean => isSame(state, 'Failed') || isSame(state, 'Canceled');

/** Why a vault that is there can never be used as it is, and the ways out; undefined: it can. */
export function whyUnfit({ answers }: Site, { answer }: Branch, vault: Vault): string | undefined {
  const { name, location, retentionDays, provisioning } = vault;
  if (!isSame(vault.tenantId, answers.tenant.id))
    return `The vault ${name} belongs to another Entra tenant, and its keys can be given only to applications of that tenant. ${ANOTHER}.`;
  if (location !== answer.location)
    return `The vault ${name} stands in ${location}, not in ${answer.location}, and cannot be moved. Start again with that region, or with another vault name.`;
  if (!vault.softDelete)
    return `The vault ${name} has no soft delete, so a deleted key would be gone at once. Switch soft delete on in the Azure portal with 90 days, then type resume; or start again with another vault name.`;
  if (retentionDays < 90)
    return `The vault ${name} keeps deleted keys for ${retentionDays} days. Customer Key asks for 90, and Azure never changes that number afterwards. ${ANOTHER}, so that a new vault is made; the old name stays taken.`;
  if (vault.permissionModel !== answers.permissionModel) return otherModel(vault);
  if (ended(provisioning))
    return `Azure says that the last change of the vault ${name} ended as ${provisioning}. Look at the vault's activity log in the Azure portal and put it right there, then type resume.`;
  return undefined;
}
