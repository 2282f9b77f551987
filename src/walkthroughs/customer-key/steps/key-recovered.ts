import type { AutomaticChange } from '../../../core/step.ts';
import type { DeletedKey } from '../../../gateways/key-vault.ts';
import type { Branch } from '../branch.ts';
import { changing } from './changing.ts';
import { SETTLES } from './key-wanted.ts';

/** Check KEY-12. All versions come back as they were, and are judged then. */
export function recovered(
  branch: Branch,
  { name, deletedAt, purgeAt }: DeletedKey,
): AutomaticChange {
  const when = deletedAt === undefined ? '' : ` on ${deletedAt.slice(0, 10)}`;
  return {
    kind: 'automatic',
    summary: `Recover the key ${name} in the vault ${branch.answer.vault}, which was deleted${when}, with all its versions. A name in the bin cannot be used for a new key.`,
    details: {
      operation: 'keyvault.key.recover',
      target: `${branch.url}/keys/${name}`,
      before: { deletedAt: deletedAt ?? null, purgeAt: purgeAt ?? null },
      after: 'recovered',
    },
    apply: ({ requestId }) => changing(branch, (keys) => keys.recoverKey(name, requestId)),
    settles: SETTLES,
  };
}
