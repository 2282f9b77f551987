import { GatewayError } from '../../../core/errors.ts';
import type { KeyVault } from '../../../gateways/key-vault.ts';
import { atVault } from '../at-vault.ts';
import type { Branch } from '../branch.ts';

const BY_POLICY = new Set(['RequestDisallowedByPolicy', 'ForbiddenByPolicy']);

/**
 * Changes something at the vault. The usual policy against it demands that keys expire, and giving
 * in to that would be for good.
 */
export async function changing(
  branch: Branch,
  work: (keys: KeyVault) => Promise<unknown>,
): Promise<void> {
  try {
    await atVault(branch, work);
  } catch (error) {
    if (!(error instanceof GatewayError) || !BY_POLICY.has(error.code)) throw error;
    throw new GatewayError(
      `An Azure Policy forbids this for keys in the vault ${branch.answer.vault} (${error.code}). ` +
        'Most often it demands that keys expire, which a key of Customer Key must never do, and an ' +
        'expiry could not be taken off again. Ask whoever looks after that policy for an exemption ' +
        'for this vault, then type resume.',
      { status: error.status, code: error.code, transient: false, cause: error },
    );
  }
}
