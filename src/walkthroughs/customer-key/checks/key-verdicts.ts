import type { Key, KeyVersion, RotationPolicy } from '../../../gateways/key-vault.ts';
import { isUnread } from '../../verdict.ts';
import type { BranchSeen, Observation } from '../observation.ts';
import { backupFor, backupsOf } from './backups.ts';
import { fail, given, listed, minute, ofKey, ofVault, pass } from './check.ts';
import { isSame } from '../same.ts';
import { unread, verdict, warn, type Weighed } from './check.ts';

const NEEDED = ['wrapKey', 'unwrapKey'];
export const SIZES: readonly number[] = [2048, 3072, 4096];

export const judgeType = (branch: BranchSeen): Weighed =>
  ofVault(branch, () =>
    given(branch.key, (key) => {
      if (key === undefined) return fail(`There is no key ${branch.answer.key} in the vault.`);
      const says = `Type: ${key.type || 'not given'}.`;
      if (isSame(key.type, 'RSA-HSM')) return pass(says);
      return isSame(key.type, 'RSA') ? warn(`${says} It is not kept in hardware.`) : fail(says);
    }),
  );

export function judgeOperations({ operations }: Key): Weighed {
  const missing = NEEDED.filter((need) => !operations.some((one) => isSame(one, need)));
  return verdict(missing.length === 0, `Allowed: ${listed(operations, 10)}.`);
}

/** An expiry cannot be taken away, only moved: to the last year there is. */
const neverEnds = ({ expiresAt }: KeyVersion): boolean =>
  expiresAt === undefined || new Date(expiresAt).getUTCFullYear() === 9999;

/** An older version may be all that opens old data; whether they can be listed is KEY-11's finding. */
export const judgeExpiry = (branch: BranchSeen): Weighed =>
  ofKey(branch, (key) => {
    const all = isUnread(branch.versions) ? [] : (branch.versions ?? []);
    const ending = all.filter((one) => one.version !== key.version && !neverEnds(one));
    const older = ending.map(
      ({ version, expiresAt }) => `Version ${version} ends ${minute(expiresAt)}.`,
    );
    const { expiresAt } = key;
    const current = expiresAt === undefined ? 'No expiry is set.' : `Expiry: ${minute(expiresAt)}.`;
    return verdict(neverEnds(key) && older.length === 0, [current, ...older].join(' '));
  });

/** A vault may refuse to show a key that is off; its list of versions says so all the same. */
const isHidden = ({ key, versions }: BranchSeen): boolean =>
  isUnread(key) &&
  versions !== undefined &&
  !isUnread(versions) &&
  versions.at(-1)?.enabled === false;

export const judgeInForce = (branch: BranchSeen, now: Date): Weighed =>
  isHidden(branch)
    ? fail('The key is disabled, and the vault does not show it.')
    : ofKey(branch, (key) => inForce(key, now));

function inForce({ enabled, notBefore }: Key, now: Date): Weighed {
  const begun = notBefore === undefined || Date.parse(notBefore) <= now.getTime();
  const from = begun ? '' : ` It counts only from ${minute(notBefore)}.`;
  return verdict(enabled && begun, `The key is ${enabled ? 'enabled' : 'disabled'}.${from}`);
}

export function judgeRotation({ expiryTime, actions }: RotationPolicy): Weighed {
  const rotates = actions.some((action) => isSame(action, 'rotate'));
  const says = [
    expiryTime === undefined
      ? 'New versions do not expire'
      : `New versions expire after ${expiryTime}`,
    rotates ? 'versions are made by themselves' : 'none is made by itself',
  ];
  return verdict(expiryTime === undefined && !rotates, `${says.join('; ')}.`);
}

export function judgeHosts({ branches: [one, other] }: Observation): Weighed {
  const hosts = [one, other].map(({ keyUri }) => new URL(keyUri).host.toLowerCase());
  return verdict(hosts[0] !== hosts[1], `${hosts.join(' and ')}.`);
}

export const judgeBackup = (branch: BranchSeen, { history }: Observation): Weighed =>
  ofKey(branch, (key) => {
    const all = backupsOf(history, branch);
    const found = backupFor(all, key);
    if (found !== undefined) {
      const who = found.by === undefined ? '' : `, attested by ${found.by}`;
      return pass(`Backed up, on record since ${minute(found.at)}${who}.`);
    }
    if (all.length > 0 && key.createdAt === undefined)
      return unread('The vault does not say when the current version was made.');
    const last = all.at(-1);
    return fail(
      last === undefined
        ? 'No backup is on record.'
        : `The last backup on record, of ${minute(last.at)}, is not of the current version.`,
    );
  });

export const judgeVersions = (branch: BranchSeen): Weighed =>
  ofVault(branch, () =>
    given(branch.versions, (versions = []) => {
      if (versions.length === 0) return unread(`There is no key ${branch.answer.key} to look at.`);
      const off = versions.filter(({ enabled }) => !enabled);
      const says = `${versions.length} versions; switched off: ${listed(off.map(({ version }) => version))}.`;
      return verdict(off.length === 0, says);
    }),
  );

export const judgeDeleted = (branch: BranchSeen): Weighed =>
  ofVault(branch, () =>
    given(branch.deletedKey, (found) =>
      found === undefined
        ? pass(`No deleted key is called ${branch.answer.key}.`)
        : fail(
            `${found.name} was deleted at ${minute(found.deletedAt)} and is kept until ${minute(found.purgeAt)}.`,
          ),
    ),
  );
