import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'expect';
import { DEFINITIONS } from '../../../src/audit/definitions.ts';
import type { AuditQuery } from '../../../src/audit/query.ts';
import { logAnalyticsSource } from '../../../src/audit/sources/log-analytics.ts';
import type { AuditTables, TableRows } from '../../../src/gateways/audit-tables.ts';
import { thrownBy } from '../../gateways/stub.ts';
import { emptyFolder } from '../../sandbox/wire.ts';
import { startWorkspace, TENANT, type Workspace } from '../kql/workspace.ts';
import type { Raw } from '../oracle.ts';

const OTHER = '99999999-0000-4000-8000-000000000009';

const record = (number: number, changes: Raw = {}): Raw => ({
  Id: `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, '0')}`,
  RecordType: 21,
  CreationTime: `2026-11-02T10:00:${String(number % 60).padStart(2, '0')}`,
  Operation: 'CrmDefaultActivity',
  OrganizationId: TENANT,
  UserType: 0,
  Workload: 'CRM',
  ResultStatus: 'Success',
  UserId: 'ann@contoso.com',
  Message: 'Retrieve',
  EntityName: 'account',
  InstanceUrl: 'https://contoso.crm4.dynamics.com/',
  ...changes,
});
const many = (count: number) => Array.from({ length: count }, (_, at) => record(at + 1));

const question: AuditQuery = {
  count: 'records',
  filters: [],
  period: { from: '2026-11-02T00:00:00.000Z', to: '2026-11-03T00:00:00.000Z', zone: 'UTC' },
  by: ['user'],
  order: 'most',
  limit: 10,
  compare: false,
};

