import { SECOND } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { Change, WaitChange } from '../../core/step.ts';
import type { KeyVault } from '../../gateways/key-vault.ts';
import type { Branch } from './branch.ts';

/** Does something at the branch's vault, which has to be there. */
export async function atVault<T>(branch: Branch, work: (keys: KeyVault) => Promise<T>): Promise<T> {
  const done = await branch.asked(async (keys) => ({ result: await work(keys) }));
  if (done === undefined) throw vaultGone(branch);
  return done.result;
}

/** For a deed at a vault that somebody has deleted meanwhile. */
export const vaultGone = ({ answer }: Branch): GatewayError =>
  new GatewayError(
    `The vault ${answer.vault} is not there any more. Cancel this run and start again: a deleted vault can be recovered.`,
    { status: 404, code: 'VaultNotFound', transient: false },
  );

/** A right of the bot that was given minutes ago is waited for, not taken for a missing one. */
export async function orSpreading(
  branch: Branch,
  look: () => Promise<readonly Change[]>,
): Promise<readonly Change[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'AccessStillSpreading')
      return [spreading(branch)];
    throw error;
  }
}

const spreading = ({ answer, url }: Branch): WaitChange => ({
  kind: 'wait',
  summary: `Wait until the bot’s own access reaches the vault ${answer.vault}.`,
  details: { operation: 'keyvault.access.spreading', target: url, before: null, after: 'usable' },
  on: 'the bot’s access to the vault: it was given a few minutes ago and is still spreading',
  usually: 'up to ten minutes',
  lookAgain: 20 * SECOND,
});
