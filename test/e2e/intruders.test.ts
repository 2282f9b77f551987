import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'expect';
import { standingOf } from '../../src/core/standing.ts';
import { changesAt, twice, unapproved } from './aftermath.ts';
import {
  dataOf,
  everything,
  startClient,
  STRANGE_TENANT,
  type Answer,
  type Client,
  type Who,
} from './client.ts';

type Json = Readonly<Record<string, unknown>>;

/** The sentence of a press that did nothing; fails for anything but a message. */
function sentence({ status, body }: Answer): string {
  expect(status).toBe(200);
  expect(body).toMatchObject({
    statusCode: 200,
    type: 'application/vnd.microsoft.activity.message',
    value: expect.stringMatching(/^[A-Z].*[.!?:]|exactly/s),
  });
  return (body as { value: string }).value;
}

const shown = ({ body }: Answer): string => (body as { type: string }).type;
const CARD = 'application/vnd.microsoft.card.adaptive';

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`This did not happen: ${what}.`);
    await sleep(25);
  }
}

suite('people and programs that mean no good', function () {
  this.timeout(60_000);
  let folder = '';
  let client: Client;

  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-steward-intruders-'));
    client = await startClient(folder);
  });

  teardown(async () => {
    await client.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Ada has asked for a run; it waits for two approvers. */
  async function asked(): Promise<{ readonly run: string; readonly data: Json }> {
    for (const text of ['set up dynamics auditing', 'Contoso Sales', 'account', 'send'])
      await client.say('ada', text);
    const { runs } = client.steward;
    const run = await until('a run starts', async () => (await runs.list())[0]?.run);
    await settled(run, 1);
    return { run, data: await dataOf(client.steward, run, 1) };
  }

  /** The ask is on record and the bot has nothing more to do. */
  async function settled(run: string, ask: number): Promise<void> {
    let before = 0;
    await until('the run rests', async () => {
      const entries = await client.steward.runs.read(run);
      const rests = entries.length === before && standingOf(entries).asks.at(-1)?.ask === ask;
      before = entries.length;
      if (!rests) await sleep(400);
      return rests ? true : undefined;
    });
  }

  /** Does all of it and expects that nothing has come of it. */
  async function withoutEffect<T>(work: () => Promise<T>): Promise<T> {
    const before = await everything(client.steward);
    const result = await work();
    expect(await everything(client.steward)).toEqual(before);
    return result;
  }

  test('forged card data is answered with a sentence and does nothing', async () => {
    const { run, data } = await asked();
    const forged: readonly unknown[] = [
      undefined,
      null,
      7,
      'approve',
      [],
      [data],
      {},
      { ...data, run: 'ZZZZZZ' },
      { ...data, run: run.toLowerCase() },
      { ...data, run: `${run} ` },
      { ...data, run: `${run}' or '1'='1` },
      { ...data, run: [run] },
      { ...data, run: { toString: run } },
      { ...data, run: '../../etc/passwd' },
      { ...data, ask: '2' },
      { ...data, ask: '0' },
      { ...data, ask: '-1' },
      { ...data, ask: '1e999' },
      { ...data, ask: {} },
      { ...data, ask: [] },
      { ...data, ask: 'NaN' },
      { ...data, ask: 1.5 },
      { ...data, digest: '0'.repeat(64) },
      { ...data, digest: String(data['digest']).toUpperCase() },
      { ...data, digest: '' },
      { ...data, digest: [data['digest']] },
      { run: data['run'], ask: data['ask'] },
      { ...data, steps: 'no-such-step' },
      { ...data, steps: ' , ,' },
      { ...data, steps: '__proto__,constructor' },
      { ...data, steps: ['published'] },
      { ...data, steps: 'x'.repeat(100_000) },
      { ...data, reason: 'x'.repeat(100_000) },
      { ...data, phrase: { length: 3 } },
      JSON.parse('{"__proto__":{"run":"AAAAAA","ask":1}}'),
      JSON.parse(`{"constructor":{"prototype":{"roles":["approver"]}},"run":"${run}"}`),
    ];

    const answers = await withoutEffect(async () => {
      const all: Answer[] = [];
      for (const each of forged) all.push(await client.press('ben', 'approve', each));
      return all;
    });

    for (const answer of answers) expect(sentence(answer).length).toBeGreaterThan(20);
    expect(({} as Json)['roles']).toBeUndefined();
  });

  test('card data of any depth is answered with a sentence and does nothing', async () => {
    const { data } = await asked();
    const press = { action: { type: 'Action.Execute', verb: 'approve', data: 'DEEP' } };
    const invoke = { type: 'invoke', name: 'adaptiveCard/action', value: press };
    const body = JSON.stringify(client.activity('ben', invoke));
    const nested = [1_000, 10_000, 100_000].flatMap((depth) => [
      `${'['.repeat(depth)}${']'.repeat(depth)}`,
      `{"run":"${String(data['run'])}","reason":${'{"a":'.repeat(depth / 4)}1${'}'.repeat(depth / 4)}}`,
    ]);

    const answers = await withoutEffect(async () => {
      const all: Answer[] = [];
      for (const each of nested) all.push(await client.post(body.replace('"DEEP"', each)));
      return all;
    });

    for (const answer of answers)
      if (answer.status === 200) sentence(answer);
      else expect(answer.status).toBe(400);
    expect(await client.say('ben', 'help')).toMatch(/approvals/);
  });

  test('verbs that nobody knows are answered with a sentence and do nothing', async () => {
    const { data } = await asked();
    const verbs: readonly unknown[] = [
      'delete',
      'Approve',
      'approve ',
      'constructor',
      '__proto__',
      'hasOwnProperty',
      '',
      'x'.repeat(10_000),
      null,
      7,
      ['approve'],
      { verb: 'approve' },
    ];

    const answers = await withoutEffect(async () => {
      const all: Answer[] = [];
      for (const verb of verbs) all.push(await client.press('ben', verb, data));
      return all;
    });

    answers.forEach(sentence);
  });

  test('who may not decide is told so, whichever button is pressed', async () => {
    const { data } = await asked();
    const wrong: readonly (readonly [Who, string, RegExp])[] = [
      ['ada', 'approve', /Only approvers/],
      ['ada', 'reject', /Only approvers/],
      ['dan', 'approve', /Only approvers/],
      ['eve', 'reject', /Only approvers/],
      ['finn', 'approve', /no role/],
      ['stranger', 'approve', /no role|cannot be looked up/],
      ['ben', 'withdraw', /Only operators/],
      ['ben', 'cancel', /Only operators/],
      ['cleo', 'resume', /Only operators/],
      ['ben', 'done', /Only operators/],
      ['ben', 'check', /Only operators/],
      ['dan', 'cancel', /Only operators/],
      ['ada', 'resume', /nothing to resume|not stopped/],
      ['ada', 'done', /does not wait/],
    ];

    const answers = await withoutEffect(async () => {
      const all: string[] = [];
      for (const [who, verb] of wrong) all.push(sentence(await client.press(who, verb, data)));
      return all;
    });

    for (const [at, [, , says]] of wrong.entries()) expect(answers[at]).toMatch(says);
  });

  test('another organisation, and people without an id, get no further than the door', async () => {
    const { data } = await asked();
    const named = { id: '29:ben', name: 'Ben' };
    const from = (aadObjectId: unknown) => ({ from: { ...named, aadObjectId } });
    const chat = (tenantId: string) => ({ id: 'a:ben', conversationType: 'personal', tenantId });
    const disguises: readonly (readonly [Json, RegExp])[] = [
      [{ conversation: chat(STRANGE_TENANT) }, /does not serve your organisation/],
      [{ channelData: { tenant: { id: STRANGE_TENANT } } }, /does not serve your organisation/],
      [{ from: named }, /cannot tell who you are/],
      [from(''), /cannot tell who you are/],
      [from(null), /cannot tell who you are/],
      [from('Ben'), /cannot tell who you are/],
      [from('aaaaaaaa-0000-4000-8000-000000000002 '), /cannot tell who you are/],
    ];

    const answers = await withoutEffect(async () => {
      const all: string[] = [];
      for (const [disguise] of disguises)
        all.push(sentence(await client.press('ben', 'approve', data, disguise)));
      return all;
    });

    for (const [at, [, says]] of disguises.entries()) expect(answers[at]).toMatch(says);
  });

  test('nothing that a card carries can say who pressed it', async () => {
    const { data } = await asked();
    const forged = {
      ...data,
      person: { id: 'x' },
      by: 'Ben',
      roles: ['approver'],
      aadObjectId: 'x',
    };

    const answer = await withoutEffect(() => client.press('dan', 'approve', forged));

    expect(sentence(answer)).toMatch(/Only approvers/);
  });

  test('a card that refreshes itself decides nothing', async () => {
    const { data } = await asked();
    const value = {
      action: { type: 'Action.Execute', verb: 'approve', data },
      trigger: 'automatic',
    };

    const answer = await withoutEffect(() => client.press('ben', 'approve', data, { value }));

    expect(shown(answer)).toBe(CARD);
  });

  test('a card of an older request decides nothing on the newer one', async () => {
    const { run, data } = await asked();
    await client.press('ben', 'reject', { ...data, reason: 'not today' });
    await until('it is rejected', async () =>
      standingOf(await client.steward.runs.read(run)).steps.some(
        ({ state }) => state === 'rejected',
      )
        ? true
        : undefined,
    );
    await client.say('ada', `resume ${run}`);
    await settled(run, 2);
    const newer = await dataOf(client.steward, run, 2);

    const answers = await withoutEffect(async () => [
      sentence(await client.press('ben', 'approve', data)),
      sentence(await client.press('cleo', 'approve', data)),
    ]);

    for (const answer of answers) expect(answer).toMatch(/already|another plan|no such request/);
    const right = await client.press('ben', 'approve', newer);
    expect(shown(right)).toBe(CARD);
  });

  test('ten presses at once by one person are one vote', async () => {
    const { run, data } = await asked();

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => client.press('ben', 'approve', data)),
    );

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    const votes = (await client.steward.runs.read(run)).filter(({ kind }) => kind === 'decided');
    const steps = votes.map((vote) => ('step' in vote ? vote.step : ''));
    expect(new Set(steps).size).toBe(steps.length);
    expect(votes.length).toBeGreaterThan(3);
    const says = answers.filter((answer) => shown(answer) !== CARD).map(sentence);
    for (const each of says) expect(each).toMatch(/on record already|already/);
  });

  test('two approvers who press many times at once are two votes, and each change is made once', async () => {
    const { run, data } = await asked();
    const { runs, address } = client.steward;

    await Promise.all(
      Array.from({ length: 8 }, (_, at) => client.press(at % 2 ? 'ben' : 'cleo', 'approve', data)),
    );
    const applied = async (): Promise<number> =>
      (await runs.read(run)).filter(({ kind }) => kind === 'applied').length;
    await until('all is applied', async () => ((await applied()) >= 5 ? true : undefined));
    await sleep(300);

    const entries = await runs.read(run);
    const votes = entries.flatMap((entry) =>
      entry.kind === 'decided' ? [`${entry.step} ${entry.by.id}`] : [],
    );
    expect(new Set(votes).size).toBe(votes.length);
    expect(twice(entries)).toEqual([]);
    expect(unapproved(entries)).toEqual([]);
    const changes = await changesAt(address);
    expect(new Set(changes).size).toBe(changes.length);
    expect(changes).toHaveLength(5);
  });

  test('one who approves and one who rejects at the same time do not both win', async () => {
    const { run, data } = await asked();

    await Promise.all([
      client.press('ben', 'approve', data),
      client.press('cleo', 'reject', { ...data, reason: 'no' }),
      client.press('ben', 'approve', data),
      client.press('cleo', 'reject', { ...data, reason: 'no' }),
    ]);
    await sleep(800);

    const entries = await client.steward.runs.read(run);
    const { asks } = standingOf(entries);
    const sensitive = asks.filter(({ quorum }) => quorum === 2);
    expect(sensitive.length).toBeGreaterThan(0);
    for (const ask of sensitive) expect(ask.state).toBe('rejected');
    for (const { step, votes } of asks)
      for (const verdict of ['approved', 'rejected'])
        expect({ step, more: votes.filter((vote) => vote.verdict === verdict).length > 1 }).toEqual(
          {
            step,
            more: false,
          },
        );
    const applied = entries.flatMap((entry) => (entry.kind === 'applying' ? [entry.step] : []));
    const rejected = asks.filter(({ state }) => state === 'rejected').map(({ step }) => step);
    expect(applied.filter((step) => rejected.includes(step))).toEqual([]);
  });

  test('nothing can be pressed back to life after a run was cancelled', async () => {
    const { run, data } = await asked();
    expect(await client.say('ada', `cancel ${run}`)).toMatch(/Cancelled/);
    const pressed: readonly (readonly [Who, string])[] = [
      ['ben', 'approve'],
      ['cleo', 'reject'],
      ['ada', 'withdraw'],
      ['ada', 'resume'],
      ['ada', 'cancel'],
      ['ada', 'done'],
    ];

    const answers = await withoutEffect(async () => {
      const all: string[] = [];
      for (const [who, verb] of pressed)
        all.push(sentence(await client.press(who, verb, { ...data, step: 'sas-logging' })));
      return all;
    });

    for (const answer of answers) expect(answer).toMatch(/took this back|cancelled already/);
  });

  test('typed commands know the same limits as buttons', async () => {
    const { run } = await asked();
    const typed: readonly (readonly [Who, string, RegExp])[] = [
      ['ada', `approve ${run}-1`, /Only approvers/],
      ['dan', `approve ${run}-1`, /Only approvers/],
      ['dan', `reject ${run}-1 because`, /Only approvers/],
      ['finn', `approve ${run}-1`, /no role/],
      ['finn', `cancel ${run}`, /no role/],
      ['finn', `status ${run}`, /no role/],
      ['ben', `withdraw ${run}`, /Only operators/],
      ['ben', `cancel ${run}`, /Only operators/],
      ['ben', `resume ${run}`, /Only operators/],
      ['ben', 'set up dynamics auditing', /Only operators/],
      ['finn', 'set up dynamics auditing', /operator|no role/],
      ['ben', `approve ${run}-7`, /no such request/],
      ['ben', `approve ${run}-99999999999`, /./],
      ['ben', 'approve ZZZZZZ-1', /no run ZZZZZZ/],
      ['ada', `undo ${run} ${'x'.repeat(20_000)}`, /./],
    ];

    const says = await withoutEffect(async () => {
      const all: string[] = [];
      for (const [who, text] of typed) all.push(await client.say(who, text));
      return all;
    });

    for (const [at, [who, text, expected]] of typed.entries())
      expect(`${who} ${text.slice(0, 30)}: ${says[at]}`).toMatch(expected);
  });

  test('what old clients send in place of a press is judged like a press', async () => {
    const { data } = await asked();
    const values: readonly (readonly [Who, unknown])[] = [
      ['dan', { verb: 'approve', ...data }],
      ['ada', { verb: 'approve', ...data }],
      ['ben', { verb: 'approve', ...data, digest: '0'.repeat(64) }],
      ['ben', { verb: 'constructor', ...data }],
      ['ben', { verb: ['approve'], ...data }],
      ['ben', [{ verb: 'approve', ...data }]],
      ['ben', 'approve'],
      ['ben', 7],
      ['ben', { form: 'environment', environment: { toString: 'x' } }],
      ['ada', JSON.parse('{"__proto__":{"verb":"cancel"},"form":"tables"}')],
    ];

    const says = await withoutEffect(async () => {
      const all: string[] = [];
      for (const [who, value] of values) all.push(await client.say(who, '', { value }));
      return all;
    });

    for (const each of says) expect(each.length).toBeGreaterThan(40);
  });

  test('bodies of any shape are refused and the bot stays alive', async () => {
    const base = client.activity('ben', { type: 'message', text: 'help' });
    const odd: readonly unknown[] = [null, 7, 'x', [], {}, [[]], { a: 1 }, true, '', -0];
    const shapes = Object.keys(base).flatMap((key) =>
      odd.map((value) => ({ ...base, [key]: value })),
    );
    const nested = ['from', 'recipient', 'conversation', 'channelData'].flatMap((key) =>
      odd.flatMap((value) =>
        Object.keys(base[key] as object).map((inner) => ({
          ...base,
          [key]: { ...(base[key] as object), [inner]: value },
        })),
      ),
    );
    const presses = odd.flatMap((value) => [
      { ...base, type: 'invoke', name: 'adaptiveCard/action', value },
      { ...base, type: 'invoke', name: 'adaptiveCard/action', value: { action: value } },
      { ...base, type: 'invoke', name: value, value: {} },
    ]);
    const raw: readonly string[] = ['{', 'null', '[]', '"x"', '{"type":', '\u0000', '{}'];
    const all = [...odd, ...shapes, ...nested, ...presses].map((body) => JSON.stringify(body));

    const statuses = await withoutEffect(async () => {
      const answers: Answer[] = [];
      for (const body of [...all, ...raw]) answers.push(await client.post(body));
      return answers.map(({ status }) => status);
    });

    // By the protocol, 501 says that nobody here knows an invoke of this name.
    expect(statuses.filter((status) => status >= 500 && status !== 501)).toEqual([]);
    expect(await client.say('ben', 'help')).toMatch(/approvals/);
  });

  test('what is too large, or no JSON at all, is turned away unread', async () => {
    const large = client.activity('ben', { type: 'message', text: 'x'.repeat(1024 * 1024) });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };

    const answers = [
      await client.post(large).catch(() => ({ status: 413 })),
      await client.post('type=message', form),
      await client.post('{"type":"message"}', { 'content-type': 'text/plain' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([413, 415, 415]);
    expect(await client.say('ben', 'help')).toMatch(/approvals/);
  });

  test('an address somewhere else is never written to', async () => {
    const elsewhere = [
      'https://evil.example/teams/',
      'http://169.254.169.254/',
      'file:///etc/passwd',
    ];

    const statuses = await withoutEffect(async () => {
      const all: number[] = [];
      for (const serviceUrl of elsewhere) {
        const said = client.activity('ada', { type: 'message', text: 'help', serviceUrl });
        all.push((await client.post(said)).status);
      }
      return all;
    });

    for (const status of statuses) expect([400, 401, 403]).toContain(status);
  });
});
