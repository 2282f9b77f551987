import { answerCard } from '../../cards/answer-card.ts';
import { approvalCard } from '../../cards/approval-card.ts';
import { confirmCard } from '../../cards/confirm-card.ts';
import { errorCard } from '../../cards/error-card.ts';
import { formCard } from '../../cards/form-card.ts';
import { guideCard } from '../../cards/guide-card.ts';
import { helpCard } from '../../cards/help-card.ts';
import { listCard } from '../../cards/list-card.ts';
import type { Card } from '../../cards/parts.ts';
import { planCard } from '../../cards/plan-card.ts';
import { recordsCard } from '../../cards/records-card.ts';
import { reportCard } from '../../cards/report-card.ts';
import { runCard } from '../../cards/run-card.ts';
import type * as views from '../../cards/views.ts';
import { searchCard } from '../../cards/search-card.ts';
import { settledCard } from '../../cards/settled-card.ts';
import { welcomeCard } from '../../cards/welcome-card.ts';

/** One view for each state of each card, as the bot would show it. */

const ORG = 'contoso.crm4.dynamics.com';
const say = (title: string, text: string): views.ActionView => ({
  title,
  kind: 'say',
  verb: '',
  data: {},
  text,
});
const press = (title: string, verb: string, style?: 'positive' | 'destructive') => ({
  title,
  kind: 'press' as const,
  verb,
  data: { run: '7K2QF' },
  text: `${verb} 7K2QF`,
  ...(style === undefined ? {} : { style }),
});

export const source: views.SourceView = {
  says: 'Manage Dataverse auditing',
  url: 'https://learn.microsoft.com/power-platform/admin/manage-dataverse-auditing',
  read: '2 November 2026',
  confidence: 'documented',
};

const flags = (table: string): views.ChangeView => ({
  summary: `Switch on auditing of single reads for table ${table} in ${ORG}`,
  kind: 'automatic',
  facts: [
    { label: 'Operation', text: 'dataverse.table.flags' },
    { label: 'Target', text: `${ORG}/${table}` },
    { label: 'Before', text: 'IsAuditEnabled: false, IsRetrieveAuditEnabled: false' },
    { label: 'After', text: 'IsAuditEnabled: true, IsRetrieveAuditEnabled: true' },
  ],
});

const KEY_DOOR =
  'A key vault with purge protection can never be deleted before its retention period is over.';

export const plan: views.PlanView = {
  title: 'Set up Dynamics 365 auditing',
  subject: `Contoso Sales · ${ORG}`,
  headline: 'If you send this, three steps would change; nothing has been touched so far.',
  stages: [
    {
      title: 'Organisation',
      steps: [
        {
          title: 'Auditing is started',
          standing: 'holds',
          approvers: 0,
          changes: [],
        },
        {
          title: 'Reads are audited',
          standing: 'changes',
          approvers: 2,
          changes: [
            {
              summary: `Switch on read auditing for ${ORG}`,
              kind: 'automatic',
              facts: [
                { label: 'Before', text: 'isreadauditenabled: false' },
                { label: 'After', text: 'isreadauditenabled: true' },
              ],
            },
          ],
        },
      ],
    },
    {
      title: 'Tables',
      steps: [
        {
          title: 'Chosen tables record reads',
          standing: 'changes',
          approvers: 1,
          changes: [flags('account'), flags('new_leadscore')],
        },
        {
          title: 'Deletion is protected',
          standing: 'changes',
          approvers: 2,
          oneWay: KEY_DOOR,
          changes: [],
        },
      ],
    },
    {
      title: 'Proof',
      steps: [
        {
          title: 'SAS requests are logged',
          standing: 'guided',
          approvers: 0,
          changes: [
            { summary: 'Switch on SAS logging in the admin centre', kind: 'guided', facts: [] },
          ],
        },
        {
          title: 'A read is seen in the activity feed',
          standing: 'waits',
          approvers: 0,
          changes: [],
          waits: 'Waits for the activity feed; usually 60 to 90 minutes.',
        },
      ],
    },
  ],
  remarks: [
    {
      level: 'error',
      text: 'Your account is not System Administrator in this environment.',
      fix: 'Ask for the role, or let the bot elevate you with a reason.',
    },
    { level: 'warning', text: 'Retention is 30 days.', fix: 'Choose 365 days or more.', source },
    {
      level: 'information',
      text: 'Read events also reach Purview.',
      source: { ...source, confidence: 'unconfirmed' },
    },
  ],
  actions: [
    say('Send for approval', 'send'),
    say('Choose again', 'change'),
    say('Cancel', 'cancel'),
  ],
};

