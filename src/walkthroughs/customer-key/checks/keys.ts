import { SOURCES } from '../sources/checks.ts';
import { given, ofKey, unread, verdict, type Check } from './check.ts';
import { judgeBackup, judgeDeleted, judgeHosts, judgeInForce } from './key-verdicts.ts';
import { judgeOperations, judgeRotation, judgeType, judgeVersions } from './key-verdicts.ts';
import { judgeExpiry, SIZES } from './key-verdicts.ts';
import { judgeLevel } from './recovery-level.ts';

const KEY = 'key';

/** The keys themselves. */
export const KEY_CHECKS: readonly Check[] = [
  {
    id: 'KEY-1',
    per: 'branch',
    severity: 'error',
    sentence: 'The key is there, an RSA key kept in hardware (RSA-HSM).',
    fix: 'Run the set-up. A key cannot be changed into another type: a key of another type needs a new name.',
    fixedBy: KEY,
    source: SOURCES.keys,
    judge: judgeType,
  },
  {
    id: 'KEY-2',
    per: 'branch',
    severity: 'error',
    sentence: 'The key may wrap and unwrap.',
    fix: 'Make a key with the operations wrapKey and unwrapKey, or have them allowed for this one.',
    fixedBy: KEY,
    source: SOURCES.keys,
    judge: (branch) => ofKey(branch, judgeOperations),
  },
  {
    id: 'KEY-3',
    per: 'branch',
    severity: 'error',
    sentence: 'The key does not expire, nor does any older version of it.',
    fix: 'Run the set-up: it moves the expiry to the year 9999. An expiry cannot be removed.',
    fixedBy: KEY,
    source: SOURCES.keys,
    judge: judgeExpiry,
  },
  {
    id: 'KEY-4',
    per: 'branch',
    severity: 'error',
    sentence: 'The key is enabled and in force.',
    fix: 'Run the set-up: it enables the current version. Data under a disabled key cannot be read.',
    fixedBy: KEY,
    source: SOURCES.keys,
    judge: (branch, { now }) => judgeInForce(branch, now),
  },
  {
    id: 'KEY-5',
    per: 'branch',
    severity: 'error',
    sentence: 'The key can be recovered for 90 days and cannot be purged.',
    fix: 'Switch purge protection on; a vault that keeps less than 90 days has to be replaced; the retention period comes from Microsoft.',
    fixedBy: 'retention-reached',
    isFixed: ({ answers }) => answers.retention === 'request',
    source: SOURCES.recovery,
    judge: (branch, { settings }) =>
      ofKey(branch, ({ recoveryLevel }) => judgeLevel(recoveryLevel, settings.retention)),
  },
  {
    id: 'KEY-6',
    per: 'branch',
    severity: 'error',
    sentence: 'A deleted key is kept for 90 days.',
    fix: 'The period is the vault’s and cannot be changed: start again with a new vault.',
    source: SOURCES.recovery,
    judge: (branch) =>
      ofKey(branch, ({ recoverableDays }) =>
        recoverableDays === undefined
          ? unread('The vault does not say how long.')
          : verdict(recoverableDays === 90, `Kept for ${recoverableDays} days.`),
      ),
  },
  {
    id: 'KEY-7',
    per: 'branch',
    severity: 'error',
    sentence: 'No rotation policy lets versions expire or makes new ones.',
    fix: 'Run the set-up: it stops the rotation. To roll a key, type roll key.',
    fixedBy: KEY,
    source: SOURCES.rotation,
    judge: (branch) =>
      ofKey(branch, () =>
        given(branch.rotation, (found) =>
          found === undefined ? unread('There is no policy to look at.') : judgeRotation(found),
        ),
      ),
  },
  {
    id: 'KEY-8',
    per: 'site',
    severity: 'error',
    sentence: 'The two keys are in two vaults.',
    fix: 'Start again with two vaults.',
    source: SOURCES.vault,
    judge: judgeHosts,
  },
  {
    id: 'KEY-9',
    per: 'branch',
    severity: 'warning',
    sentence: 'The key has 2048, 3072 or 4096 bits.',
    fix: 'Use a key of one of these sizes; a size cannot be changed.',
    source: SOURCES.sizes,
    judge: (branch) =>
      ofKey(branch, ({ size }) =>
        size === undefined
          ? unread('The vault does not say its size.')
          : verdict(SIZES.includes(size), `${size} bits.`),
      ),
  },
  {
    id: 'KEY-10',
    per: 'branch',
    severity: 'warning',
    sentence: 'A backup of the current version is on record.',
    fix: 'Run the set-up: it makes the backup, or shows how. Keep it where only your own people reach it.',
    fixedBy: 'backup',
    source: SOURCES.backup,
    judge: judgeBackup,
  },
  {
    id: 'KEY-11',
    per: 'branch',
    severity: 'error',
    sentence: 'All versions of the key are enabled.',
    fix: 'Run the set-up: it enables them. Old versions are needed for as long as there is old data.',
    fixedBy: KEY,
    source: SOURCES.roll,
    judge: judgeVersions,
  },
  {
    id: 'KEY-12',
    per: 'branch',
    severity: 'error',
    sentence: 'The key has not been deleted.',
    fix: 'Type recover key at once: a deleted key comes back with all its versions.',
    fixedBy: KEY,
    source: SOURCES.recover,
    judge: judgeDeleted,
  },
  {
    id: 'KEY-13',
    per: 'branch',
    severity: 'warning',
    sentence: 'The key is on the present generation of hardware.',
    fix: 'Roll the key when it suits: a new version is made on present hardware. Type roll key.',
    source: SOURCES.platform,
    judge: (branch) =>
      ofKey(branch, ({ hsmPlatform }) =>
        hsmPlatform === ''
          ? unread('The vault does not say its hardware.')
          : verdict(Number(hsmPlatform) >= 2, `Platform ${hsmPlatform}.`),
      ),
  },
];
