import { GatewayError } from '../../../core/errors.ts';
import type { AutomaticChange, GuidedChange } from '../../../core/step.ts';
import type { Key, KeyVersion, RotationPolicy } from '../../../gateways/key-vault.ts';
import type { Branch } from '../branch.ts';
import { connectAzure } from '../portals.ts';
import { quoted } from '../powershell.ts';
import { changing } from './changing.ts';
import { SETTLES } from './key-wanted.ts';

const LAST_DAY = '9999-12-31';

/** Any day of that year passes for none, as far as is known. */
const expires = ({ expiresAt }: KeyVersion): boolean =>
  expiresAt !== undefined && !expiresAt.startsWith('9999-');

const makesVersions = ({ actions }: RotationPolicy): boolean =>
  actions.some((action) => action.toLowerCase() === 'rotate');

const rotates = (policy: RotationPolicy): boolean =>
  policy.expiryTime !== undefined || makesVersions(policy);

/** Checks KEY-3, KEY-4, KEY-7 and KEY-11: what somebody did to the key and the bot can put right. */
export async function mends(branch: Branch, key: Key): Promise<readonly AutomaticChange[]> {
  const [listed = [], rotation] = await Promise.all([branch.versions(), rotationOf(branch)]);
  const versions = listed.length > 0 ? listed : [key];
  return [
    ...versions.filter(({ enabled }) => !enabled).map((one) => enable(branch, one, key.version)),
    ...versions.filter(expires).map((one) => moveExpiry(branch, one)),
    ...(rotation !== undefined && rotates(rotation) ? [stopRotation(branch, rotation)] : []),
  ];
}

/** For a vault that does not show a key whose current version is switched off. */
export async function switchedOn(branch: Branch): Promise<readonly AutomaticChange[]> {
  const versions = (await branch.versions()) ?? [];
  const current = versions.at(-1);
  if (current === undefined || current.enabled) return [];
  return versions
    .filter(({ enabled }) => !enabled)
    .map((one) => enable(branch, one, current.version));
}

const RIGHTS = new Set(['AccessDenied', 'ForbiddenByRbac']);

/** Reading it takes a right of its own, which lists of rights for Customer Key leave out. */
async function rotationOf(branch: Branch): Promise<RotationPolicy | undefined> {
  try {
    return await branch.rotation();
  } catch (error) {
    if (!(error instanceof GatewayError) || !RIGHTS.has(error.code)) throw error;
    throw new GatewayError(
      `Whether the key ${branch.answer.key} in ${branch.answer.vault} rotates by itself cannot be read (${error.code}). Give the bot’s application the permissions getrotationpolicy and setrotationpolicy for keys, or the role Key Vault Crypto Officer, then type resume.`,
      { status: error.status, code: error.code, transient: false, cause: error },
    );
  }
}

function enable(branch: Branch, { name, version }: KeyVersion, current: string): AutomaticChange {
  const why =
    version === current
      ? 'It is the current version, and somebody switched it off.'
      : 'It is an older version, and data may still be wrapped with it.';
  return {
    kind: 'automatic',
    summary: `Switch version ${version} of the key ${branch.answer.key} in ${branch.answer.vault} on again. ${why}`,
    details: {
      operation: 'keyvault.key.enable',
      target: `${branch.keyUri}/${version}`,
      before: { enabled: false },
      after: { enabled: true },
    },
    apply: ({ requestId }) =>
      changing(branch, (keys) => keys.enableVersion(name, version, requestId)),
    settles: SETTLES,
  };
}

function moveExpiry(branch: Branch, { name, version, expiresAt }: KeyVersion): AutomaticChange {
  return {
    kind: 'automatic',
    summary: `Move the expiry of version ${version} of the key ${branch.answer.key} in ${branch.answer.vault} from ${(expiresAt ?? '').slice(0, 10)} to 31 December 9999. An expiry cannot be removed, only moved.`,
    details: {
      operation: 'keyvault.key.moveExpiry',
      target: `${branch.keyUri}/${version}`,
      before: { expires: expiresAt ?? null },
      after: { expires: LAST_DAY },
    },
    apply: ({ requestId }) => changing(branch, (keys) => keys.moveExpiry(name, version, requestId)),
    settles: SETTLES,
  };
}

function stopRotation(branch: Branch, policy: RotationPolicy): AutomaticChange {
  const { expiryTime, actions } = policy;
  const { key, vault } = branch.answer;
  const does = [
    ...(expiryTime === undefined ? [] : [`every new version would expire after ${expiryTime}`]),
    ...(makesVersions(policy) ? ['new versions would be made without Microsoft knowing'] : []),
  ];
  return {
    kind: 'automatic',
    summary: `Replace the rotation policy of the key ${key} in ${vault} by one that only notifies: with the present one ${does.join(', and ')}.`,
    details: {
      operation: 'keyvault.key.stopRotation',
      target: branch.keyUri,
      before: { expiryTime: expiryTime ?? null, actions },
      after: { expiryTime: null, actions: ['notify'] },
    },
    apply: ({ requestId }) => changing(branch, (keys) => keys.stopRotation(key, requestId)),
    settles: SETTLES,
  };
}

/** The other half of check KEY-4. The gateway offers no change of this date, so a person does it. */
export function notYetValid(branch: Branch, key: Key, now: Date): readonly GuidedChange[] {
  const { notBefore, version } = key;
  if (notBefore === undefined || notBefore <= now.toISOString()) return [];
  const { key: name, vault } = branch.answer;
  const command = `Update-AzKeyVaultKey -VaultName ${quoted(vault)} -Name ${quoted(name)} -Version ${version} -NotBefore (Get-Date).ToUniversalTime()`;
  return [
    {
      kind: 'guided',
      summary: `The key ${name} in ${vault} is not valid before ${notBefore.slice(0, 10)}. Make it valid now.`,
      details: {
        operation: 'keyvault.key.validNow',
        target: `${branch.keyUri}/${version}`,
        before: { notBefore },
        after: 'valid now',
      },
      guide: {
        steps: [
          `Sign in with ${connectAzure(branch.cloud)} as somebody who may update keys in ${vault}, and run the command below.`,
          'In the portal: open the version of the key, clear “Set activation date”, and save. Leave the expiration date as it is.',
        ],
        command,
        proof: 'observed',
        statement: `The key ${name} in ${vault} is valid now.`,
      },
    },
  ];
}
