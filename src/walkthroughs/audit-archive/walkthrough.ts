import type { Step } from '../../core/step.ts';
import type { Reads, Seen, Walkthrough } from '../../core/walkthrough.ts';
import { driftOf, healthOf, judge, type Judged } from '../check.ts';
import { feedSubscribed } from '../feed-subscribed.ts';
import { ingestionOn } from '../ingestion-on.ts';
import { Answers } from './answers.ts';
import { checksOf, observe } from './checks.ts';
import { closing } from './closing.ts';
import { contentQuestion } from './question.ts';
import { SOURCES } from './sources.ts';
import { siteOf, type World } from './world.ts';

const STAGE = 'Audit records of the tenant';

/** The tenant's log is on, and the bot is subscribed to what is to be archived. */
export const auditArchive = (world: World): Walkthrough<typeof Answers> => ({
  id: 'audit-archive',
  title: 'Audit archive',
  about: 'Keep the tenant’s audit records, so that questions about activity are answered at once.',
  command: 'set up audit archive',
  answers: Answers,
  questions: [contentQuestion],
  subject: () => 'audit-archive',
  steps: (answers, reads) => stepsFor(world, answers, reads),
  health: async (answers, reads, _seen: Seen) =>
    healthOf(await judgeAll(world, answers, reads), 'Health of the audit archive’s sources'),
  drift: async (answers, reads, _seen: Seen) => driftOf(await judgeAll(world, answers, reads)),
  rechecked: true,
  closing,
});

async function judgeAll(world: World, answers: Answers, reads: Reads): Promise<readonly Judged[]> {
  return judge(checksOf(answers), await observe(siteOf(world, reads), answers));
}

function stepsFor(world: World, { contentTypes }: Answers, reads: Reads): readonly Step[] {
  const site = siteOf(world, reads);
  const { unifiedAudit, content } = world;
  return [
    ingestionOn({ stage: STAGE, unifiedAudit, ingesting: site.ingesting }),
    ...contentTypes.map((contentType) =>
      feedSubscribed({
        ...{ stage: STAGE, sources: [SOURCES.feed], contentType },
        feed: {
          startSubscription: (requestId) => content.startSubscription(contentType, requestId),
        },
        subscribed: () => site.subscribed(contentType),
      }),
    ),
  ];
}
