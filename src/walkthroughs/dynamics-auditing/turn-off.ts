import { z } from 'zod';
import type { GuidedChange, Step } from '../../core/step.ts';
import type { Question, Walkthrough } from '../../core/walkthrough.ts';
import { withInstructions } from '../instructions.ts';
import { EnvironmentAnswer, hostOf, subjectOf } from './answers.ts';
import { environmentQuestion } from './questions/environment.ts';
import { SOURCES } from './sources.ts';
import { siteOf, type Site, type World } from './world.ts';

const OffAnswers = z.object({
  environment: EnvironmentAnswer,
  what: z.enum(['environment', 'tenant']),
});

const ONE_WAY =
  'What happens while auditing is off is never recorded; nothing can bring those events back.';

const environmentOff = (site: Site): GuidedChange => ({
  kind: 'guided',
  summary: `Switch auditing off in ${site.environment.name}, by hand. From then on neither changes nor reads nor sign-ins are recorded there.`,
  details: {
    operation: 'dataverse.auditing.off',
    target: hostOf(site.environment),
    before: 'on',
    after: 'off',
  },
  guide: {
    steps: [
      'Consequences: no audit rows are written, no Dynamics record reaches Microsoft Purview, and a SIEM gets none. Rows that exist stay until their period ends.',
      `Open the Power Platform admin center, Environments, ${site.environment.name}, Settings, Audit and logs, Audit settings.`,
      'Clear Start auditing, and save. The change itself is recorded (action 110).',
    ],
    link: 'https://admin.powerplatform.microsoft.com/manage/environments',
    proof: 'observed',
    statement: `Auditing is off in ${site.environment.name}.`,
  },
});

const tenantOff: GuidedChange = {
  kind: 'guided',
  summary:
    'Switch the unified audit log off for the whole tenant, by hand, in Exchange Online PowerShell. From then on no Microsoft 365 activity is recorded.',
  details: { operation: 'exchange.unifiedAudit.off', target: 'tenant', before: 'on', after: 'off' },
  guide: {
    steps: [
      'Consequences: audit search returns nothing, the Management Activity API and Microsoft Sentinel get nothing. A SIEM that is fed from Microsoft 365 goes blind. Dataverse’s own audit table is not affected.',
      'Connect with Connect-ExchangeOnline as somebody who holds the Audit Logs role there.',
      'Run the command below. The change itself is recorded in the Exchange admin audit log.',
    ],
    command: 'Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $false',
    proof: 'observed',
    statement: 'The unified audit log is off.',
  },
};

function offStep(site: Site, what: z.infer<typeof OffAnswers>['what']): Step {
  const inTenant = what === 'tenant';
  const where = inTenant ? 'the tenant' : site.environment.name;
  return {
    id: inTenant ? 'ingestion-off' : 'auditing-off',
    title: `Auditing is off in ${where}`,
    stage: 'By hand, after approval',
    risk: 'irreversible',
    oneWay: ONE_WAY,
    sources: [SOURCES.turningOff],
    async check() {
      const on = inTenant ? await site.ingesting() : (await site.organisation()).auditing;
      if (!on) return [];
      return [withInstructions(inTenant ? tenantOff : environmentOff(site))];
    },
  };
}

const whatQuestion: Question = {
  id: 'what-off',
  form: () =>
    Promise.resolve({
      title: 'What shall be switched off?',
      intro: [
        'The bot never does this itself. After two approvals it shows how, with what follows from it.',
        ONE_WAY,
      ],
      fields: [
        {
          id: 'what',
          label: 'What',
          kind: 'one',
          required: true,
          options: [
            { value: 'environment', title: 'Auditing of this environment' },
            { value: 'tenant', title: 'The unified audit log of the whole tenant' },
          ],
        },
      ],
      typed: 'what',
      example: 'environment',
    }),
  read: (_answers, input) => {
    const what = (input['what'] ?? '').trim().toLowerCase();
    return Promise.resolve(
      what === 'environment' || what === 'tenant'
        ? { kind: 'answered', answers: { what } }
        : { kind: 'refused', problem: 'Answer environment or tenant.' },
    );
  },
};

/** Off is a guided, warned path with two approvers and a typed phrase; never a call of ours. */
export const turnOffAuditing = (world: World): Walkthrough<typeof OffAnswers> => ({
  id: 'dynamics-auditing-off',
  title: 'Turn auditing off',
  about: 'A warned, guided path with two approvers; the bot itself switches nothing off.',
  command: 'turn off auditing',
  later: true,
  answers: OffAnswers,
  questions: [environmentQuestion(world), whatQuestion],
  retires: true,
  subject: ({ environment }) => subjectOf(environment),
  steps: ({ environment, what }, reads) => [offStep(siteOf(world, environment, reads), what)],
});
