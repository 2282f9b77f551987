import { expect } from 'expect';
import { type Answer, type Who } from './client.ts';
import { openHouse, sentence } from './intruder-stage.ts';

suite('bodies of any shape and size', function () {
  this.timeout(300_000);
  const house = openHouse();

  test('card data of any depth is answered with a sentence and does nothing', async () => {
    const { data } = await house.asked();
    const press = { action: { type: 'Action.Execute', verb: 'approve', data: 'DEEP' } };
    const invoke = { type: 'invoke', name: 'adaptiveCard/action', value: press };
    const body = JSON.stringify(house.client.activity('ben', invoke));
    const nested = [1_000, 10_000, 100_000].flatMap((depth) => [
      `${'['.repeat(depth)}${']'.repeat(depth)}`,
      `{"run":"${String(data['run'])}","reason":${'{"a":'.repeat(depth / 4)}1${'}'.repeat(depth / 4)}}`,
    ]);

    const answers = await house.withoutEffect(async () => {
      const all: Answer[] = [];
      for (const each of nested) all.push(await house.client.post(body.replace('"DEEP"', each)));
      return all;
    });

    for (const answer of answers)
      if (answer.status === 200) sentence(answer);
      else expect(answer.status).toBe(400);
    expect(await house.client.say('ben', 'help')).toMatch(/approvals/);
  });

  test('what old clients send in place of a press is judged like a press', async () => {
    const { data } = await house.asked();
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

    const says = await house.withoutEffect(async () => {
      const all: string[] = [];
      for (const [who, value] of values) all.push(await house.client.say(who, '', { value }));
      return all;
    });

    for (const each of says) expect(each.length).toBeGreaterThan(40);
  });

  test('bodies of any shape are refused and the bot stays alive', async () => {
    const base = house.client.activity('ben', { type: 'message', text: 'help' });
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

    const statuses = await house.withoutEffect(async () => {
      const answers: Answer[] = [];
      for (const body of [...all, ...raw]) answers.push(await house.client.post(body));
      return answers.map(({ status }) => status);
    });

    // By the protocol, 501 says that nobody here knows an invoke of this name.
    expect(statuses.filter((status) => status >= 500 && status !== 501)).toEqual([]);
    expect(await house.client.say('ben', 'help')).toMatch(/approvals/);
  });

  test('what is too large, or no JSON at all, is turned away unread', async () => {
    const large = house.client.activity('ben', { type: 'message', text: 'x'.repeat(1024 * 1024) });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };

    const answers = [
      await house.client.post(large).catch(() => ({ status: 413 })),
      await house.client.post('type=message', form),
      await house.client.post('{"type":"message"}', { 'content-type': 'text/plain' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([413, 415, 415]);
    expect(await house.client.say('ben', 'help')).toMatch(/approvals/);
  });

  test('an address somewhere else is never written to', async () => {
    const elsewhere = [
      'https://evil.example/teams/',
      'http://169.254.169.254/',
      'file:///etc/passwd',
    ];

    const statuses = await house.withoutEffect(async () => {
      const all: number[] = [];
      for (const serviceUrl of elsewhere) {
        const said = house.client.activity('ada', { type: 'message', text: 'help', serviceUrl });
        all.push((await house.client.post(said)).status);
      }
      return all;
    });

    for (const status of statuses) expect([400, 401, 403]).toContain(status);
  });
});
