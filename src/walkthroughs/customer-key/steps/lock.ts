import type { AutomaticChange, Step } from '../../../core/step.ts';
import type { Lock } from '../../../gateways/azure-access.ts';
import type { Branch } from '../branch.ts';
import { VAULT_SOURCES } from '../sources/vaults.ts';
import { isSame } from '../same.ts';
import { orSpreading, orUnregistered } from '../vaults/spreading.ts';
import type { Site } from '../world.ts';

const NAME = 'customer-key';
const NOTES =
  'This vault holds a root key of Customer Key for Microsoft 365. Without it, encrypted audit ' +
  'records may become unreadable.';

function lock(site: Site, { answer, vaultId: scope }: Branch): AutomaticChange {
  const wanted = { scope, name: NAME, notes: NOTES };
  return {
    kind: 'automatic',
    summary: `Lock the vault ${answer.vault} against deletion (lock ${NAME}, CanNotDelete).`,
    details: {
      operation: 'azure.lock.create',
      target: scope,
      before: null,
      after: { name: NAME, level: 'CanNotDelete', notes: NOTES },
    },
    apply: ({ requestId }) => site.world.azure.createLock(wanted, requestId),
  };
}

const LEVELS = ['CanNotDelete', 'ReadOnly'];

const guards = (locks: readonly Lock[]): readonly Lock[] =>
  locks.filter(({ level }) => LEVELS.some((one) => isSame(one, level)));

/** Nothing is locked in what is not there; a lock above it counts when it is. */
const locksOf = async (branch: Branch): Promise<readonly Lock[]> =>
  (await orUnregistered(branch.vault())) === undefined ? [] : guards(await branch.locks());

const where = ({ scope }: Lock, { vaultId, groupId }: Branch): string => {
  if (isSame(scope, vaultId)) return 'on the vault';
  return isSame(scope, groupId) ? 'on its resource group' : 'on its subscription';
};

const READ_ONLY =
  ' A ReadOnly lock also stops the changes of rights and settings that this set-up may still need, and later ones.';

/** Check KV-12: advice, not a demand of Microsoft's. */
export const vaultLocked = (site: Site, branch: Branch): Step => ({
  id: `lock-${branch.number}`,
  title: `The vault ${branch.answer.vault} is locked against deletion`,
  stage: 'Vaults',
  risk: 'routine',
  custody: branch.custody,
  sources: [VAULT_SOURCES.lock],
  check: () =>
    orSpreading(branch.vaultId, async () =>
      (await locksOf(branch)).length === 0 ? [lock(site, branch)] : [],
    ),
  async found() {
    const locks = await locksOf(branch);
    const named = locks.map((one) => `${one.name} (${one.level}) ${where(one, branch)}`);
    const frozen = locks.some(({ level }) => isSame(level, 'ReadOnly'));
    return `Locked: ${named.join(', ')}.${frozen ? READ_ONLY : ''}`;
  },
});