const unchanged: views.PlanView = {
  ...plan,
  headline: 'Everything holds already: nothing would change.',
  stages: [
    {
      title: 'Organisation',
      steps: [{ title: 'Auditing is started', standing: 'holds', approvers: 0, changes: [] }],
    },
  ],
  remarks: [],
  actions: [],
};

export const approval: views.ApprovalView = {
  reference: '7K2QF-1',
  run: '7K2QF',
  ask: 1,
  digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  title: 'Approve: read auditing and two tables',
  subject: `Contoso Sales · ${ORG}`,
  requester: 'Ada Lovelace',
  requestedAt: '4 November 2026, 12:03 UTC',
  expiresAt: '7 November 2026, 12:03 UTC',
  state: 'pending',
  outcome: '1 of 2 approvals; Ben approved at 12:05.',
  steps: [
    {
      id: 'org-read-audit',
      title: 'Reads are audited',
      risk: 'sensitive',
      quorum: 2,
      state: 'pending',
      changes: plan.stages[0]?.steps[1]?.changes ?? [],
    },
    {
      id: 'table-flags',
      title: 'Chosen tables record reads',
      risk: 'routine',
      quorum: 1,
      state: 'pending',
      changes: [flags('account'), flags('new_leadscore')],
    },
  ],
  votes: ['Ben Okri approved at 12:05'],
  offers: ['approve', 'reject'],
};

const oneWay: views.ApprovalView = {
  ...approval,
  title: 'Approve: deletion is protected',
  outcome: '0 of 2 approvals.',
  votes: [],
  phrase: 'PROTECT kv-contoso',
  difference: ['Retention is 90 days, was 7 days.'],
  steps: [
    {
      id: 'vault-protected',
      title: 'Vault kv-contoso cannot be purged',
      risk: 'irreversible',
      oneWay: KEY_DOOR,
      quorum: 2,
      state: 'pending',
      changes: [
        {
          summary: 'Switch on purge protection of vault kv-contoso for 90 days',
          kind: 'automatic',
          facts: [{ label: 'After', text: 'enablePurgeProtection: true' }],
        },
      ],
    },
  ],
};

const twoKeys: views.ApprovalView = {
  ...approval,
  reference: '7K2QF-2',
  title: 'Customer Key for audit records',
  subject: 'contoso.example',
  outcome: 'Waiting for one more approver.',
  votes: [],
  barred: [
    'Two keys under one person protect nothing: whoever alone approves CK-VaultA1/key-1 cannot also approve CK-VaultB1/key-1.',
    'Ben alone approved CK-VaultB1/key-1, so somebody else has to approve this.',
    '2 people cannot approve this: They administer the other vault.',
  ],
  steps: [
    {
      id: 'vault-1',
      title: 'Vault CK-VaultA1 is there and protected',
      risk: 'routine',
      oneWay: KEY_DOOR,
      quorum: 1,
      state: 'pending',
      changes: [
        {
          summary: 'Create vault CK-VaultA1 in westeurope',
          kind: 'automatic',
          facts: [{ label: 'After', text: 'enablePurgeProtection: true' }],
        },
      ],
    },
  ],
};

const asking: Partial<views.GuideView> = {
  asks: { label: 'What the command printed', placeholder: 'ValidationResult : …' },
};

const settled = (state: views.AskState, outcome: string): views.ApprovalView => ({
  ...approval,
  state,
  outcome,
  steps: approval.steps.map((step) => ({ ...step, state })),
});

export const run: views.RunView = {
  run: '7K2QF',
  title: 'Set up Dynamics 365 auditing',
  subject: `Contoso Sales · ${ORG}`,
  requester: 'Ada Lovelace',
  startedAt: '4 November 2026, 12:00 UTC',
  state: 'waiting',
  headline:
    'Waiting for the activity feed since 12:10; usually 60 to 90 minutes. Next look at 12:25.',
  done: 3,
  total: 6,
  stages: [
    {
      title: 'Organisation',
      steps: [
        { title: 'Auditing is started', state: 'verified', note: 'verified 12:01: held already' },
        { title: 'Reads are audited', state: 'verified', note: 'verified 12:07' },
      ],
    },
    {
      title: 'Tables',
      steps: [
        {
          title: 'Chosen tables record reads',
          state: 'verified',
          note: 'verified 12:09: 12 tables carry all three flags',
        },
        { title: 'Deletion is protected', state: 'asked', note: 'since 12:05', oneWay: KEY_DOOR },
      ],
    },
    {
      title: 'Proof',
      steps: [
        { title: 'SAS requests are logged', state: 'your-turn', note: 'since 12:05' },
        { title: 'A read is seen in the activity feed', state: 'waiting', note: 'since 12:10' },
      ],
    },
  ],
  unreached: [],
  actions: [press('Check again', 'check'), press('Cancel the run', 'cancel', 'destructive')],
};

