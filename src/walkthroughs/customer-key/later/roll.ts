import { z } from 'zod';
import type { Walkthrough } from '../../../core/walkthrough.ts';
import { Answers, subjectOf } from '../answers.ts';
import { backup } from '../steps/backup.ts';
import { newVersion } from '../steps/new-version.ts';
import { dayAfterRefresh, refreshed } from '../steps/refreshed.ts';
import { siteOf, type World } from '../world.ts';
import { allWell } from './all-well.ts';
import { setUpQuestion, type PastRuns } from './set-up-question.ts';
import { whichKeyQuestion } from './which-key.ts';

const RollAnswers = z.object({
  setUp: Answers,
  which: z.union([z.literal(1), z.literal(2)]),
  /** The version that was current when the roll was asked for. */
  after: z.string().regex(/^[0-9a-f]{32}$/),
});

/** A new version of one key; older ones stay, and Microsoft is told. */
export const rollKey = (world: World, past: PastRuns): Walkthrough<typeof RollAnswers> => ({
  id: 'customer-key-roll',
  title: 'Roll a key of Customer Key',
  about: 'Give one of the two keys a new version, back it up and tell Microsoft.',
  command: 'roll key',
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
      newVersion(branch, after),
      { ...backup(site, branch), after: [`new-version-${which}`] },
      refreshed(site, branch),
      dayAfterRefresh(site, branch),
    ];
  },
});
