import { expect } from 'expect';
import { DAY, HOUR, MINUTE, after } from '../../src/core/clock.ts';
import { GatewayError } from '../../src/core/errors.ts';
import type { Entry } from '../../src/core/ledger.ts';
import { remembering } from '../../src/core/walkthrough.ts';
import type { AuditRow, TableFlags } from '../../src/gateways/dataverse.ts';
import type { Answers } from '../../src/walkthroughs/dynamics-auditing/answers.ts';
import { CHECKS } from '../../src/walkthroughs/dynamics-auditing/checks.ts';
import { closing } from '../../src/walkthroughs/dynamics-auditing/closing.ts';
import { observe, type Observation } from '../../src/walkthroughs/dynamics-auditing/observation.ts';
import { healthOf, remarksOf } from '../../src/walkthroughs/check.ts';
import { siteOf } from '../../src/walkthroughs/dynamics-auditing/world.ts';
import { fakeActivityFeed } from '../fakes/fake-activity-feed.ts';
import { fakeDataverse, table } from '../fakes/fake-dataverse.ts';
import { ada } from '../fakes/fake-directory.ts';
import { environment, fakeEnvironments } from '../fakes/fake-environments.ts';
import { E3, fakeLicences } from '../fakes/fake-licences.ts';
import { fakeUnifiedAudit } from '../fakes/fake-unified-audit.ts';
import { faulty } from '../fakes/faulty.ts';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const ALL: TableFlags = { audit: true, read: true, readMultiple: true };
const NONE: TableFlags = { audit: false, read: false, readMultiple: false };
const { id, name, url, apiUrl, organisationId, sku } = environment();
const ANSWERS: Answers = {
  environment: { id, name, url, apiUrl, organisationId, sku },
  reads: true,
  tables: ['account', 'contact'],
  columns: ['account.name'],
};
const SILENCE = { unread: 'The service does not answer.' };

/** An environment in which everything is as it should be. */
function healthy() {
  const dataverse = fakeDataverse({
    tables: new Map(
      ['account', 'contact', 'cr1_project'].map((each) => [
        each,
        table(each, { flags: ALL, custom: each.startsWith('cr1_') }),
      ]),
    ),
    storage: new Map([
      ['account', 500],
      ['contact', 500],
    ]),
  });
  Object.assign(dataverse.world.organisation, { auditing: true, userAccess: true, reads: true });
  return {
    environments: fakeEnvironments(),
    dataverse,
    unifiedAudit: fakeUnifiedAudit(true),
    feed: fakeActivityFeed(true),
    licences: fakeLicences(),
  };
}

const site = (world: ReturnType<typeof healthy>) =>
  siteOf({ ...world, openDataverse: () => world.dataverse }, ANSWERS.environment, remembering());

const seen = async (history: readonly Entry[] = [], answers = ANSWERS): Promise<Observation> =>
  observe(site(healthy()), answers, history, NOW);

function judge(check: string, observation: Observation) {
  const found = CHECKS.find((each) => each.id === check);
  if (found === undefined) throw new Error(`There is no check ${check}.`);
  return found.judge(observation);
}

type More = (base: Observation) => Partial<Observation>;
const organisation =
  (more: object): More =>
  (base) => ({ organisation: { ...base.organisation, ...more } as Observation['organisation'] });
const tables =
  (...all: Parameters<typeof table>[]): More =>
  () => ({ tables: all.map((each) => table(...each)) });
const answers =
  (more: Partial<Answers>): More =>
  (base) => ({ answers: { ...base.answers, ...more } });
const details =
  (more: object): More =>
  () => ({ details: environment(more) });
const both =
  (...all: readonly More[]): More =>
  (base) =>
    all.reduce<Partial<Observation>>((sum, one) => ({ ...sum, ...one({ ...base, ...sum }) }), {});
const row = (action: number): AuditRow => ({
  id: '0d0d0d0d-0000-4000-8000-000000000001',
  createdOn: '2026-11-20T08:30:15.123Z',
  action,
  operation: 2,
  table: 'account',
  objectId: undefined,
  userId: undefined,
});