const each = (state: views.StepState) => ({ title: `A step that is ${state}`, state });
const states: readonly views.StepState[] = [
  'open',
  'asked',
  'approved',
  'applying',
  'waiting',
  'your-turn',
  'verified',
  'attested',
  'rejected',
  'failed',
];

const runIn = (state: views.RunView['state'], headline: string): views.RunView => ({
  ...run,
  state,
  headline,
});

export const guide: views.GuideView = {
  run: '7K2QF',
  step: 'sas-logging',
  title: 'Log SAS requests',
  summary: 'Only the admin centre can switch this on, so it takes your hands.',
  steps: [
    'Open the Power Platform admin centre as a Power Platform administrator.',
    'Choose Contoso Sales, then Settings, then Privacy + Security.',
    'Switch on “Enable IP address-based SAS logging” and save.',
  ],
  command:
    'Connect-ExchangeOnline\nSet-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $true\nGet-AdminAuditLogConfig | Format-List *_Enabled, *Ingestion*',
  link: 'https://admin.powerplatform.microsoft.com/environments',
  sources: [source, { ...source, says: 'Logging of SAS strings', confidence: 'unconfirmed' }],
  state: 'open',
  outcome: 'Waiting for you since 12:05.',
  statement: 'I have switched on SAS logging for Contoso Sales.',
  proof: 'attested',
};

export const report: views.ReportView = {
  title: 'Auditing is set up',
  intro: 'Six steps hold; this is what is recorded from now on.',
  sections: [
    {
      heading: 'What is recorded where',
      table: {
        columns: ['Event', 'Recorded in'],
        rows: [
          ['Create, update, delete', 'Dataverse audit table'],
          ['Read', 'Purview'],
        ],
      },
    },
    {
      heading: 'Tables',
      table: {
        columns: ['Table', 'Reads', 'Since'],
        rows: [
          ['account', 'one and many', '4 Nov 2026'],
          ['new_leadscore', 'one', '4 Nov 2026'],
        ],
      },
    },
    {
      heading: 'Who asks what',
      table: {
        columns: ['Question', 'Field', 'Example', 'Note'],
        rows: [['Who read it?', 'UserId', 'ada@contoso.com', 'always there']],
      },
    },
    { heading: 'Retention', lines: ['Dataverse: 365 days.', 'Purview: 180 days.'] },
  ],
  actions: [say('Check again', 'check 7K2QF'), say('Undo plan', 'undo 7K2QF')],
};

export const error: views.ErrorView = {
  what: 'Dataverse did not answer while the tables were read (503).',
  next: 'Nothing was changed. Type “status” in a minute: the run goes on by itself.',
  reference: 'E-4F2A',
  actions: [say('Status', 'status')],
};

const QUESTION =
  'Count actions by user where verb is export and table is contact, from 2026-11-09 00:00 to 2026-11-16 00:00 (Europe/Berlin, last week), most first, top 10.';

