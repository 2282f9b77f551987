import { MINUTE } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { Change, Looking, WaitChange } from '../../core/step.ts';
import type { Vault } from '../../gateways/azure-vaults.ts';
import type { KeyVault } from '../../gateways/key-vault.ts';
import type { Branch } from './branch.ts';
import { orSpreading, orUnregistered, spreadingTo } from './vaults/spreading.ts';

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

/** Undefined also where no vault can be yet: the subscription does not know the provider. */
export const vaultOf = (branch: Branch): Promise<Vault | undefined> =>
  orUnregistered(branch.vault());

/** Looks into the vault. A right of the bot that is on its way is waited for, not called missing. */
export const lookInto = (
  branch: Branch,
  looking: Looking,
  look: () => Promise<readonly Change[]>,
): Promise<readonly Change[]> =>
  orSpreading(branch.url, async () => {
    try {
      return await look();
    } catch (error) {
      const opener = openerOf(error);
      if (opener === undefined) throw error;
      if (opener === BOT_ACCESS && isToCome(branch, looking)) return [toCome(branch)];
      if (!wasOpened(opener, branch, looking)) throw error;
      const what = opener === BOT_ACCESS ? undefined : 'the change of the vault’s network settings';
      return [spreadingTo(branch.url, what)];
    }
  });

const BOT_ACCESS = 'bot-access';
/** Which step opens the gate that the vault says is shut. */
const OPENERS: ReadonlyMap<string, string> = new Map([
  ['AccessDenied', BOT_ACCESS],
  ['ForbiddenByRbac', BOT_ACCESS],
  ['ForbiddenByFirewall', 'vault'],
]);
const openerOf = (error: unknown): string | undefined =>
  error instanceof GatewayError ? OPENERS.get(error.code) : undefined;

/** Access policies and network rules take minutes to reach every part of a vault. */
const REACHES = 15 * MINUTE;

const wasOpened = (opener: string, { number }: Branch, { history, now }: Looking): boolean =>
  history.some(
    (entry) =>
      entry.kind === 'applied' &&
      entry.step === `${opener}-${number}` &&
      now.getTime() - Date.parse(entry.at) < REACHES,
  );

/** Whether a step of this run gives the bot its right, and has not done so yet. */
function isToCome({ number }: Branch, { entries }: Looking): boolean {
  const id = `${BOT_ACCESS}-${number}`;
  const [first] = entries;
  const planned = first?.kind === 'started' && first.steps.some((step) => step.id === id);
  return planned && !entries.some((entry) => entry.kind === 'verified' && entry.step === id);
}

const toCome = ({ answer, url }: Branch): WaitChange => ({
  kind: 'wait',
  summary: `Wait until the bot may look at the keys in the vault ${answer.vault}: only then can be said what is missing.`,
  details: { operation: 'keyvault.access.toCome', target: url, before: 'refused', after: 'given' },
  on: 'the bot’s own access to the vault, which is asked for in a step of its own',
  usually: 'until that step is done',
  lookAgain: MINUTE,
});
