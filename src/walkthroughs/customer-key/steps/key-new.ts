import type { AutomaticChange, Change } from '../../../core/step.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';
import { changing } from './changing.ts';
import { exchangeKey, imported } from './key-imported.ts';
import { recovered } from './key-recovered.ts';
import { SETTLES, wantedOf } from './key-wanted.ts';

/** How a key of this name comes to be: out of the bin, made here, or brought along. */
export async function missing(site: Site, branch: Branch): Promise<readonly Change[]> {
  const deleted = await branch.deletedKey();
  if (deleted !== undefined) return [recovered(branch, deleted)];
  return site.answers.keySource === 'import' ? imported(site, branch) : [created(site, branch)];
}

/** The first thing to do in a vault that has no keys. */
export const first = (site: Site, branch: Branch): AutomaticChange =>
  site.answers.keySource === 'import' ? exchangeKey(site, branch) : created(site, branch);

function created(site: Site, branch: Branch): AutomaticChange {
  const { key: name, vault } = branch.answer;
  const { keySize: size } = site.answers;
  return {
    kind: 'automatic',
    summary: `Create the key ${name} in the vault ${vault}: RSA in hardware (RSA-HSM), ${size} bits, for wrapping and unwrapping only, without expiry.`,
    details: {
      operation: 'keyvault.key.create',
      target: branch.keyUri,
      before: null,
      after: wantedOf(site),
    },
    apply: ({ requestId }) =>
      changing(branch, (keys) => keys.createKey({ name, size, hsm: true }, requestId)),
    settles: SETTLES,
  };
}