export const answer: views.AnswerView = {
  reference: 'Q7K2F9',
  question: QUESTION,
  headline: '12 actions by 3 people',
  coverage: {
    state: 'settling',
    says: '86 % of the period is complete; late records may still arrive for the rest.',
    lines: ['Audit.General: 86 % complete, 14 % still settling, since 20 Nov 2026, 12:00.'],
  },
  facts: [
    { label: 'Records', text: '19' },
    { label: 'Tables', text: '1' },
    { label: 'Against the week before', text: '+ 8 (4 then)' },
  ],
  chart: {
    title: 'Actions per day',
    counted: 'actions',
    points: ['Mon 9', 'Tue 10', 'Wed 11', 'Thu 12', 'Fri 13', 'Sat 14', 'Sun 15'].map(
      (label, index) => ({ label, count: [1, 0, 2, 1, 8, 0, 0][index] ?? 0 }),
    ),
  },
  groups: [
    {
      title: 'By user',
      rows: [
        { label: 'dan.okafor@contoso.com', count: 9, share: '75 %' },
        { label: 'anna.berg@contoso.com', count: 2, share: '17 %' },
        { label: 'svc_export', count: 1, share: '8 %' },
      ],
      left: 0,
    },
    { title: 'By address', rows: [{ label: '203.0.113.10', count: 12, share: '100 %' }], left: 4 },
  ],
  standsOut: [
    {
      found: 'dan.okafor@contoso.com exported 8 times on 13 Nov; 1 is usual.',
      rule: 'more than 5 exports a day and 3 times the median of the 14 days before',
    },
  ],
  notes: ['Record ids of exports are a lower bound.', '7 records were parts of 3 long actions.'],
  closer: [{ value: 'user=dan.okafor@contoso.com', title: 'dan.okafor@contoso.com (9)' }],
  actions: [
    say('Compare', 'compare Q7K2F9'),
    say('Export', 'export Q7K2F9'),
    say('Save', 'save Q7K2F9'),
    say('Schedule', 'schedule Q7K2F9'),
  ],
};

export const records: views.RecordsView = {
  title: 'Records 1 to 2 of 19',
  intro: 'Newest first. Personal data is shown because you are an analyst; this is on record.',
  records: ['09:12', '09:10'].map((time) => ({
    title: `13 Nov 2026, ${time}:40 · ExportToExcel contact`,
    facts: [
      { label: 'Who', text: 'dan.okafor@contoso.com' },
      { label: 'From', text: '203.0.113.10' },
      { label: 'Where', text: ORG },
      { label: 'Client', text: 'Mozilla/5.0 Excel/16.0' },
    ],
  })),
  actions: [say('Next page', 'records Q7K2F9 page 2')],
};

export const search: views.SearchView = {
  reference: 'Q7K2F9',
  question: QUESTION,
  state: 'searching',
  says: '2 of 5 parts searched, 1,204 records so far. The answer comes by itself.',
  actions: [say('How far is it?', 'search Q7K2F9')],
};

export const welcome: views.WelcomeView = {
  name: 'Ada',
  sandbox: true,
  may: ['Start and resume set-ups (operator)', 'See where every run stands'],
  actions: [
    say('Set up Dynamics auditing', 'set up dynamics auditing'),
    say('Status', 'status'),
    say('Help', 'help'),
  ],
};

export const help: views.HelpView = {
  groups: [
    {
      title: 'Set up',
      commands: [
        {
          text: 'set up dynamics auditing',
          does: 'asks, shows the plan, and sends it for approval',
        },
        { text: 'plan', does: 'shows what would change, without touching anything' },
      ],
    },
    {
      title: 'Decide',
      commands: [
        { text: 'approvals', does: 'lists what waits for your decision' },
        { text: 'approve 7K2QF-1', does: 'approves one request' },
      ],
    },
  ],
  actions: [say('Status', 'status'), say('Approvals', 'approvals')],
};

export const list: views.ListView = {
  title: 'Runs',
  intro: 'Two runs are open.',
  rows: [
    {
      title: 'Dynamics 365 auditing · Contoso Sales',
      subtitle: '7K2QF, step 4 of 6',
      state: 'Waiting',
    },
    {
      title: 'Dynamics 365 auditing · Contoso Dev',
      subtitle: '8M3RG, finished 3 Nov',
      state: 'Finished',
    },
  ],
  more: 3,
  actions: [say('Approvals', 'approvals')],
};

const EMPTY_LIST: views.ListView = { ...list, intro: 'No run is open.', rows: [], more: 0 };

export const form: views.FormView = {
  id: 'tables',
  title: 'Which tables shall be audited?',
  progress: 'Question 2 of 3',
  intro: ['12 of 840 tables are audited now.'],
  fields: [
    {
      id: 'tables',
      label: 'Tables',
      kind: 'many',
      options: [
        { value: 'account', title: 'Account (account): audited' },
        { value: 'contact', title: 'Contact (contact): not audited' },
        { value: 'new_leadscore', title: 'Lead score (new_leadscore): not audited' },
      ],
      value: 'account,contact',
      required: true,
    },
    { id: 'search', label: 'Search for others', kind: 'text', placeholder: 'part of a name' },
  ],
  notes: ['28 tables cannot be audited and are not listed.'],
  typing: 'Type the names, such as “account, contact”',
  again: { title: 'Search' },
};

