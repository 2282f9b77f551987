import type { DeletedVault, PermissionModel, Vault } from '../../../gateways/azure-vaults.ts';
import type { BranchAnswer } from '../answers.ts';
import type { World } from '../world.ts';
import { readable, type VaultsKnown } from './known.ts';

/** What there is already under the names that were chosen. */
export interface StandingVault {
  readonly answer: BranchAnswer;
  readonly vault: Vault | undefined;
  readonly deleted: DeletedVault | undefined;
}

async function standing({ azure }: World, answer: BranchAnswer): Promise<StandingVault> {
  const { subscription, resourceGroup, location, vault: name } = answer;
  const [vault, deleted] = await Promise.all([
    readable(azure.findVault({ subscription, resourceGroup, name })),
    readable(azure.findDeletedVault(subscription, location, name)),
  ]);
  return { answer, vault, deleted };
}

/** Both, read together. */
export const standingVaults = (
  world: World,
  { first, second }: VaultsKnown,
): Promise<readonly StandingVault[]> =>
  Promise.all([standing(world, first), standing(world, second)]);

const MODELS = { roles: 'Azure roles', policies: 'access policies' } as const;

function fate({ answer, vault, deleted }: StandingVault): string {
  const { vault: name, resourceGroup, location, subscriptionName } = answer;
  const place = `in ${location}, resource group ${resourceGroup} of ${subscriptionName}`;
  if (vault !== undefined)
    return `The vault ${vault.name} is there already, ${place}. It is taken over: its rights go by ${MODELS[vault.permissionModel]}, and who is let in now stays let in.`;
  if (deleted !== undefined)
    return `The vault ${deleted.name} was deleted and is recovered with its keys, ${place}. Role assignments, locks and diagnostics do not come back with it; later steps put them in place again.`;
  return `The vault ${name} is made new, ${place}.`;
}

/** What becomes of both vaults, and what speaks against the pair. */
export function fatesOf(vaults: readonly StandingVault[]): readonly string[] {
  const [first, second] = vaults.map(({ answer }) => answer.location);
  return [
    ...vaults.map(fate),
    ...(modelsOf(vaults).length > 1
      ? [
          'The two vaults differ in how rights are given. One has to be switched in the Azure portal before the run can go on, or type set up customer key to choose another vault.',
        ]
      : []),
    ...(first === second
      ? [
          `Both vaults are in ${first}: an outage there makes both keys unavailable. Two different regions are better; type set up customer key to choose again.`,
        ]
      : []),
  ];
}

/** How rights are given in vaults that are there: never switched, for rights would be lost. */
export const modelsOf = (vaults: readonly StandingVault[]): readonly PermissionModel[] => [
  ...new Set(vaults.flatMap(({ vault }) => vault?.permissionModel ?? [])),
];

/** Why this model does not do; where the vaults differ among themselves no choice would. */
export function modelProblem(
  vaults: readonly StandingVault[],
  chosen: PermissionModel,
): string | undefined {
  const [only, ...more] = modelsOf(vaults);
  const other = vaults.find(({ vault }) => vault !== undefined && vault.permissionModel !== chosen);
  if (only === undefined || only === chosen || more.length > 0 || other === undefined)
    return undefined;
  return `In the vault ${other.answer.vault} rights go by ${MODELS[only]}, and switching it would take them from whoever has them now. Choose ${MODELS[only]}, or start again with another vault.`;
}
