import { z } from 'zod';
import type { Looking, Step } from '../../../core/step.ts';
import type { Remark, Walkthrough } from '../../../core/walkthrough.ts';
import { Answers, subjectOf } from '../answers.ts';
import type { Branch } from '../branch.ts';
import { judgeAll } from '../judge-all.ts';
import { keysAtRisk, riskOf } from '../severity.ts';
import { LATER_SOURCES } from '../sources/later.ts';
import { access } from '../steps/access.ts';
import { application } from '../steps/application.ts';
import { lastBackup } from '../steps/backup-record.ts';
import { keyFit } from '../steps/key.ts';
import { isThere, keyRestored } from '../steps/key-restored.ts';
import { vaultSteps } from '../steps/vaults.ts';
import { siteOf, type Site, type World } from '../world.ts';
import { assertWell, wasVerified } from './all-well.ts';
import { laterHealth } from './later-health.ts';
import { setUpQuestion, type PastRuns } from './set-up-question.ts';

const RecoverAnswers = z.object({ setUp: Answers });

/** A key that was there must never be made anew: a new one would not open what the old one closed. */
const onlyMended = (step: Step, branch: Branch): Step => ({
  ...step,
  title: `The ${branch.label} is there and fit`,
  async check(looking) {
    const known = (await isThere(branch)) || (await branch.deletedKey()) !== undefined;
    return known ? step.check(looking) : [restoreFirst(branch)];
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
  const kept = ({ history }: Looking) => {
    const known = lastBackup(history, branch);
    if (known === undefined) return undefined;
    // What a person keeps lies in a place that the bot does not reach.
    const file = known.how === 'verified' ? known.file : undefined;
    return { file, sha256: known.sha256, version: known.version };
  };
  const restored = keyRestored(site, branch, kept);
  const rights = [`vault-${number}`, `bot-access-${number}`];
  return [
    ...vaultSteps(site, branch, []),
    { ...restored, after: rights },
    { ...onlyMended(keyFit(site, branch), branch), after: [...rights, restored.id] },
    { ...access(site, branch), after: [`vault-${number}`, 'application'] },
  ];
}

const STILL =
  'No step of this run can put that right: see the fix that health names, then type resume.';

const broughtBack = ({ entries }: Looking): readonly string[] =>
  entries.flatMap((entry) => {
    if (entry.kind === 'applied') return [entry.change.summary];
    return entry.kind === 'attested' ? [entry.statement] : [];
  });

/** The last look: everything about the keys, and what had been lost. */
const backAgain = (site: Site): Step => ({
  id: 'all-well',
  title: 'Both keys, their vaults and their access are in order',
  stage: 'Proof',
  risk: 'routine',
  sources: [LATER_SOURCES.vaultRecovery],
  async check(looking) {
    if (!wasVerified(looking, 'all-well')) await assertWell(site, looking, STILL);
    return [];
  },
  found(looking) {
    const deeds = broughtBack(looking);
    return Promise.resolve(
      deeds.length === 0
        ? 'Nothing had been lost: every check of keys, vaults, access and subscriptions holds, and the bot changed nothing.'
        : `Every check of keys, vaults, access and subscriptions holds again. Done by the bot: ${deeds.join(' ')}`,
    );
  },
});

/** How bad it is, before anybody decides: one key lost is not the same as both. */
async function risks(site: Site, seen: Pick<Looking, 'history' | 'now'>) {
  const all = await judgeAll(site, seen);
  const level = keysAtRisk(all).length === 2 ? ('error' as const) : ('warning' as const);
  return riskOf(all).map((text): Remark => ({
    level,
    text,
    fix: 'Change nothing else until the keys are back. If a key cannot be brought back: Microsoft 365 admin center, Support, for the team M365 Customer Key.',
  }));
}

/** Whatever was lost comes back, in the order in which it can; no key is made anew. */
export const recoverKey = (world: World, past: PastRuns): Walkthrough<typeof RecoverAnswers> => ({
  id: 'customer-key-recover',
  title: 'Recover a key of Customer Key',
  about: 'Bring back a deleted key or vault, lost access, a disabled version, or restore a backup.',
  command: 'recover key',
  later: true,
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
      backAgain(site),
    ];
  },
  remarks: ({ setUp }, reads, seen) => risks(siteOf(world, setUp, reads), seen),
  health: laterHealth(world),
});