const oneOf: views.FormView = {
  id: 'environment',
  title: 'Which environment?',
  progress: 'Question 1 of 3',
  intro: [],
  fields: [
    {
      id: 'environment',
      label: 'Environment',
      kind: 'one',
      required: true,
      options: ['Contoso Sales', 'Contoso Service', 'Contoso Dev'].map((title) => ({
        value: title.toLowerCase().replace(' ', '-'),
        title,
      })),
    },
  ],
  notes: [],
  typing: 'Type its name',
  problem: 'There is no environment called “Contoso Slaes”. Did you mean Contoso Sales?',
};

const many = (kind: 'one' | 'many', options: number): views.FormView => ({
  ...oneOf,
  fields: [
    {
      id: 'choice',
      label: 'Choice',
      kind,
      value: kind === 'many' ? 'table0,table2' : 'table2',
      options: Array.from({ length: options }, (_, at) => ({
        value: `table${at}`,
        title: `Table number ${at}`,
      })),
    },
  ],
});

const long = <T>(rows: readonly T[], times: number): readonly T[] => Array(times).fill(rows).flat();

const handingOver: views.ConfirmView = {
  title: 'Hand over run 7K2QF9 to Dan',
  tone: 'plain',
  says: ['Dynamics 365 auditing, contoso: Ada answers for it now.', 'From then on Dan does.'],
  inputs: [],
  actions: [press('Hand over', 'hand-over', 'positive')],
};

const goingAhead: views.ConfirmView = {
  title: 'Go ahead with 7K2QF9-1 without approval?',
  tone: 'alarm',
  says: [
    'This is for emergencies that cannot wait for the approvers. It is done in your name.',
    'An approver has to review it within 24 hours.',
  ],
  changes: [flags('account')],
  inputs: [
    { id: 'reason', says: 'Why it cannot wait for approval', value: 'under attack', long: true },
    { id: 'phrase', says: 'To confirm, type: 7K2QF9-1' },
  ],
  actions: [press('Go ahead without approval', 'break-glass', 'destructive')],
};

