import type { Config } from '../config.ts';
import { localSigner } from '../evidence/local-key.ts';
import type { OpenSigner, Use } from '../evidence/signer.ts';

/** Who signs the checkpoints, and who vouches for them. */
export interface Signers {
  readonly checkpoint: OpenSigner;
  readonly witness: OpenSigner;
}

/** Keys in Key Vault where they are set up, keys of the bot's own otherwise. */
export function signersOf({ evidence }: Config, inVault: (address: string) => OpenSigner): Signers {
  const { dir, key, witnessKey } = evidence;
  const signerFor = (use: Use, address: string | undefined) =>
    address === undefined ? localSigner(dir, use) : inVault(address);
  return { checkpoint: signerFor('checkpoint', key), witness: signerFor('witness', witnessKey) };
}
