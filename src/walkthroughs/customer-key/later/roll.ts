import { z } from 'zod';
import { GatewayError } from '../../../core/errors.ts';
import type { Looking, Step } from '../../../core/step.ts';
import type { Closing, Walkthrough } from '../../../core/walkthrough.ts';
import { Answers, subjectOf } from '../answers.ts';
import type { Branch } from '../branch.ts';
import { backup, backupOf } from '../steps/backup.ts';
import { newVersion } from '../steps/new-version.ts';
import { dayAfterRefresh, refreshed } from '../steps/refreshed.ts';
import { siteOf, type Site, type World } from '../world.ts';
import { allWell, assertWell } from './all-well.ts';
import { laterHealth } from './later-health.ts';
import { setUpQuestion, type PastRuns } from './set-up-question.ts';
import { whichKeyQuestion } from './which-key.ts';

const RollAnswers = z.object({
  setUp: Answers,
  which: z.union([z.literal(1), z.literal(2)]),
  /** The version that was current when the roll was asked for. */
  after: z.string().regex(/^[0-9a-f]{32}$/),
});

const AGAIN = 'Nothing was rolled. When that is put right, type resume.';

/** Microsoft could not be told of a new version where the policy is not there. */
async function assertPolicy({ world, answers }: Site): Promise<void> {
  const { name } = answers.policy;
  if (world.policies === undefined || (await world.policies.find(name)) !== undefined) return;
  throw new GatewayError(
    `There is no policy ${name} in Exchange Online, so Microsoft could not be told of a new version. ${AGAIN}`,
    { status: 404, code: 'PolicyNotFound', transient: false },
  );
}

/** In order, and in the same breath as the roll itself. */
const readyFor = (site: Site) => async (looking: Looking) => {
  await Promise.all([assertWell(site, looking, AGAIN), assertPolicy(site)]);
};

/** Before there is a new version its backup is planned, so that people decide once. */
function backedUp(site: Site, branch: Branch, from: string): Step {
  const step = backup(site, branch);
  return {
    ...step,
    after: [`new-version-${branch.number}`],
    async check(looking) {
      const key = await branch.key();
      return key?.version === from ? [backupOf(site, branch)] : step.check(looking);
    },
  };
}

const closing = ({ setUp, which, after }: z.infer<typeof RollAnswers>): Closing => {
  const { vault, key } = which === 1 ? setUp.first : setUp.second;
  return {
    title: `The key ${key} has been rolled`,
    sections: [
      {
        heading: 'What is so now',
        lines: [
          `${key} in ${vault} has a new version, and a backup of it. Version ${after} and all older ones stay, and stay enabled: mailboxes, archives and backups may need them.`,
          `Microsoft was told by a refresh of ${setUp.policy.name}. What was wrapped before is not said to be wrapped anew at once.`,
          'Microsoft’s availability key was not rolled: nobody else can do that.',
        ],
      },
      {
        heading: 'For later years',
        lines: [
          'The other key is rolled by itself, when this one has proved well: roll key.',
          'Never disable an old version. health tells when somebody did.',
        ],
      },
    ],
  };
};

/** A new version of one key; older ones stay, and Microsoft is told. */
export const rollKey = (world: World, past: PastRuns): Walkthrough<typeof RollAnswers> => ({
  id: 'customer-key-roll',
  title: 'Roll a key of Customer Key',
  about: 'Give one of the two keys a new version, back it up and tell Microsoft.',
  command: 'roll key',
  later: true,
  answers: RollAnswers,
  questions: [
    setUpQuestion(past, 'Which set-up?', ['One of its keys gets a new version.']),
    whichKeyQuestion(world),
  ],
  subject: ({ setUp }) => subjectOf(setUp),
  steps({ setUp, which, after }, reads) {
    const site = siteOf(world, setUp, reads);
    const branch = site.branches[which === 1 ? 0 : 1];
    return [
      allWell(site),
      newVersion(branch, after, readyFor(site)),
      backedUp(site, branch, after),
      refreshed(site, branch, after),
      dayAfterRefresh(site, branch),
    ];
  },
  health: laterHealth(world),
  closing,
});
