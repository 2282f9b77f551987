import { expect } from 'expect';
import { request } from 'node:http';
import { openHouse, type TeamsHouse } from '../fakes/chatty-bot.ts';
import { PEOPLE, STRANGER } from '../../src/sandbox/people.ts';
import { CHANNEL } from '../../src/sandbox/teams-roster.ts';

const [ADA] = PEOPLE;

suite('people in the sandbox', () => {
  let house: TeamsHouse;
  setup(async () => {
    house = await openHouse();
  });
  teardown(() => house.close());

  const types = () => house.bot.received.map(({ type }) => type);

  test('a message reaches the bot as Teams sends it, and the answer stands in the chat', async () => {
    const said = await house.post('/sandbox/teams/say', { person: 'Ada', text: 'hello' });

    const messages = await house.messages('Ada');
    expect(said).toMatchObject({ status: 200, body: { delivered: true } });
    expect(messages.map(({ from, text }) => [from.name, text])).toEqual([
      ['Ada', 'hello'],
      ['Audit Steward', 'You said hello'],
    ]);
    expect(house.bot.received.at(-1)).toMatchObject({
      type: 'message',
      id: said.body.activityId,
      text: 'hello',
      channelId: 'msteams',
      serviceUrl: `${house.url}/sandbox/connector`,
      from: { id: expect.stringMatching(/^29:/), aadObjectId: ADA?.id, name: 'Ada' },
      recipient: { id: expect.stringMatching(/^28:/) },
      conversation: { conversationType: 'personal', tenantId: ADA?.tenantId },
      channelData: { tenant: { id: ADA?.tenantId } },
      locale: 'en-GB',
      entities: [{ type: 'clientInfo' }],
    });
  });

  test('the bot is told once that it was added, however often the page is loaded', async () => {
    await house.post('/sandbox/teams/open', { person: 'Ada' });
    await house.post('/sandbox/teams/open', { person: 'Ada' });
    await house.post('/sandbox/teams/say', { person: 'Ada', text: 'hello' });

    expect(types()).toEqual(['installationUpdate', 'conversationUpdate', 'message']);
    expect(house.bot.received[0]).toMatchObject({ action: 'add' });
    expect(house.bot.received[1]?.membersAdded).toHaveLength(2);
  });

  test('a bot that was down when the chat was opened is told at the next opening', async () => {
    house.bot.status = 503;
    await house.post('/sandbox/teams/open', { person: 'Ada' });
    house.bot.status = 200;

    await house.post('/sandbox/teams/open', { person: 'Ada' });

    expect(types().filter((type) => type === 'installationUpdate')).toHaveLength(2);
  });

  test('the stranger comes from another tenant and is in no channel of ours', async () => {
    await house.post('/sandbox/teams/say', { person: 'Gus', text: 'hello' });
    const channel = await house.post('/sandbox/teams/say', {
      person: 'Gus',
      conversation: 'channel',
      text: '@Audit Steward hello',
    });

    expect(house.bot.received.at(-1)).toMatchObject({
      conversation: { tenantId: STRANGER.tenantId },
      channelData: { tenant: { id: STRANGER.tenantId } },
    });
    expect(channel.status).toBe(404);
  });

  test('nobody reads the chat of somebody else', async () => {
    await house.post('/sandbox/teams/say', { person: 'Ada', text: 'hello' });
    const conversation = house.bot.received.at(-1)?.conversation.id;

    const read = await house.get(
      `/sandbox/teams/messages?person=Ben&conversation=${encodeURIComponent(conversation)}`,
    );

    expect(read.status).toBe(404);
  });

  test('an unknown person is answered with a sentence', async () => {
    const paths = ['say', 'press', 'open'].map((route) => `/sandbox/teams/${route}`);

    const answers = await Promise.all([
      ...paths.map((path) => house.post(path, { person: 'Zoe', text: 'hello' })),
      house.get('/sandbox/teams/messages?person=Zoe'),
      house.get('/sandbox/teams/events'),
      house.post('/sandbox/teams/people/Zoe', { blocked: true }),
    ]);

    for (const { status, body } of answers) {
      expect(status).toBe(404);
      expect(body.error).toMatch(/no such person.*Ada, Ben/);
    }
  });

  test('nonsense is refused without reaching the bot', async () => {
    const bodies = ['{', '[]', 'null', '', { person: 'Ada' }, { person: 'Ada', text: '   ' }];

    const answers = await Promise.all(
      [...bodies, { person: 'Ada', text: 5 }, { person: 'Ada', text: 'x'.repeat(30_000) }].map(
        (body) => house.post('/sandbox/teams/say', body),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400, 400, 400]);
    expect(types()).toEqual([]);
  });

  test('in the channel only a mention reaches the bot, and the answer joins the thread', async () => {
    const said = { person: 'Ada', conversation: 'channel' };
    const unheard = await house.post('/sandbox/teams/say', { ...said, text: 'morning' });
    const heard = await house.post('/sandbox/teams/say', { ...said, text: '@audit steward help' });

    const messages = await house.messages('Ben', 'channel');
    expect(unheard.body).toMatchObject({ delivered: false });
    expect(house.bot.received.filter(({ type }) => type === 'message')).toHaveLength(1);
    expect(house.bot.received.at(-1)).toMatchObject({
      text: '<at>Audit Steward</at> help',
      conversation: {
        id: `${CHANNEL.id};messageid=${heard.body.activityId}`,
        conversationType: 'channel',
        isGroup: true,
      },
      channelData: { channel: { id: CHANNEL.id }, team: { id: CHANNEL.team.id } },
      entities: [{ type: 'mention', text: '<at>Audit Steward</at>' }, { type: 'clientInfo' }],
    });
    expect(messages.map(({ thread }) => thread)).toEqual([null, null, heard.body.activityId]);
  });

  test('a press reaches the bot as an invoke, and its answer comes back as it is', async () => {
    const posted = await post(house, 'Ada');
    house.bot.onPress = () => ({ statusCode: 400, type: 'x', value: { message: 'No.' } });

    const pressed = await house.post('/sandbox/teams/press', {
      person: 'Ada',
      activityId: posted,
      verb: 'approve',
      data: { run: '7K2QF' },
    });

    expect(pressed.body).toEqual({
      status: 200,
      body: { statusCode: 400, type: 'x', value: { message: 'No.' } },
    });
    expect(house.bot.received.at(-1)).toMatchObject({
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: posted,
      value: {
        action: { type: 'Action.Execute', id: '', verb: 'approve', data: { run: '7K2QF' } },
        trigger: 'manual',
      },
    });
  });

  test("a card cannot be pressed where it is not: another person's chat, a person's message", async () => {
    const posted = await post(house, 'Ada');
    const [mine] = await house.messages('Ada');
    const press = (person: string, activityId: unknown) =>
      house.post('/sandbox/teams/press', { person, activityId, verb: 'approve' });

    const answers = await Promise.all([
      press('Ben', posted),
      press('Ada', mine?.activityId),
      press('Ada', '1'),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(types()).not.toContain('invoke');
  });

  test('a submitted card arrives as a message with a value and no text', async () => {
    const said = { person: 'Ada', value: { form: 'environment' }, replyToId: '17' };

    await house.post('/sandbox/teams/say', said);

    const received = house.bot.received.at(-1);
    expect(received).toMatchObject({ value: { form: 'environment' }, replyToId: '17' });
    expect(received).not.toHaveProperty('text');
  });

  test('who says something to a bot that fails is told, and the message is kept', async () => {
    house.bot.status = 500;

    const said = await house.post('/sandbox/teams/say', { person: 'Ada', text: 'hello' });

    expect(said.status).toBe(502);
    expect(said.body).toMatchObject({ delivered: false, error: expect.stringContaining('500') });
    expect((await house.messages('Ada'))[0]?.activityId).toBe(said.body.activityId);
  });

  test('a bot that does not answer in time is given up', async () => {
    await house.close();
    house = await openHouse({ patience: 60 });
    const posted = await post(house, 'Ada');
    house.bot.onPress = () => new Promise((late) => setTimeout(late, 150));

    const pressed = await house.post('/sandbox/teams/press', { person: 'Ada', activityId: posted });

    expect(pressed.body).toMatchObject({ status: 504 });
  });

  test('uninstalling is told to the bot, blocking is not', async () => {
    await house.post('/sandbox/teams/open', { person: 'Ada' });
    const before = house.bot.received.length;

    await house.post('/sandbox/teams/people/Ada', { blocked: true });
    await house.post('/sandbox/teams/people/Ada', { blocked: 'uninstalled' });
    await house.post('/sandbox/teams/people/Ada', { blocked: 'uninstalled' });
    await house.post('/sandbox/teams/people/Ada', { blocked: false });

    const told = house.bot.received.slice(before).map(({ type, action }) => [type, action]);
    expect(told).toEqual([
      ['installationUpdate', 'remove'],
      ['installationUpdate', 'add'],
    ]);
  });

  test('who has blocked the bot cannot talk to it either', async () => {
    await house.post('/sandbox/teams/people/Ada', { blocked: true });

    const said = await house.post('/sandbox/teams/say', { person: 'Ada', text: 'hello' });

    expect(said.status).toBe(403);
    expect(house.bot.received).toEqual([]);
  });

  test('the chat is still there after a restart, and a reset forgets it', async () => {
    await house.post('/sandbox/teams/say', { person: 'Ada', text: 'hello' });
    await house.close();
    house = await openHouse({ folder: house.folder });

    const kept = await house.messages('Ada');
    await house.post('/sandbox/teams/open', { person: 'Ada' });
    house.teams.reset();

    expect(kept.map(({ text }) => text)).toEqual(['hello', 'You said hello']);
    expect(types()).toEqual([]);
    expect(await house.messages('Ada')).toEqual([]);
    await house.post('/sandbox/teams/open', { person: 'Ada' });
    expect(types()).toContain('installationUpdate');
  });

  test('messages of one moment keep their order, also when the clock is set back', async () => {
    let now = new Date('2026-11-21T12:00:00Z');
    await house.close();
    house = await openHouse({ clock: { now: () => now } });
    await house.post('/sandbox/teams/say', { person: 'Ada', text: 'one' });
    now = new Date('2026-11-20T12:00:00Z');

    await house.post('/sandbox/teams/say', { person: 'Ada', text: 'two' });

    const texts = (await house.messages('Ada')).map(({ text }) => text);
    expect(texts).toEqual(['one', 'You said one', 'two', 'You said two']);
  });
});

suite('strangers at the sandbox door', () => {
  let house: TeamsHouse;
  setup(async () => {
    house = await openHouse();
  });
  teardown(() => house.close());

  const ask = (method: string, path: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((answered, failed) => {
      const { hostname, port } = new URL(house.url);
      request({ hostname, port, method, path, headers }, (response) => {
        response.resume();
        answered(response.statusCode);
      })
        .on('error', failed)
        .end(method === 'POST' ? JSON.stringify({ person: 'Ada', text: 'hi' }) : undefined);
    });

  test('a host name that is not of this machine is refused: DNS rebinding', async () => {
    const hosts = [
      'evil.example',
      '127.0.0.1.evil.example',
      'localhost.evil.example:80',
      'localhost.',
    ];

    const answers = await Promise.all(hosts.map((host) => ask('GET', '/', { host })));

    expect(answers).toEqual([403, 403, 403, 403]);
  });

  test('localhost by any of its names is welcome', async () => {
    const hosts = ['localhost', 'LOCALHOST:3978', '127.0.0.1:1', '[::1]:3978'];

    const answers = await Promise.all(hosts.map((host) => ask('GET', '/', { host })));

    expect(answers).toEqual([200, 200, 200, 200]);
  });

  test('a page of another origin can post nothing', async () => {
    const origins = [
      'https://evil.example',
      'null',
      `${house.url}.evil.example`,
      'http://127.0.0.1',
    ];

    const answers = await Promise.all(
      origins.map((origin) => ask('POST', '/sandbox/teams/say', { origin })),
    );
    const fetched = await ask('POST', '/sandbox/teams/say', { 'sec-fetch-site': 'cross-site' });
    const own = await ask('POST', '/sandbox/teams/say', { origin: house.url });

    expect([...answers, fetched]).toEqual([403, 403, 403, 403, 403]);
    expect(own).toBe(200);
  });

  test('only files of the page are served, with a policy that forbids inline script', async () => {
    const names = [
      '..%2fteams.ts',
      '%2e%2e/teams.ts',
      'nothing.js',
      '%00.js',
      '%E0%A4%A',
      'a/b.js',
    ];

    const answers = await Promise.all(names.map((name) => ask('GET', `/sandbox/page/${name}`, {})));
    const page = await fetch(house.url);
    const renderer = await fetch(`${house.url}/sandbox/page/adaptivecards.min.js`);

    expect(answers.filter((status) => status === 200 || status === 500)).toEqual([]);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'self'/);
    expect(page.headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
    expect(page.headers.get('content-security-policy')).not.toMatch(/unsafe/);
    expect(await page.text()).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(renderer.headers.get('content-type')).toMatch(/javascript/);
  });

  test('what is not its own is left to others', async () => {
    const paths = ['/api/other', '/healthz', '/sandbox/state', '/sandbox/teamsters', '/sandboxx'];

    const answers = await Promise.all(
      paths.map((path) => ask('GET', path, { host: 'evil.example' })),
    );

    expect(answers).toEqual([404, 404, 404, 404, 404]);
  });
});

/** A message that the bot has posted to a person. */
async function post(house: TeamsHouse, person: string): Promise<string> {
  await house.post('/sandbox/teams/say', { person, text: 'hello' });
  return (await house.messages(person)).at(-1)?.activityId;
}