/** Reference, section 14: severity, and what fails it. */
const REFERENCE: Readonly<Record<string, readonly ['E' | 'W' | 'I', readonly More[]]>> = {
  C1: ['E', [organisation({ auditing: false })]],
  C2: ['E', [organisation({ auditing: false, reads: true })]],
  C3: ['E', [organisation({ auditing: false, userAccess: true })]],
  C4: [
    'E',
    [
      organisation({ reads: false }),
      organisation({ reads: undefined }),
      both(
        organisation({ reads: false }),
        tables(['lead', { flags: { ...NONE, readMultiple: true } }]),
      ),
    ],
  ],
  C5: [
    'W',
    [
      tables(['lead', { flags: { ...ALL, audit: false } }]),
      tables(['lead', { flags: { ...NONE, read: true } }]),
    ],
  ],
  C6: [
    'W',
    [
      tables(['account', { flags: ALL }], ['contact', { flags: { ...ALL, readMultiple: false } }]),
      tables(['account', { flags: NONE }], ['contact', { flags: ALL }]),
      tables(['account', { flags: ALL }]),
    ],
  ],
  C7: ['E', [() => ({ unpublished: ['account'] })]],
  C8: ['W', [tables(['cr1_project', { custom: true, flags: NONE }])]],
  C9: ['I', []],
  C10: ['W', [organisation({ customizationLocked: true })]],
  C11: [
    'W',
    [answers({ columns: ['account.telephone1'] }), answers({ columns: ['account.nothing'] })],
  ],
  C12: [
    'W',
    [
      () => ({
        storage: new Map([
          ['account', 900],
          ['contact', 100],
        ]),
      }),
    ],
  ],
  C13: ['W', [organisation({ retentionDays: -1 })]],
  C14: ['I', []],
  C15: [
    'E',
    [details({ sku: 'Sandbox' }), details({ sku: 'Developer' }), () => ({ details: undefined })],
  ],
  C16: [
    'E',
    [
      details({ state: 'Disabled' }),
      details({ platformSku: 'Lite' }),
      () => ({ details: undefined }),
    ],
  ],
  C17: [
    'W',
    [
      () => ({ skus: [] }),
      () => ({ skus: [{ ...E3, consumed: 0 }] }),
      () => ({ skus: [{ ...E3, enabled: false }] }),
      () => ({ skus: [{ ...E3, partNumber: 'EXCHANGESTANDARD' }] }),
    ],
  ],
  C18: ['E', [() => ({ ingesting: false })]],
  C19: ['E', []],
  C20: ['I', []],
  C21: ['W', []],
  C22: ['I', []],
  C23: ['W', []],
  C24: [
    'E',
    [
      () => ({ caller: undefined }),
      () => ({ caller: { userId: '', organisationId, roles: ['Basic User'] } }),
    ],
  ],
  C25: ['E', []],
  C26: ['E', []],
  C27: ['E', []],
  C28: ['W', [108, 109, 110, 113].map((action): More => () => ({ switchedOff: [row(action)] }))],
  C29: ['W', [() => ({ deleted: [row(111)] })]],
  C30: ['W', []],
  C31: ['I', []],
  C32: ['I', []],
};
const SEVERITIES = { E: 'error', W: 'warning', I: 'information' } as const;

/** What a check rests on: unread, it is neither good nor bad. */
const RESTS_ON: Readonly<Partial<Record<keyof Observation, readonly string[]>>> = {
  organisation: ['C1', 'C2', 'C3', 'C4', 'C10', 'C13', 'C31'],
  tables: ['C4', 'C5', 'C6', 'C8', 'C9'],
  columns: ['C11'],
  storage: ['C12'],
  details: ['C15', 'C16'],
  skus: ['C17'],
  ingesting: ['C18', 'C19'],
  caller: ['C24'],
  switchedOff: ['C28'],
  deleted: ['C29'],
};

