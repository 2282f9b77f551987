import { MINUTE, SECOND } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { AutomaticChange, Step } from '../../../core/step.ts';
import type { Branch } from '../branch.ts';
import { LATER_SOURCES } from '../sources/later.ts';

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
    async apply({ requestId }) {
      const made = await branch.asked((keys) => keys.rollKey(key, from, requestId));
      if (made === undefined) throw gone(branch);
    },
    settles: { lookAgain: 5 * SECOND, deadline: 5 * MINUTE },
  };
}

const gone = ({ answer, label }: Branch): GatewayError =>
  new GatewayError(
    `The ${label} cannot be found in ${answer.vault}. Cancel this run and type recover key.`,
    { status: 404, transient: false },
  );

/** Step 1 of reference §5.7. `from` is the version that was current when the roll was asked for. */
export const newVersion = (branch: Branch, from: string): Step => ({
  id: `new-version-${branch.number}`,
  title: `The ${branch.label} has a new version`,
  stage: 'Keys',
  risk: 'sensitive',
  custody: branch.custody,
  sources: [LATER_SOURCES.roll, LATER_SOURCES.availability],
  async check() {
    const key = await branch.key();
    if (key === undefined) throw gone(branch);
    return key.version === from ? [roll(branch, from)] : [];
  },
  async found() {
    const key = await branch.key();
    return `Current version ${key?.version ?? 'unknown'}, made ${key?.createdAt ?? 'at an unknown time'}.`;
  },
});
