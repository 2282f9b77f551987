import { MINUTE, SECOND } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { Entry } from '../../../core/ledger.ts';
import type { AutomaticChange, Looking, Step } from '../../../core/step.ts';
import type { Key } from '../../../gateways/key-vault.ts';
import type { Branch } from '../branch.ts';
import { LATER_SOURCES } from '../sources/later.ts';
import { changing } from './changing.ts';

function roll(branch: Branch, from: string): AutomaticChange {
  const { key, vault } = branch.answer;
  return {
    kind: 'automatic',
    summary: `Make a new version of the key ${key} in ${vault}. Version ${from} and all older ones stay enabled.`,
    details: {
      operation: 'keyvault.key.roll',
      target: branch.keyUri,
      before: { version: from },
      after: 'a new version of the same type, size and operations, without expiry',
    },
    apply: ({ requestId }) =>
      changing(branch, (keys) => keys.rollKey(branch.answer.key, from, requestId)),
    settles: { lookAgain: 5 * SECOND, deadline: 5 * MINUTE },
  };
}

const refused = (sentence: string, status = 409): GatewayError =>
  new GatewayError(sentence, { status, code: 'KeyChanged', transient: false });

const gone = ({ answer, label }: Branch): GatewayError =>
  refused(
    `The ${label} cannot be found in ${answer.vault}. Cancel this run and type recover key.`,
    404,
  );

const idOf = ({ number }: Branch): string => `new-version-${number}`;

const foundOf = ({ version, createdAt }: Key): string =>
  `Current version ${version}, made ${createdAt ?? 'at an unknown time'}.`;

/** Marks of the changes that this run has begun, and what it has put on record. */
function isOwn(entries: readonly Entry[], branch: Branch, key: Key): boolean {
  const id = idOf(branch);
  return entries.some((entry) => {
    if (entry.kind === 'applying') return entry.step === id && entry.requestId === key.madeBy;
    return entry.kind === 'verified' && entry.step === id && entry.found?.includes(key.version);
  });
}

/** The current version is another than the one that was asked about, and none of this run. */
const strange = ({ answer, label }: Branch, { version, createdAt }: Key, from: string) =>
  refused(
    `The ${label} has another version by now: ${version}, made ${createdAt ?? 'at an unknown time'}, and not by this run, which was to follow on ${from}. Two rolls at once are one too many, so nothing was done in ${answer.vault}. Find out who made it. Then cancel this run and type roll key: it starts from that version, makes one more, backs it up and tells Microsoft.`,
  );

/** The key after the roll; undefined: it has not been rolled. Throws when somebody else did it. */
export async function rolledKey(
  branch: Branch,
  from: string,
  { entries }: Looking,
): Promise<Key | undefined> {
  const key = await branch.key();
  if (key === undefined) throw gone(branch);
  if (key.version === from) return undefined;
  if (!isOwn(entries, branch, key)) throw strange(branch, key, from);
  return key;
}

/**
 * Step 1 of reference §5.7. `from` is the version that was current when the roll was asked for;
 * `assertReady` is asked again in the same breath, for days may lie between asking and doing.
 */
export const newVersion = (
  branch: Branch,
  from: string,
  assertReady: (looking: Looking) => Promise<void>,
): Step => ({
  id: idOf(branch),
  title: `The ${branch.label} has a new version`,
  stage: 'Keys',
  risk: 'sensitive',
  custody: branch.custody,
  sources: [LATER_SOURCES.roll, LATER_SOURCES.availability],
  async check(looking) {
    if ((await rolledKey(branch, from, looking)) !== undefined) return [];
    await assertReady(looking);
    return [roll(branch, from)];
  },
  async found(looking) {
    const key = await rolledKey(branch, from, looking);
    return key === undefined ? 'It cannot be seen any more.' : foundOf(key);
  },
});