suite('Checks', () => {
  test('are those of the reference, in its order and with its severities', () => {
    expect(CHECKS.map(({ id: each, severity }) => [each, severity])).toEqual(
      Object.entries(REFERENCE).map(([each, [severity]]) => [each, SEVERITIES[severity]]),
    );
  });

  test('none fails where everything is as it should be', async () => {
    const observation = await seen();

    expect(CHECKS.filter((check) => check.judge(observation).kind === 'fail')).toEqual([]);
  });

  for (const [check, [, failing]] of Object.entries(REFERENCE))
    if (failing.length > 0)
      test(`${check} fails on each of its mistakes, and on nothing else`, async () => {
        const base = await seen();

        expect(judge(check, base).kind).toBe('pass');
        for (const more of failing)
          expect(judge(check, { ...base, ...more(base) }).kind).toBe('fail');
      });

  for (const [source, checks] of Object.entries(RESTS_ON))
    test(`what rests on ${source} is neither good nor bad while that cannot be read`, async () => {
      const observation = { ...(await seen()), [source]: SILENCE };

      for (const check of checks)
        expect(judge(check, observation)).toEqual({ kind: 'unread', evidence: SILENCE.unread });
      for (const check of CHECKS)
        if (!checks.includes(check.id))
          expect(check.judge(observation).evidence).not.toBe(SILENCE.unread);
    });

  test('sources that do not answer leave the others as they are', async () => {
    const world = healthy();
    const dataverse = faulty(world.dataverse);
    dataverse.failNext(
      'getOrganisation',
      new GatewayError('Silence.', { status: 503, transient: true }),
    );
    dataverse.failNext(
      'findAudits',
      new GatewayError('Silence.', { status: 503, transient: true }),
    );

    const observation = await observe(site({ ...world, dataverse }), ANSWERS, [], NOW);

    expect(judge('C1', observation).kind).toBe('unread');
    expect(judge('C28', observation).kind).toBe('unread');
    expect(judge('C5', observation).kind).toBe('pass');
    expect(judge('C24', observation).kind).toBe('pass');
  });

  test('a bug is not taken for silence', async () => {
    const world = healthy();
    const dataverse = faulty(world.dataverse);
    dataverse.failNext('getOrganisation', new TypeError('A bug.'));

    await expect(observe(site({ ...world, dataverse }), ANSWERS, [], NOW)).rejects.toThrow(
      'A bug.',
    );
  });

  test('changes only: reads are neither asked of the tables nor of the environment', async () => {
    const observation = await seen([], { ...ANSWERS, reads: false });
    const only = {
      ...observation,
      ...tables(
        ['account', { flags: { ...NONE, audit: true } }],
        ['contact', { flags: { ...NONE, audit: true } }],
      )(observation),
    };

    expect(judge('C6', only).kind).toBe('pass');
    expect(judge('C4', { ...only, ...organisation({ reads: false })(only) }).kind).toBe('pass');
    expect(judge('C15', { ...only, details: environment({ sku: 'Developer' }) }).kind).toBe('pass');
    expect(judge('C32', only).kind).toBe('pass');
    expect(judge('C18', { ...only, ingesting: false })).toMatchObject({
      kind: 'note',
      evidence: expect.stringContaining('off') as unknown,
    });
  });

  test('a locked table is worth knowing, unless it is as wanted already', async () => {
    const base = await seen();
    const locked = (flags: TableFlags, reads = true) =>
      judge('C9', {
        ...base,
        answers: { ...base.answers, reads },
        tables: [table('calendar', { flags, customizable: false, auditChangeable: false })],
      });

    expect(locked(NONE)).toMatchObject({
      kind: 'note',
      evidence: expect.stringContaining('calendar') as unknown,
    });
    expect(locked({ ...NONE, audit: true }).kind).toBe('note');
    expect(locked(ALL).kind).toBe('pass');
    expect(locked({ ...NONE, audit: true }, false).kind).toBe('pass');
  });

  test('whether Default counts as production is said to be unconfirmed', async () => {
    const base = await seen();

    expect(judge('C15', { ...base, details: environment({ sku: 'Default' }) })).toMatchObject({
      kind: 'note',
      evidence: expect.stringContaining('unconfirmed') as unknown,
    });
  });

  test('a period that cannot be read is not taken for a good one', async () => {
    const base = await seen();

    expect(
      judge('C13', { ...base, ...organisation({ retentionDays: undefined })(base) }).kind,
    ).toBe('unread');
    expect(
      judge('C13', {
        ...base,
        ...both(organisation({ retentionDays: -1 }), answers({ retentionDays: -1 }))(base),
      }).kind,
    ).toBe('pass');
  });

  test('a log switched on moments ago is not expected to be searchable', async () => {
    const base = await seen();
    const since = (milliseconds: number) => ({
      ...base,
      ingestionSince: after(NOW, -milliseconds),
    });

    expect(judge('C20', since(59 * MINUTE)).kind).toBe('note');
    expect(judge('C20', since(HOUR)).kind).toBe('pass');
    expect(judge('C20', base).kind).toBe('pass');
  });

  test('what no API shows holds only by somebody’s word', async () => {
    const attested: Entry = {
      kind: 'attested',
      step: 'sas-logging',
      by: ada,
      statement: 'SAS logging is on.',
      seq: 9,
      at: after(NOW, -DAY),
    };

    expect(judge('C30', await seen()).kind).toBe('unread');
    expect(judge('C30', await seen([attested]))).toMatchObject({
      kind: 'pass',
      evidence: expect.stringContaining('Ada') as unknown,
    });
    expect(judge('C23', await seen([attested])).kind).toBe('unread');
  });

  test('sizes that are still being counted are not taken for small', async () => {
    expect(judge('C12', { ...(await seen()), storage: undefined }).kind).toBe('unread');
  });

  test('what was set and not published is found in the history', async () => {
    const change = (operation: string, more: object) => ({
      kind: 'automatic' as const,
      summary: '',
      digest: '',
      details: { operation, target: '', before: null, after: null, ...more },
    });
    const set: Entry = {
      kind: 'applying',
      step: 'tables-audited',
      change: change('dataverse.table.flags', { table: 'account' }),
      requestId: '',
      seq: 1,
      at: after(NOW, -HOUR),
    };
    const publishing: Entry = {
      ...set,
      step: 'published',
      change: change('dataverse.publish', { after: ['account'] }),
      seq: 2,
    };
    const published: Entry = { ...publishing, kind: 'applied', seq: 3 };

    expect(judge('C7', await seen([set])).kind).toBe('fail');
    expect(judge('C7', await seen([set, publishing])).kind).toBe('fail');
    expect(judge('C7', await seen([set, publishing, published])).kind).toBe('pass');
    expect(judge('C7', await seen([set, published, { ...set, seq: 4 }])).kind).toBe('fail');
  });

  test('nothing internal is in what people read', async () => {
    const base = await seen();
    const bad = {
      ...base,
      switchedOff: [row(110)],
      deleted: [row(111)],
      ingestionSince: after(NOW, -HOUR),
    };
    const says = CHECKS.flatMap((check) => [check.sentence, check.fix, check.judge(bad).evidence]);

    for (const each of says) {
      expect(each).not.toMatch(/undefined|NaN|\[object|\d{2}:\d{2}:\d{2}\.\d{3}Z/);
      expect(each).toMatch(/[.!?]$/);
    }
  });
});

suite('The health report', () => {
  const judged = (observation: Observation) =>
    CHECKS.map((check) => ({ check, verdict: check.judge(observation) }));

  test('names what is wrong first, with its fix', async () => {
    const base = await seen();
    const { title, sections } = healthOf(
      judged({ ...base, ...organisation({ auditing: false })(base) }),
      name,
    );

    expect(title).toContain(name);
    expect(sections[0]?.heading).toMatch(/need a look/);
    expect(sections[0]?.lines?.[0]).toMatch(/^C1 \(error\).*switches Start auditing on/);
    expect(sections[1]?.table?.rows).toHaveLength(32);
    expect(sections[1]?.table?.rows[0]?.[0]).toContain('C1');
  });

  test('never calls fine what could not be read', async () => {
    const base = await seen();
    const [first] = healthOf(
      judged({ ...base, organisation: SILENCE, tables: SILENCE }),
      name,
    ).sections;

    expect(first?.heading).not.toBe('Nothing is wrong');
    expect(first?.heading).toMatch(/\d+ .*(?:cannot|could not) be read/);
  });

  test('a run is warned before it starts of what it does not put right itself', async () => {
    const base = await seen();
    const remarks = remarksOf(
      judged({
        ...base,
        ...both(organisation({ auditing: false, customizationLocked: true, retentionDays: -1 }))(
          base,
        ),
      }),
    );
    const text = remarks.map((remark) => remark.text).join('\n');

    expect(text).toContain('Lock of unmanaged customization: on.');
    expect(text).toContain('for ever');
    expect(text).not.toContain('Start auditing: off.');
    expect(remarks.every(({ fix }) => fix !== undefined)).toBe(true);
  });
});

suite('The closing card', () => {
  const told = (more: Partial<Answers> = {}) => JSON.stringify(closing({ ...ANSWERS, ...more }));
  const rowsOf = (heading: string, more: Partial<Answers> = {}) =>
    closing({ ...ANSWERS, ...more }).sections.find((section) => section.heading === heading)?.table
      ?.rows ?? [];

  test('has every event row of the two event tables, and where each is recorded', () => {
    expect(rowsOf('Administrator events').map(([event]) => event)).toEqual([
      expect.stringMatching(/Publishing customizations/),
      expect.stringMatching(/Attribute deletes/),
      expect.stringMatching(/Team.*user management/),
      expect.stringMatching(/Configur.*instance.*solutions/),
      expect.stringMatching(/Backup and restore/),
      expect.stringMatching(/Environments|applications/),
    ]);
    expect(rowsOf('User and support events').map(([event]) => event)).toEqual([
      expect.stringMatching(/Create, update, delete/),
      expect.stringMatching(/Read one record/),
      expect.stringMatching(/Multiple record view/),
      expect.stringMatching(/Export to Excel/),
      expect.stringMatching(/custom apps/),
      expect.stringMatching(/Support/),
      expect.stringMatching(/Admin activities/),
      expect.stringMatching(/Backend commands/),
    ]);
  });

  test('gives the action codes and message names of the reference, the unconfirmed ones marked', () => {
    const admin = JSON.stringify(rowsOf('Administrator events'));
    const user = JSON.stringify(rowsOf('User and support events'));

    for (const fact of [
      '101',
      '100',
      '31',
      '36',
      '53',
      '59',
      '104',
      '107',
      '110',
      'type 256',
      'TrialConvertToProduction',
      'EnvironmentPropertyChange',
      'ApplyAdminRole',
    ])
      expect(admin).toContain(fact);
    for (const fact of [
      'Retrieve',
      'RetrieveMultiple',
      'ExportToExcel',
      '102 to 113',
      'LockboxRequestOperation',
      'without values',
      'not reliable',
    ])
      expect(user).toContain(fact);
    for (const unsure of [
      /PublishAllXml[^"]*unconfirmed/,
      /DeleteEntity[^"]*unconfirmed/,
      /operation names unconfirmed/,
    ])
      expect(admin).toMatch(unsure);
  });

  test('promises no reads where none are recorded', () => {
    const says = told({ reads: false });

    expect(says).toContain('changes only');
    expect(says).toContain('Reads are not recorded');
    expect(rowsOf('User and support events', { reads: false }).flat().join()).not.toContain(
      'Purview',
    );
  });

  test('answers every scenario with fields and a place', () => {
    const rows = rowsOf('Which fields answer which question');

    expect(rows).toHaveLength(6);
    for (const fields of [
      'ClientIP',
      'UserAgent',
      'attributemask',
      'old and new values',
      'DeleteAuditData',
      'BulkDelete',
      'EntityName',
      'Query',
    ])
      expect(JSON.stringify(rows)).toContain(fields);
  });

  test('says how long records are kept today, and how to keep them longer', () => {
    const says = told();

    for (const fact of [
      '180 days',
      'Audit (Premium)',
      'New-UnifiedAuditLogRetentionPolicy',
      '-RecordTypes CRM',
      '-RetentionDuration TwelveMonths',
      'Security & Compliance PowerShell',
      '10-Year',
      'purview.microsoft.com/audit/auditsearch',
    ])
      expect(says).toContain(fact);
  });
});
