import { z } from 'zod';
import type { Looking, Step } from '../../../core/step.ts';
import type { Walkthrough } from '../../../core/walkthrough.ts';
import { Answers, subjectOf } from '../answers.ts';
import type { Branch } from '../branch.ts';
import { LATER_SOURCES } from '../sources/later.ts';
import { access } from '../steps/access.ts';
import { application } from '../steps/application.ts';
import { lastBackup } from '../steps/backup-record.ts';
import { keyFit } from '../steps/key.ts';
import { keyRestored } from '../steps/key-restored.ts';
import { vaultSteps } from '../steps/vaults.ts';
import { siteOf, type Site, type World } from '../world.ts';
import { allWell } from './all-well.ts';
import { setUpQuestion, type PastRuns } from './set-up-question.ts';

const RecoverAnswers = z.object({ setUp: Answers });

/** A key that was there must never be made anew: a new one would not open what the old one closed. */
const onlyMended = (step: Step, branch: Branch): Step => ({
  ...step,
  title: `The ${branch.label} is there and fit`,
  async check(looking) {
    const [key, deleted] = await Promise.all([branch.key(), branch.deletedKey()]);
    return key === undefined && deleted === undefined
      ? [restoreFirst(branch)]
      : step.check(looking);
  },
});

const restoreFirst = ({ keyUri }: Branch) => ({
  kind: 'wait' as const,
  summary: 'Wait until the key has been restored.',
  details: { operation: 'keyvault.key.there', target: keyUri, before: null, after: 'there' },
  on: 'the key to be restored or its vault to be recovered',
  usually: 'minutes after that',
  lookAgain: 60_000,
});

function branchSteps(site: Site, branch: Branch): readonly Step[] {
  const { number } = branch;
  const vault = vaultSteps(site, branch, []);
  const kept = ({ history }: Looking) => {
    const known = lastBackup(history, branch);
    // What a person keeps lies in a place that the bot does not reach.
    const file = known?.how === 'verified' ? known.file : undefined;
    return known && { file, sha256: known.sha256 };
  };
  const restored = keyRestored(site, branch, kept);
  const rights = [`vault-${number}`, `bot-access-${number}`];
  return [
    ...vault,
    { ...restored, after: rights },
    { ...onlyMended(keyFit(site, branch), branch), after: [...rights, restored.id] },
    { ...access(site, branch), after: [`vault-${number}`, 'application'] },
  ];
}

/** Whatever was lost comes back, in the order in which it can; nothing is made anew. */
export const recoverKey = (world: World, past: PastRuns): Walkthrough<typeof RecoverAnswers> => ({
  id: 'customer-key-recover',
  title: 'Recover a key of Customer Key',
  about: 'Bring back a deleted key or vault, lost access, a disabled version, or restore a backup.',
  command: 'recover key',
  answers: RecoverAnswers,
  questions: [
    setUpQuestion(past, 'Which set-up is to be recovered?', [
      'Both branches are looked at. What is in order is left alone; what is lost is planned and put before the approvers.',
    ]),
  ],
  subject: ({ setUp }) => subjectOf(setUp),
  steps({ setUp }, reads) {
    const site = siteOf(world, setUp, reads);
    return [
      { ...application(site), after: [] },
      ...site.branches.flatMap((branch) => branchSteps(site, branch)),
      { ...allWell(site), stage: 'Proof', sources: [LATER_SOURCES.vaultRecovery] },
    ];
  },
});
