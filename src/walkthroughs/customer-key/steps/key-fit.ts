import { MINUTE } from '../../../core/clock.ts';
import type { Change, WaitChange } from '../../../core/step.ts';
import type { Key } from '../../../gateways/key-vault.ts';
import type { Branch } from '../branch.ts';
import type { Site } from '../world.ts';
import { ANOTHER_KEY, unfit } from './key-unfit.ts';

const NEEDED = ['wrapKey', 'unwrapKey'];
const DAYS = 90;

const lower = (text: string): string => text.toLowerCase();

export const missingOperations = ({ operations }: Key): readonly string[] => {
  const held = new Set(operations.map(lower));
  return NEEDED.filter((operation) => !held.has(lower(operation)));
};

/** Checks KEY-1 and KEY-2: what a key is made to be stays what it is. */
export function assertUsable({ answer }: Branch, key: Key): void {
  const name = `The key ${answer.key} in ${answer.vault}`;
  if (key.type === 'RSA')
    throw unfit(
      `${name} is kept in software (RSA), not in hardware (RSA-HSM). That does for tests only.`,
      ANOTHER_KEY,
    );
  if (key.type !== 'RSA-HSM')
    throw unfit(
      `${name} is of type ${key.type || 'unknown'}. Customer Key takes RSA-HSM only.`,
      ANOTHER_KEY,
    );
  const missing = missingOperations(key);
  if (missing.length > 0)
    throw unfit(
      `${name} may not be used for ${missing.join(' and ')}, which Customer Key does with it.`,
      ANOTHER_KEY,
    );
}

type Recovery = 'protected' | 'kept' | 'purgeable' | 'short' | 'off' | 'unknown';

const LEVELS: ReadonlyMap<string, Recovery> = new Map([
  ['recoverable+protectedsubscription', 'protected'],
  ['recoverable', 'kept'],
  ['recoverable+purgeable', 'purgeable'],
  ['customizedrecoverable+protectedsubscription', 'short'],
  ['customizedrecoverable', 'short'],
  ['customizedrecoverable+purgeable', 'short'],
  ['purgeable', 'off'],
]);

/** What a recovery level stands for (checks KEY-5 and KEY-6). */
export function recoveryOf({ recoveryLevel, recoverableDays }: Key): Recovery {
  const level = LEVELS.get(lower(recoveryLevel.replaceAll(/\s/g, ''))) ?? 'unknown';
  const lasting = level === 'protected' || level === 'kept';
  return lasting && (recoverableDays ?? DAYS) !== DAYS ? 'short' : level;
}

const NEW_VAULT =
  'That is settled when a vault is created: cancel this run and start again with a new vault under a new name.';

/** Checks KEY-5 and KEY-6: whether the key could be brought back, as the key itself says. */
export async function reservations(
  site: Site,
  branch: Branch,
  key: Key,
): Promise<readonly Change[]> {
  const { key: name, vault } = branch.answer;
  const says = `The key ${name} in ${vault} has the recovery level ${key.recoveryLevel || 'unknown'}`;
  const level = recoveryOf(key);
  switch (level) {
    case 'protected':
      return [];
    case 'kept':
      if (isLeftOpen(site)) return [];
      throw unfit(
        `${says}: its subscription is not under the mandatory retention period, which this installation demands.`,
        'Cancel this run and start again with the retention requested.',
      );
    case 'purgeable':
      if ((await branch.vault())?.purgeProtection === true) return [protectedSoon(branch, key)];
      throw unfit(
        `${says}: once deleted, it could be purged at once.`,
        `Switch purge protection on for the vault ${vault}, then type resume.`,
      );
    case 'short':
      throw unfit(
        `${says} and can be recovered for ${key.recoverableDays ?? 'fewer than 90'} days; 90 are needed.`,
        NEW_VAULT,
      );
    case 'off':
      throw unfit(`${says}: soft delete is off, so a deleted key would be lost.`, NEW_VAULT);
    case 'unknown':
      throw unfit(
        `${says}, which this bot does not know. It is not taken for good enough.`,
        'Look at the vault in the Azure portal, then type resume.',
      );
  }
}

/** A step of its own waits for the retention, after the key: it shows in the key's own level. */
const isLeftOpen = ({ world, answers }: Site): boolean =>
  world.settings.retention === 'recommended' || answers.retention === 'request';

const protectedSoon = (branch: Branch, key: Key): WaitChange => ({
  kind: 'wait',
  summary: `Wait until the key ${branch.answer.key} shows that the vault ${branch.answer.vault} is protected against purging.`,
  details: {
    operation: 'keyvault.key.recoveryLevel',
    target: branch.keyUri,
    before: key.recoveryLevel,
    after: 'Recoverable',
  },
  on: 'purge protection, which is on for the vault but does not show in the key yet',
  usually: 'moments',
  lookAgain: MINUTE,
});
