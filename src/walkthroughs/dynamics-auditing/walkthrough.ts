import type { Step } from '../../core/step.ts';
import type { Reads, Walkthrough } from '../../core/walkthrough.ts';
import { driftOf, healthOf, remarksOf } from '../check.ts';
import { feedSubscribed } from '../feed-subscribed.ts';
import { ingestionOn } from '../ingestion-on.ts';
import { Answers, subjectOf } from './answers.ts';
import { closing } from './closing.ts';
import { questions } from './questions.ts';
import { judgeAll } from './judge-all.ts';
import { SOURCES } from './sources.ts';
import { auditRowSeen } from './steps/audit-row-seen.ts';
import { botHasRole } from './steps/bot-has-role.ts';
import { columnsAudited } from './steps/columns-audited.ts';
import { environmentFit } from './steps/environment-fit.ts';
import { eventInFeed } from './steps/event-in-feed.ts';
import { licenceRecognised } from './steps/licence-recognised.ts';
import { organisationSwitches } from './steps/organisation-switches.ts';
import { published } from './steps/published.ts';
import { readEventMade } from './steps/read-event-made.ts';
import { sasLogging } from './steps/sas-logging.ts';
import { tablesAuditable } from './steps/tables-auditable.ts';
import { tablesAudited } from './steps/tables-audited.ts';
import { wantedOf } from './wanted.ts';
import { siteOf, type World } from './world.ts';

/** Dynamics 365 auditing, from the tenant's switch to the proof that a real event arrives. */
export const dynamicsAuditing = (world: World): Walkthrough<typeof Answers> => ({
  id: 'dynamics-auditing',
  title: 'Dynamics 365 auditing',
  about: 'Record who changes and who reads what in a Dynamics 365 environment, and prove it.',
  command: 'set up dynamics auditing',
  answers: Answers,
  questions: questions(world),
  subject: ({ environment }) => subjectOf(environment),
  steps: (answers, reads) => stepsFor(world, answers, reads),
  remarks: async (answers, reads, seen) =>
    remarksOf(await judgeAll(siteOf(world, answers.environment, reads), answers, seen)),
  health: async (answers, reads, seen) =>
    healthOf(
      await judgeAll(siteOf(world, answers.environment, reads), answers, seen),
      `Health of auditing in ${answers.environment.name}`,
    ),
  drift: async (answers, reads, seen) =>
    driftOf(await judgeAll(siteOf(world, answers.environment, reads), answers, seen)),
  rechecked: true,
  closing,
});

/** Holds as soon as these do, whatever else its stage waits for. */
const only = (step: Step, earlier: readonly Step[]): Step => ({
  ...step,
  after: earlier.map(({ id }) => id),
});

/** Tables do not wait for the tenant's log: the two ways meet again at the proof. */
function stepsFor(world: World, answers: Answers, reads: Reads): readonly Step[] {
  const site = siteOf(world, answers.environment, reads);
  const wanted = wantedOf(answers);
  const tenant = { ...site, stage: 'Tenant and organisation' };
  const ofReads = (steps: readonly Step[]) => (answers.reads ? steps : []);
  const preflight = [
    environmentFit(site, answers.reads),
    botHasRole(site, answers.addRole),
    ...ofReads([licenceRecognised(site)]),
  ];
  const organisation = [
    organisationSwitches(site, wanted.organisation),
    tablesAuditable(site, wanted.tables),
  ];
  const ready = [...preflight, ...organisation];
  const tables = [
    only(tablesAudited(site, wanted.tables), ready),
    ...(answers.columns.length > 0 ? [only(columnsAudited(site, wanted.columns), ready)] : []),
  ];
  return [
    ...preflight,
    ...ofReads([ingestionOn({ ...tenant, unifiedAudit: world.unifiedAudit })]),
    ...organisation,
    ...ofReads([feedSubscribed({ ...tenant, sources: [SOURCES.feed], feed: world.feed })]),
    ...tables,
    only(published(site, wanted), [...ready, ...tables]),
    ...ofReads([sasLogging(site), readEventMade(site, answers.tables)]),
    auditRowSeen(site),
    ...ofReads([eventInFeed(site, answers.tables)]),
  ];
}