suite('answers from Log Analytics', () => {
  let workspace: Workspace;
  const log = join(emptyFolder(), 'exchanges.ndjson');
  suiteSetup(async () => {
    workspace = await startWorkspace({ exchangeLog: log });
  });
  suiteTeardown(() => workspace.close());

  /** A source over tables that behave in a way of their own. */
  const sourceOver = (tables: AuditTables) =>
    logAnalyticsSource({
      ...{ tenant: TENANT, tables, definitions: DEFINITIONS },
      ...{ workingHours: DEFINITIONS.workingHours, clock: { now: workspace.now } },
    });
  /** Counts and changes what the workspace answers. */
  function through(change: (rows: TableRows, kql: string) => TableRows | Promise<TableRows>) {
    const asked: string[] = [];
    const tables: AuditTables = {
      async ask(given) {
        asked.push(given.kql);
        return change(await workspace.tables.ask(given), given.kql);
      },
    };
    return { asked, source: sourceOver(tables) };
  }

  test('leave records of another organisation alone, and say so', async () => {
    workspace.holds([
      ...many(3),
      record(8, { OrganizationId: OTHER }),
      record(9, { OrganizationId: '' }),
    ]);

    const { figures, notes } = await workspace.source().answer(question);

    expect(figures.total).toBe(3);
    expect(notes).toContainEqual(expect.stringMatching(/2 records with another OrganizationId/));
  });

  test('count a record once, however often a connector brought it', async () => {
    workspace.holds([...many(2), ...many(2), record(1)]);

    const { figures, coverage } = await workspace.source().answer(question);

    expect(figures).toMatchObject({ total: 2, records: 2 });
    expect(coverage.duplicatesDropped).toBe(3);
  });

  test('do not merge records that have no id', async () => {
    workspace.holds([record(1, { Id: '' }), record(2, { Id: '' })]);

    expect((await workspace.source().answer(question)).figures.total).toBe(2);
  });

  test('never say that nothing was found as if the workspace had all', async () => {
    workspace.holds([]);

    const { figures, coverage, notes } = await workspace.source().answer(question);

    expect(figures).toMatchObject({ total: 0, records: 0, groups: [{ by: 'user', rows: [] }] });
    expect(coverage).toMatchObject({ completePercent: 0, gaps: [expect.anything()] });
    expect(notes).toContainEqual(
      expect.stringMatching(/no records of this tenant in DataverseActivity/),
    );
  });

  test('name the tables that a question would need and the workspace has not filled', async () => {
    workspace.holds(many(1));

    const { notes } = await workspace.source().answer(question);

    expect(notes.join(' ')).toMatch(
      /in OfficeActivity, PowerPlatformAdminActivity: what they would hold is not counted/,
    );
    expect(notes.join(' ')).not.toContain('Dynamics365Activity');
  });

  test('say that the workspace answered with a part of the data', async () => {
    workspace.holds(many(2));
    const { source } = through(({ rows }) => ({
      rows,
      incomplete: { kind: 'part', code: 'PartialError' },
    }));

    const { figures, notes } = await source.answer(question);

    expect(figures.total).toBe(2);
    expect(notes[0]).toMatch(/part of the data only \(PartialError\).*at least/);
  });

  test('ask which tables there are once, and again after a while or a refusal', async () => {
    workspace.holds(many(1));
    let refusing = true;
    const { asked, source } = through((rows) => {
      if (refusing) throw new Error('refused');
      return rows;
    });
    const looked = () => asked.filter((kql) => kql.includes('Foreign')).length;

    await thrownBy(() => source.answer(question));
    refusing = false;
    await source.answer(question);
    await source.answer(question);
    expect(looked()).toBe(2);
    workspace.hours(1);
    await source.answer(question);

    expect(looked()).toBe(3);
  });

  test('show records page by page, with the whole row of the workspace', async () => {
    workspace.holds([...many(5), ...many(5)]);
    const source = workspace.source();

    const first = await source.records(question, undefined, 2);
    const second = await source.records(question, first.next, 2);
    const third = await source.records(question, second.next, 2);

    const ids = [first, second, third].map(({ records }) => records.map(({ id }) => id.slice(-1)));
    expect(ids).toEqual([['5', '4'], ['3', '2'], ['1']]);
    expect(third.next).toBeUndefined();
    expect(first.records[0]).toMatchObject({
      ...{ type: 21, actor: 'ann@contoso.com', table: 'account', result: 'ok', userType: 0 },
      environment: 'contoso.crm4.dynamics.com',
    });
    expect(JSON.parse(first.records[0]?.raw ?? '')).toMatchObject({
      ...{ Type: 'DataverseActivity', SourceRecordId: record(5).Id },
    });
  });

  test('show all records of one second, however many there are', async () => {
    const CreationTime = '2026-11-02T10:00:00';
    workspace.holds(many(30).map((each) => ({ ...each, CreationTime })));
    const source = workspace.source();

    const ids = new Set<string>();
    for (let after: string | undefined, page = 0; page < 30; page++) {
      const { records, next } = await source.records(question, after, 4);
      for (const { id } of records) ids.add(id);
      if (next === undefined) break;
      after = next;
    }

    expect(ids.size).toBe(30);
  });

  test('read fewer records at a time when an answer is cut off', async () => {
    workspace.holds(many(40));
    const { asked, source } = through((answer) =>
      answer.rows.length > 10
        ? { rows: answer.rows.slice(0, 10), incomplete: { kind: 'cut', code: 'PartialError' } }
        : answer,
    );

    const page = await source.records(question, undefined, 20);

    expect(asked.length).toBeGreaterThan(2);
    expect(page.records.length).toBeLessThanOrEqual(10);
    expect(page.records.length).toBeGreaterThan(0);
    expect(page.next).toBeDefined();
  });

  test('refuse a page that was cut off at a single record, and a part of a page', async () => {
    workspace.holds(many(3));
    for (const kind of ['cut', 'part'] as const) {
      const { source } = through((answer, kql) =>
        kql.includes('Foreign') ? answer : { rows: [], incomplete: { kind, code: 'PartialError' } },
      );

      const thrown = await thrownBy(() => source.records(question, undefined, 5));

      expect(thrown.message).toMatch(/only a part of them/);
    }
  });

  for (const cursor of [
    'x',
    Buffer.from('{"at":"2026-11-02T10:00:00Z) | take 0 //","id":""}').toString('base64url'),
    Buffer.from('{"at":"2026-11-02T10:00:00Z"}').toString('base64url'),
    Buffer.from('{"at":"9999-99-99T99:99:99Z","id":"x"}').toString('base64url'),
    Buffer.from('{"at":"2026-11-02T10:00:00Z","id":"x","more":1}').toString('base64url'),
  ])
    test(`take no page for one that was not handed out: ${cursor}`, async () => {
      workspace.holds(many(1));

      const thrown = await thrownBy(() => workspace.source().records(question, cursor, 5));

      expect(thrown.message).toMatch(/none that was handed out/);
    });

  test('know names that occur, the most frequent first, and none for what was not said', async () => {
    const recent = new Date(workspace.now().getTime() - 3_600_000).toISOString().slice(0, 19);
    const tables = ['contact', 'account', 'account', 'Unknown', 'Unknown', 'Unknown'];
    workspace.holds(
      tables.map((EntityName, at) => record(at, { EntityName, CreationTime: recent })),
    );

    expect(await workspace.source().names?.('table', 5)).toEqual(['account', 'contact']);
  });

  test('find who was made an application user, whichever way the fields were written', async () => {
    const fields = [
      { Name: 'applicationid', Value: 'x' },
      { Name: 'fullname', Value: 'y' },
    ];
    const made = (number: number, Fields: unknown) =>
      record(number, { Message: 'Create', EntityName: 'systemuser', Fields });
    workspace.holds([
      made(1, fields),
      made(2, JSON.stringify(fields)),
      made(3, [{ Name: 'fullname', Value: '"Name":"applicationid"' }]),
      made(4, '{"Name":"applicationid"}'),
      made(5, 'no JSON'),
      made(6, []),
      made(7, undefined),
    ]);
    const filters = [{ field: 'report' as const, is: true, values: ['application user created'] }];

    const { records } = await workspace.source().records({ ...question, filters }, undefined, 9);

    expect(records.map(({ id }) => id.slice(-1)).toSorted()).toEqual(['1', '2']);
  });

  test('are asked for in the form of the published contract', async function () {
    const folder = [process.env.CONTRACTS, '../shared/contracts'].find(
      (one) => one !== undefined && existsSync(join(one, 'node_modules')),
    );
    if (folder === undefined) return this.skip();
    const module = await import(pathToFileURL(join(folder, 'lib/checker.mjs')).href);
    const checker = module.createChecker();

    const exchanges = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const queries = exchanges.filter(({ service }) => service === 'loganalytics');
    const wrong = queries.flatMap((exchange) => checker.check(exchange).violations);

    expect(queries.length).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });
});
