import { expect } from 'expect';
import { MOST_ROWS } from '../../src/gateways/audit-tables.ts';
import { cloudOf } from '../../src/gateways/clouds.ts';
import { httpAuditTables, readerCommand } from '../../src/gateways/http/audit-tables.ts';
import { startStub, thrownBy, type Stub } from './stub.ts';

const WHERE = {
  workspace: '66666666-0000-4000-8000-000000000001',
  application: 'cccccccc-0000-4000-8000-000000000001',
};
const question = { doing: 'Counting audit records', kql: 'DataverseActivity | count' };
const table = (...rows: readonly unknown[][]) => ({
  name: 'PrimaryResult',
  columns: [
    { name: 'Key', type: 'string' },
    { name: 'Count', type: 'long' },
  ],
  rows,
});

suite('the audit tables of a workspace on the wire', () => {
  let stub: Stub;
  setup(async () => {
    stub = await startStub();
  });
  teardown(() => stub.close());
  const ask = (where = WHERE) => httpAuditTables(stub.http, where).ask(question);

  test('are asked by POST, with the patience that a large table needs', async () => {
    stub.answers({ body: { tables: [table(['a', 1], [null, 2])] } });

    const answer = await ask();

    expect(answer).toEqual({
      rows: [
        { Key: 'a', Count: 1 },
        { Key: null, Count: 2 },
      ],
    });
    const [seen] = stub.seen;
    expect(seen).toMatchObject({ method: 'POST' });
    expect(seen?.url).toBe(`https://api.loganalytics.io/v1/workspaces/${WHERE.workspace}/query`);
    expect(JSON.parse(seen?.text ?? '')).toEqual({ query: question.kql });
    expect(Number(/^wait=(\d+)$/.exec(String(seen?.headers.prefer))?.[1])).toBeLessThanOrEqual(600);
    expect(seen?.headers['content-type']).toContain('application/json');
    expect(stub.scopes).toEqual(['https://api.loganalytics.io/.default']);
  });

  for (const [name, answer] of Object.entries({
    'no content': { status: 204 },
    'an empty body': { status: 200, body: '' },
  }))
    test(`have nothing to say where the service answers with ${name}`, async () => {
      stub.answers(answer);

      expect(await ask()).toEqual({ rows: [] });
    });

  test('keep a part of the data, named as one', async () => {
    const error = {
      code: 'PartialError',
      message: 'canary',
      details: [{ code: 'EngineError', message: 'a shard is gone' }],
    };
    stub.answers({ body: { tables: [table(['a', 1])], error } });

    const answer = await ask();

    expect(answer.rows).toHaveLength(1);
    expect(answer.incomplete).toEqual({ kind: 'part', code: 'PartialError' });
  });

  for (const message of [
    'The results of this query exceed the set limit of 500000 records.',
    'The results of this query exceed the set limit of 64000000 bytes, so not all records were returned (E_QUERY_RESULT_SET_TOO_LARGE, 0x80DA0003).',
  ])
    test(`know an answer that was cut off: ${message.slice(-40)}`, async () => {
      const innererror = { code: '-2133196797', message, severity: 2 };
      const details = [{ code: 'EngineError', message: 'Something went wrong.', innererror }];
      const error = { code: 'PartialError', message: 'There were some errors.', details };
      stub.answers({ body: { tables: [table(['a', 1])], error } });

      expect((await ask()).incomplete).toMatchObject({ kind: 'cut' });
    });

  test('take as many rows as an answer can hold for one that was cut off', async () => {
    const rows = Array.from({ length: MOST_ROWS }, () => ['', 1]);
    stub.answers({ body: { tables: [{ ...table(), rows }] } });

    expect((await ask()).incomplete).toMatchObject({ kind: 'cut' });
  }).timeout(180_000);

  for (const inner of ['SemanticError', 'SyntaxError'])
    test(`say that a question was refused, with the engine’s own ${inner}`, async () => {
      const innererror = { code: inner, message: "Failed to resolve table 'canary'" };
      const error = {
        code: 'BadArgumentError',
        message: 'The request had some invalid properties',
      };
      stub.answers({ status: 400, body: { error: { ...error, innererror } } });

      const thrown = await thrownBy(() => ask());

      expect(thrown).toMatchObject({ status: 400, code: inner, transient: false });
      expect(thrown.message).not.toContain('canary');
      expect(stub.seen).toHaveLength(1);
    });

  test('name the command that lets the bot read, when it may not', async () => {
    stub.answers({ status: 403, body: { error: { code: 'InsufficientAccessError' } } });

    const thrown = await thrownBy(() => ask());

    expect(thrown).toMatchObject({ code: 'InsufficientAccessError', transient: false });
    expect(thrown.message).toContain(readerCommand(WHERE));
    expect(readerCommand(WHERE)).toContain(
      `--assignee ${WHERE.application} --role 'Log Analytics Reader'`,
    );
    expect(readerCommand(WHERE)).toContain(`customerId=='${WHERE.workspace}'`);
  });

  test('are asked again when the service asks for fewer requests', async () => {
    stub.answers({ status: 429, headers: { 'retry-after': '7' } }, { body: { tables: [table()] } });

    expect(await ask()).toEqual({ rows: [] });
    expect(stub.seen).toHaveLength(2);
  });

  test('that take too long are said to, with what helps', async () => {
    stub.answers({ status: 504, body: { error: { code: 'GatewayTimeout' } } });

    const thrown = await thrownBy(() => ask());

    expect(thrown).toMatchObject({ status: 504, transient: true });
    expect(thrown.message).toContain('shorter period');
  });

  for (const workspace of [
    'contoso-logs',
    `${WHERE.workspace}/../../x`,
    `${WHERE.workspace}?a=b`,
    '',
  ])
    test(`are not asked at ${JSON.stringify(workspace)}`, async () => {
      const thrown = await thrownBy(() => ask({ ...WHERE, workspace }));

      expect(thrown).toMatchObject({ status: 0 });
      expect(thrown.message).toContain('LOG_ANALYTICS_WORKSPACE');
      expect(stub.seen).toEqual([]);
    });

  for (const body of [{ tables: [] }, { tables: [{ rows: 'x' }] }, { value: [] }, '<html>'])
    test(`take nothing for an answer that is none: ${JSON.stringify(body)}`, async () => {
      stub.answers({ body });

      expect(await thrownBy(() => ask())).toMatchObject({ name: 'GatewayError' });
    });
});

suite('the audit tables of a workspace in other clouds', () => {
  for (const [name, host] of [
    ['gcc', 'api.loganalytics.io'],
    ['gcc-high', 'api.loganalytics.us'],
    ['china', 'api.loganalytics.azure.cn'],
  ] as const)
    test(`are at their own host in ${name}`, async () => {
      const stub = await startStub({ cloud: cloudOf(name) });
      stub.answers({ body: { tables: [table()] } });

      await httpAuditTables(stub.http, WHERE).ask(question);

      expect(stub.seen[0]?.url).toContain(`https://${host}/v1/workspaces/`);
      expect(stub.scopes).toEqual([`https://${host}/.default`]);
      await stub.close();
    });
});
