import { GatewayError } from '../../../core/errors.ts';
import type { Change, Looking, Source, Step } from '../../../core/step.ts';
import type { Key } from '../../../gateways/key-vault.ts';
import { lookInto, vaultOf } from '../at-vault.ts';
import type { Branch } from '../branch.ts';
import { KEY_SOURCES } from '../sources/keys.ts';
import type { Site } from '../world.ts';
import { factsOf } from './key-facts.ts';
import { assertUsable, reservations } from './key-fit.ts';
import { mends, notYetValid, switchedOn } from './key-mends.ts';
import { first, missing } from './key-new.ts';
import { unfit } from './key-unfit.ts';

/** Codes under which a vault may refuse to show a key whose current version is switched off. */
const SWITCHED_OFF = new Set(['KeyDisabled', 'Forbidden']);

/** Checks KEY-1 to KEY-9 and KEY-11 to KEY-13: the key is there, and fit for Customer Key. */
export const keyFit = (site: Site, branch: Branch): Step => ({
  id: `key-${branch.number}`,
  title: `The ${branch.label}, ${branch.answer.key} in ${branch.answer.vault}, is there and fit`,
  stage: 'Keys',
  risk: 'routine',
  custody: branch.custody,
  sources: sourcesOf(site),
  after: [`vault-${branch.number}`, `bot-access-${branch.number}`],
  check: (looking) => lookInto(branch, looking, () => planFor(site, branch, looking)),
  found: () => factsOf(site, branch),
});

function sourcesOf({ answers }: Site): readonly Source[] {
  const { kind, size, expiry, rotation, recovery, disabled, byok } = KEY_SOURCES;
  const all = [kind, size, expiry, rotation, recovery, disabled];
  return answers.keySource === 'import' ? [...all, byok] : all;
}

async function planFor(site: Site, branch: Branch, { now }: Looking): Promise<readonly Change[]> {
  assertTwoVaults(site);
  if ((await vaultOf(branch)) === undefined) return [first(site, branch)];
  const key = await shown(branch);
  if (key === undefined) return missing(site, branch);
  if (key === 'switched off') return switchedOn(branch);
  assertUsable(branch, key);
  const plan = await mends(branch, key);
  if (plan.length > 0) return plan;
  const turn = notYetValid(branch, key, now);
  return turn.length > 0 ? turn : reservations(site, branch, key);
}

/** Some vaults do not show a key whose current version is switched off, but list it all the same. */
export async function shown(branch: Branch): Promise<Key | 'switched off' | undefined> {
  try {
    return await branch.key();
  } catch (error) {
    const hidden = error instanceof GatewayError && SWITCHED_OFF.has(error.code);
    if (hidden && (await switchedOn(branch)).length > 0) return 'switched off';
    throw error;
  }
}

/** Check KEY-8: one key in one vault cannot be both. */
function assertTwoVaults({ branches: [first, second] }: Site): void {
  if (first.url !== second.url) return;
  throw unfit(
    `Both keys would be in the vault ${first.answer.vault}: whoever loses that vault loses both.`,
    'Cancel this run and start again with two vaults.',
  );
}
