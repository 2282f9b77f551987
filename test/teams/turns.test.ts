import { expect } from 'expect';
import { ADA, message, press, startRig, TENANT, until, type Rig } from './rig.ts';

const FOREIGN = '22222222-2222-4222-8222-222222222222';
const NEVER = new Promise<never>(() => undefined);

const told = (value: string) => ({
  status: 200,
  body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value },
});

suite('turns', () => {
  let rig: Rig;
  const start = async (given: Parameters<typeof startRig>[0] = {}) => {
    rig = await startRig(given);
    return rig;
  };
  teardown(() => rig.stop());

  test('a message is answered where it came from', async () => {
    await start();

    const answer = await rig.post(message(rig.connector, 'hello'));

    expect(answer).toEqual({ status: 200, body: undefined });
    expect(rig.connector.texts()).toEqual(['You said hello']);
    expect(rig.connector.sent[0]?.path).toMatch(
      /^\/teams\/v3\/conversations\/a%3Aada\/activities\/in-\d+$/,
    );
  });

  suite('the gate', () => {
    const strangers: Readonly<Record<string, Record<string, unknown>>> = {
      'another tenant': {
        conversation: { id: 'a:x', conversationType: 'personal', tenantId: FOREIGN },
        channelData: { tenant: { id: FOREIGN } },
      },
      'another tenant in the channel data only': { channelData: { tenant: { id: FOREIGN } } },
      'another tenant in the conversation only': {
        conversation: { id: 'a:x', conversationType: 'personal', tenantId: FOREIGN },
      },
      'no tenant at all': { conversation: { id: 'a:x' }, channelData: {} },
      'an empty tenant': { conversation: { id: 'a:x', tenantId: '' }, channelData: null },
      'another channel': { channelId: 'directline' },
      'a channel of nearly the same name': { channelId: 'msteams ' },
    };

    for (const [who, other] of Object.entries(strangers))
      test(`${who} gets no answer, and nothing is looked at`, async () => {
        const looked: string[] = [];
        await start({
          handlers: {
            message: async () => void looked.push('message'),
            seen: async () => void looked.push('seen'),
            arrived: async () => void looked.push('arrived'),
          },
        });

        const spoken = await rig.post(message(rig.connector, 'help', other));
        const installed = await rig.post(
          message(rig.connector, '', { type: 'installationUpdate', action: 'add', ...other }),
        );

        expect([spoken.status, installed.status]).toEqual([200, 200]);
        expect(rig.connector.sent).toEqual([]);
        expect(looked).toEqual([]);
        expect(rig.lines.map(({ event }) => event)).toEqual([
          'activity.refused',
          'activity.refused',
        ]);
      });

    test('a press from another tenant is told so and decides nothing', async () => {
      const presses: string[] = [];
      await start({
        handlers: {
          press: async ({ verb }) => {
            presses.push(verb);
            return { kind: 'message', text: 'done' };
          },
        },
      });

      const answer = await rig.post(
        press(rig.connector, 'approve', { channelData: { tenant: { id: FOREIGN } } }),
      );

      expect(answer).toEqual(told('This bot does not serve your organisation.'));
      expect(presses).toEqual([]);
      expect(rig.connector.sent).toEqual([]);
    });

    test('an old client that names the tenant in the channel data only is served', async () => {
      await start();

      await rig.post(
        message(rig.connector, 'hello', {
          conversation: { id: 'a:ada', conversationType: 'personal' },
        }),
      );

      expect(rig.connector.texts()).toEqual(['You said hello']);
    });

    test('the spelling of a tenant id does not matter', async () => {
      await start({ turns: { tenant: FOREIGN.toUpperCase() } });
      const conversation = { id: 'a:ada', conversationType: 'personal', tenantId: FOREIGN };

      await rig.post(message(rig.connector, 'hello', { conversation, channelData: {} }));

      expect(rig.connector.texts()).toEqual(['You said hello']);
    });
  });

  suite('who is speaking', () => {
    for (const aadObjectId of [undefined, null, '', 'Ada', `${ADA}' or 1=1`])
      test(`somebody whose object id is ${JSON.stringify(aadObjectId)} is told why nothing happens`, async () => {
        await start();
        const from = { id: '29:x', name: 'X', aadObjectId };

        await rig.post(message(rig.connector, 'hello', { from }));
        const pressed = await rig.post(press(rig.connector, 'approve', { from }));

        expect(rig.connector.texts()).toEqual([expect.stringMatching(/cannot tell who you are/)]);
        expect(pressed).toEqual(told(expect.stringMatching(/cannot tell who you are/) as never));
      });

    test('a person has one id, however it is spelt', async () => {
      const people: string[] = [];
      await start({ handlers: { message: async ({ person }) => void people.push(person.id) } });

      const from = { id: '29:ada', name: 'Ada', aadObjectId: ADA.toUpperCase() };
      await rig.post(message(rig.connector, 'hello', { from }));

      expect(people).toEqual([ADA]);
    });

    test('what the bot says itself is not answered', async () => {
      await start();

      await rig.post(message(rig.connector, 'hello', { from: { id: '28:bot', aadObjectId: ADA } }));

      expect(rig.connector.sent).toEqual([]);
    });

    test('the bot itself presses nothing, whatever id it comes with', async () => {
      const pressed: string[] = [];
      await start({
        handlers: {
          press: async ({ person }) => {
            pressed.push(person.id);
            return { kind: 'message', text: 'Pressed.' };
          },
        },
      });

      const from = { id: '28:bot', aadObjectId: ADA };
      await rig.post(press(rig.connector, 'approve', { from }));

      expect(pressed).toEqual([]);
    });
  });

  suite('text', () => {
    test('a mention of the bot is not part of what was said', async () => {
      await start();
      const entities = [
        { type: 'mention', mentioned: { id: '28:bot' }, text: '<at>Audit (Steward)</at>' },
        { type: 'mention', mentioned: { id: '29:ben' }, text: '<at>Ben</at>' },
        { type: 'clientInfo' },
      ];

      await rig.post(
        message(rig.connector, '<at>Audit (Steward)</at>\u00a0ask <at>Ben</at>', { entities }),
      );

      expect(rig.connector.texts()).toEqual(['You said ask <at>Ben</at>']);
    });

    test('a recogniser sees at most 256 characters, and the rest is kept for reasons', async () => {
      const seen: unknown[] = [];
      await start({
        handlers: {
          message: async ({ text, fullText, context }) =>
            void seen.push([text.length, fullText.length, context.activity.text.length]),
        },
      });

      await rig.post(message(rig.connector, 'one hundred and '.repeat(1000)));

      expect(seen).toEqual([[256, 4000, 256]]);
    });

    test('a cut leaves no half character', async () => {
      const seen: string[] = [];
      await start({ handlers: { message: async ({ text }) => void seen.push(text) } });

      await rig.post(message(rig.connector, `${'a'.repeat(255)}😀 and more`));

      expect(seen).toEqual(['a'.repeat(255)]);
    });

    for (const text of [null, undefined])
      test(`a submitted form without text (${text}) reaches the bot with its values`, async () => {
        const seen: unknown[] = [];
        await start({
          handlers: { message: async (said) => void seen.push([said.text, said.value]) },
        });

        await rig.post({ ...message(rig.connector, ''), text, value: { tables: 'account' } });

        expect(seen).toEqual([['', { tables: 'account' }]]);
      });
  });

  suite('order', () => {
    test('messages of one conversation are answered one after the other, of others at once', async () => {
      const trace: string[] = [];
      await start({
        handlers: {
          message: async ({ text }) => {
            trace.push(`begin ${text}`);
            // It ends only after the other conversation has come to its turn.
            if (text === 'one') await until(() => trace.includes('begin other'));
            trace.push(`end ${text}`);
          },
        },
      });
      const elsewhere = {
        conversation: { id: 'a:ben', conversationType: 'personal', tenantId: TENANT },
      };

      const first = rig.post(message(rig.connector, 'one'));
      await until(() => trace.length === 1);
      await Promise.all([
        first,
        rig.post(message(rig.connector, 'two')),
        rig.post(message(rig.connector, 'other', elsewhere)),
      ]);

      const own = trace.filter((line) => !line.includes('other'));
      expect(own).toEqual(['begin one', 'end one', 'begin two', 'end two']);
      expect(trace.indexOf('begin other')).toBeLessThan(trace.indexOf('end one'));
    });

    test('a press does not wait for a message that is being worked on', async () => {
      await start({ handlers: { message: () => NEVER }, limits: { turnDeadlineMs: 300 } });
      const running = rig.post(message(rig.connector, 'long'));

      const answer = await rig.post(press(rig.connector, 'approve'));

      expect(answer).toEqual(told('You pressed approve'));
      await running;
    });

    test('a turn that hangs does not hold up its conversation for ever', async () => {
      await start({
        handlers: {
          message: ({ text, context }) =>
            text === 'hang' ? NEVER : context.sendActivity('Here').then(() => undefined),
        },
        limits: { turnDeadlineMs: 30 },
      });

      await Promise.all([
        rig.post(message(rig.connector, 'hang')),
        rig.post(message(rig.connector, 'next')),
      ]);

      expect(rig.connector.texts()).toContain('Here');
      expect(rig.connector.texts()).toContainEqual(expect.stringMatching(/takes longer/));
    });

    test('a conversation that is flooded is told to wait', async () => {
      await start({
        handlers: { message: () => NEVER },
        limits: { turnDeadlineMs: 40, waitingTurns: 1 },
      });

      const first = rig.post(message(rig.connector, 'one'));
      await new Promise((resolve) => setTimeout(resolve, 10));
      await rig.post(message(rig.connector, 'two'));

      expect(rig.connector.texts()).toEqual([expect.stringMatching(/still working/)]);
      await first;
    });

    test('the lock that is given is held around each turn', async () => {
      const trace: string[] = [];
      await start({
        handlers: { message: async () => void trace.push('turn') },
        turns: {
          withLock: async (key, work) => {
            trace.push(`lock ${key}`);
            return work();
          },
        },
      });

      await rig.post(message(rig.connector, 'hello'));

      expect(trace).toEqual(['lock a:ada', 'turn']);
    });
  });

  suite('pace', () => {
    test('who writes too fast is told once and then not heard', async () => {
      await start({ limits: { turnsPerMinute: 2 } });

      for (const text of ['1', '2', '3', '4', '5']) await rig.post(message(rig.connector, text));

      expect(rig.connector.texts()).toEqual([
        'You said 1',
        'You said 2',
        expect.stringMatching(/a lot at once/),
      ]);
    });

    test('who presses too fast is told so, each time', async () => {
      await start({ limits: { pressesPerMinute: 1 } });

      const answers = [];
      for (let turn = 0; turn < 3; turn += 1)
        answers.push(await rig.post(press(rig.connector, 'approve')));

      const fast = told(expect.stringMatching(/a lot at once/) as never);
      expect(answers).toEqual([told('You pressed approve'), fast, fast]);
    });

    test('one fast person does not slow another down', async () => {
      await start({ limits: { turnsPerMinute: 1 } });
      const from = { id: '29:ben', name: 'Ben', aadObjectId: ADA.replace(/1$/, '2') };

      await rig.post(message(rig.connector, 'one'));
      await rig.post(message(rig.connector, 'two', { from }));

      expect(rig.connector.texts()).toEqual(['You said one', 'You said two']);
    });
  });

  suite('presses', () => {
    test('a handler learns who pressed what, where', async () => {
      const presses: unknown[] = [];
      await start({
        handlers: {
          press: async (pressed) => {
            presses.push(pressed);
            return { kind: 'card', card: { type: 'AdaptiveCard', body: [] } };
          },
        },
      });

      const answer = await rig.post(press(rig.connector, 'approve'));

      expect(answer).toEqual({
        status: 200,
        body: {
          statusCode: 200,
          type: 'application/vnd.microsoft.card.adaptive',
          value: { type: 'AdaptiveCard', body: [] },
        },
      });
      expect(presses).toEqual([
        {
          person: { id: ADA, name: 'Ada' },
          tenant: TENANT,
          verb: 'approve',
          data: { run: '7K2QF' },
          replyToId: 'card-1',
          conversationId: 'a:ada',
          conversationType: 'personal',
          trigger: 'manual',
          activityId: expect.stringMatching(/^in-/),
        },
      ]);
    });

    test('a refresh by a client is told apart from a press', async () => {
      await start({
        handlers: { press: async ({ trigger }) => ({ kind: 'message', text: trigger }) },
      });
      const value = { action: { verb: 'refresh', data: {} }, trigger: 'automatic' };

      const answer = await rig.post(press(rig.connector, 'refresh', { value }));

      expect(answer).toEqual(told('automatic'));
    });

    const odd: readonly unknown[] = [
      undefined,
      null,
      'approve',
      [],
      {},
      { action: null },
      { action: { verb: 7 } },
      { action: { verb: '' } },
      { action: { verb: 'a b; drop' } },
      { action: { verb: 'x'.repeat(500) } },
    ];
    for (const value of odd)
      test(`a press that says ${JSON.stringify(value)?.slice(0, 40)} is answered with a sentence`, async () => {
        await start();

        const answer = await rig.post(press(rig.connector, 'approve', { value }));

        expect(answer).toEqual(
          told(expect.stringMatching(/do not understand this button/) as never),
        );
      });

    test('a handler that throws is answered with a reference and nothing of the error', async () => {
      await start({
        handlers: { press: () => Promise.reject(new Error('secret host db.example')) },
      });

      const answer = await rig.post(press(rig.connector, 'approve'));

      expect(answer.status).toBe(200);
      expect(JSON.stringify(answer.body)).not.toContain('db.example');
      const logged = rig.lines.find(({ event }) => event === 'press.failed');
      const { reference } = logged?.fields as { reference: string };
      expect(JSON.stringify(answer.body)).toContain(reference);
    });

    test('a handler that throws before it promises anything is answered too', async () => {
      await start({
        handlers: {
          press: () => {
            throw new Error('at once');
          },
        },
      });

      const answer = await rig.post(press(rig.connector, 'approve'));

      expect(answer).toEqual(told(expect.stringMatching(/Something went wrong/) as never));
    });

    test('a slow handler is answered in time, and its late failure ends nothing', async () => {
      let fail: (error: Error) => void = () => undefined;
      await start({
        limits: { pressDeadlineMs: 20 },
        handlers: { press: () => new Promise((_resolve, reject) => (fail = reject)) },
      });

      const answer = await rig.post(press(rig.connector, 'approve'));
      fail(new Error('too late'));
      await until(() => rig.lines.some(({ event }) => event === 'press.failed'));

      expect(answer).toEqual(told(expect.stringMatching(/being worked on/) as never));
    });

    test('an invoke of another kind starts nothing', async () => {
      const touched: string[] = [];
      await start({
        handlers: {
          message: async () => void touched.push('message'),
          press: async () => {
            touched.push('press');
            return { kind: 'message', text: '' };
          },
        },
      });

      const answer = await rig.post(press(rig.connector, 'x', { name: 'signin/verifyState' }));

      expect(answer.status).toBe(501);
      expect(touched).toEqual([]);
    });
  });

  suite('arrivals', () => {
    test('being added is told once, although Teams says it twice', async () => {
      const arrivals: unknown[] = [];
      await start({
        handlers: {
          arrived: async ({ person, conversationType }) =>
            void arrivals.push([person?.id, conversationType]),
        },
      });

      await rig.post(message(rig.connector, '', { type: 'installationUpdate', action: 'add' }));
      await rig.post(
        message(rig.connector, '', {
          type: 'conversationUpdate',
          membersAdded: [{ id: '28:bot' }, { id: '29:ada' }],
        }),
      );
      await rig.post(message(rig.connector, '', { type: 'installationUpdate', action: 'remove' }));

      expect(arrivals).toEqual([[ADA, 'personal']]);
    });

    test('whatever else Teams reports is taken without an answer', async () => {
      await start();

      const kinds = ['messageReaction', 'typing', 'messageUpdate', 'messageDelete', 'event', 'odd'];
      for (const type of kinds) await rig.post(message(rig.connector, 'x', { type }));

      expect(rig.connector.sent).toEqual([]);
    });
  });

  suite('faults', () => {
    test('a turn that fails is answered with a reference and nothing of the error', async () => {
      await start({
        handlers: { message: () => Promise.reject(new Error('SELECT * FROM secrets')) },
      });

      const answer = await rig.post(message(rig.connector, 'hello'));

      expect(answer.status).toBe(200);
      const [text = ''] = rig.connector.texts();
      expect(text).toMatch(/reference [0-9a-f]{8}/);
      expect(text).not.toContain('SELECT');
    });

    test('a failure to note where somebody is does not keep them from an answer', async () => {
      await start({ handlers: { seen: () => Promise.reject(new Error('disk full')) } });

      await rig.post(message(rig.connector, 'hello'));

      expect(rig.connector.texts()).toEqual(['You said hello']);
    });

    test('a slow turn shows that the bot is at work', async () => {
      await start({
        limits: { signOfLifeMs: 5 },
        handlers: {
          message: async ({ context }) => {
            await new Promise((resolve) => setTimeout(resolve, 40));
            await context.sendActivity('Done');
          },
        },
      });

      await rig.post(message(rig.connector, 'work'));

      expect(rig.connector.sent.map(({ body }) => body.type)).toEqual(['typing', 'message']);
    });

    test('turns are counted without anybody being named', async () => {
      await start();

      await rig.post(message(rig.connector, 'hello'));
      await rig.post(press(rig.connector, 'approve'));
      const { text } = await rig.metrics.page();

      expect(text).toContain('audit_steward_turns_total{kind="message",outcome="done"} 1');
      expect(text).toContain('audit_steward_presses_total{outcome="answered"} 1');
      expect(text).not.toContain(ADA);
    });
  });
});