export const samples: Readonly<Record<string, Card>> = {
  'plan-long': planCard({
    ...plan,
    stages: plan.stages.map(({ title, steps }) => ({ title, steps: long(steps, 5) })),
  }),
  'run-long': runCard({
    ...run,
    stages: run.stages.map(({ title, steps }) => ({ title, steps: long(steps, 7) })),
  }),
  'approval-long': approvalCard({
    ...approval,
    steps: approval.steps.map((step) => ({ ...step, changes: long(step.changes, 40) })),
  }),
  plan: planCard(plan),
  'plan-nothing-to-change': planCard(unchanged),
  'approval-pending-approver': approvalCard(approval),
  'approval-pending-requester': approvalCard({ ...approval, offers: ['withdraw'] }),
  'approval-pending-onlooker': approvalCard({ ...approval, offers: [] }),
  'approval-pending-one-way': approvalCard(oneWay),
  'approval-pending-sign-in': approvalCard({ ...approval, signIn: true }),
  'approval-pending-two-keys': approvalCard(twoKeys),
  'approval-approved': approvalCard(
    settled('approved', 'Cleo approved at 12:06. It is applied now.'),
  ),
  'approval-rejected': approvalCard(
    settled('rejected', 'Ben rejected at 12:06: “wrong environment”. Ada can send a new plan.'),
  ),
  'approval-withdrawn': approvalCard(settled('withdrawn', 'Ada withdrew it at 12:06.')),
  'approval-expired': approvalCard(settled('expired', 'Nobody decided in three days. Ask again.')),
  'approval-void': approvalCard({
    ...settled('void', 'The environment changed meanwhile: see 7K2QF-2.'),
    difference: ['Table account is audited already.'],
  }),
  'approval-done': approvalCard(settled('done', 'Applied and verified at 12:07.')),
  'approval-failed': approvalCard(settled('failed', 'Dataverse refused (403). Ask for the role.')),
  'approval-partly': approvalCard({
    ...approval,
    steps: approval.steps.map((step, at) => (at === 0 ? { ...step, state: 'rejected' } : step)),
  }),
  'run-waiting': runCard(run),
  'run-working': runCard({ ...runIn('working', 'Switching on auditing of 12 tables.'), done: 0 }),
  'run-your-turn': runCard(runIn('your-turn', 'Ada has to switch on SAS logging.')),
  'run-stopped': runCard({
    ...runIn('stopped', 'Dataverse refused (403). Nothing else was touched.'),
    unreached: ['Cleo Jones: the app is not installed', 'Ben Okri: has blocked the bot'],
  }),
  'run-finished': runCard({
    ...runIn('finished', 'Every step is verified.'),
    done: 6,
    actions: [],
  }),
  'run-cancelled': runCard({ ...runIn('cancelled', 'Ada cancelled at 12:20.'), actions: [] }),
  'run-every-step-state': runCard({ ...run, stages: [{ title: 'All', steps: states.map(each) }] }),
  'guide-open-attested': guideCard(guide),
  'guide-open-observed': guideCard({ ...guide, proof: 'observed' }),
  'guide-open-asks': guideCard({ ...guide, ...asking }),
  'guide-open-problem': guideCard({
    ...guide,
    ...asking,
    problem: 'There is no line ValidationResult. Paste all that the command printed.',
  }),
  'guide-paused': guideCard({
    ...guide,
    ...asking,
    state: 'paused',
    outcome: 'Do not do this now: what stands in the way is on the card of the run.',
  }),
  'guide-settled': guideCard({ ...guide, state: 'settled', outcome: 'Ada attested it at 12:30.' }),
  report: reportCard(report),
  'report-empty-table': reportCard({
    ...report,
    sections: [{ heading: 'Runs', table: { columns: ['Run', 'State'], rows: [] } }],
    actions: [],
  }),
  answer: answerCard(answer),
  'answer-nothing': answerCard({
    ...answer,
    headline: 'No actions found',
    coverage: { state: 'missing', says: 'Nothing is known of this period.', lines: ['Gap.'] },
    groups: [],
    standsOut: [],
    closer: [],
    notes: [],
  }),
  'answer-correction': answerCard({
    ...answer,
    label: 'Correction 1 of your weekly digest D7K2F9',
    corrects: ['In all: 12, not 9 as was told.', 'dan.okafor@contoso.com: 9, not 6.'],
  }),
  'answer-long': answerCard({
    ...answer,
    coverage: { state: 'complete', says: 'All of the period.', lines: [] },
    chart: {
      title: 'Actions per hour',
      counted: 'actions',
      points: Array.from({ length: 48 }, (_, hour) => ({ label: `${hour} h`, count: hour })),
    },
  }),
  records: recordsCard(records),
  search: searchCard(search),
  'search-failed': searchCard({ ...search, state: 'failed', says: 'It failed.', actions: [] }),
  error: errorCard(error),
  'error-plain': errorCard({ what: error.what, next: error.next, actions: [] }),
  welcome: welcomeCard(welcome),
  'welcome-no-role': welcomeCard({ ...welcome, sandbox: false, may: [] }),
  help: helpCard(help),
  list: listCard(list),
  'list-empty': listCard(EMPTY_LIST),
  'form-many': formCard(form),
  'form-one-problem': formCard(oneOf),
  'form-long-many': formCard(many('many', 20)),
  'form-long-one': formCard(many('one', 20)),
  'form-compact': formCard(many('one', 8)),
  'settled-answered': settledCard({
    title: 'Which environment?',
    state: 'answered',
    lines: ['Environment: Contoso Sales · Production'],
  }),
  'settled-again': settledCard({ title: 'Which environment?', state: 'again', lines: [] }),
  'settled-sent': settledCard({
    title: 'Plan: Dynamics 365 auditing',
    state: 'sent',
    lines: ['contoso.crm4.dynamics.com', '18 changes by the bot.'],
    hint: 'Type plan 7K2QF9 to see it again.',
  }),
  'settled-started': settledCard({
    title: 'Plan: Dynamics 365 auditing',
    state: 'started',
    lines: [],
  }),
  'settled-dropped': settledCard({ title: 'Which environment?', state: 'dropped', lines: [] }),
  'confirm-plain': confirmCard(handingOver),
  'confirm-alarm': confirmCard(goingAhead),
  'confirm-problem': confirmCard({ ...goingAhead, problem: 'Say why it cannot wait.' }),
  'confirm-settled': confirmCard({
    title: 'Review 7K2QF9-1: Dynamics 365 auditing',
    tone: 'settled',
    says: ['Ben upheld it on 21 Nov, 14:05 UTC.'],
    inputs: [],
    actions: [],
  }),
  'approval-emergency': approvalCard({
    ...approval,
    state: 'approved',
    emergency: true,
    outcome:
      'Done without approval by Ada on 21 Nov, 12:05 UTC because: the vault is under attack. An approver has to review it by 22 Nov, 12:05 UTC.',
    offers: [],
  }),
};
