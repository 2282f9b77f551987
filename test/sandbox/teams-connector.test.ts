import { expect } from 'expect';
import { openHouse, type Sent, type TeamsHouse } from '../fakes/chatty-bot.ts';
import { OTHER_TENANT_ID, PEOPLE, STRANGER, TENANT_ID } from '../../src/sandbox/people.ts';
import { findPerson, CHANNEL, chatIdOf, userIdOf } from '../../src/sandbox/teams-roster.ts';
import type { SeededPerson } from '../../src/sandbox/people.ts';

const personOf = (name: string): SeededPerson => {
  const found = findPerson(name);
  if (!found) throw new Error(name);
  return found;
};
const [ada, ben] = [personOf('Ada'), personOf('Ben')];

const chat = (id: string, more: object = {}) => ({
  isGroup: false,
  bot: { id: '28:x' },
  members: [{ id }],
  tenantId: TENANT_ID,
  channelData: { tenant: { id: TENANT_ID } },
  ...more,
});

const CARD = 'application/vnd.microsoft.card.adaptive';
const card = (text: string) => ({
  type: 'message',
  attachments: [
    { contentType: CARD, content: { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text }] } },
  ],
});

suite('the sandbox as Bot Connector', () => {
  let house: TeamsHouse;
  setup(async () => {
    house = await openHouse();
  });
  teardown(() => house.close());

  const enter = (person: SeededPerson) =>
    house.post('/sandbox/teams/open', { person: person.name });
  const at = (conversation: string, rest = 'activities') =>
    `conversations/${encodeURIComponent(conversation)}/${rest}`;
  const send = (activity: object, person = ada): Promise<Sent> =>
    house.connect('POST', at(chatIdOf(person)), activity);

  test('a chat is created by Teams id or by object id, twice the same, and can be written to', async () => {
    const first = await house.connect('POST', 'conversations', chat(userIdOf(ben)));
    const again = await house.connect('POST', 'conversations', chat(ben.id));
    const sent = await send({ type: 'message', text: 'Please approve.' }, ben);

    expect(first).toMatchObject({ status: 201, body: { id: chatIdOf(ben) } });
    expect(again.body.id).toBe(first.body.id);
    expect(sent.status).toBe(201);
    expect(await house.messages('Ben')).toMatchObject([
      { activityId: sent.body.id, text: 'Please approve.', from: { kind: 'bot' } },
    ]);
  });

  test('a chat may come with its first message', async () => {
    const created = await house.connect(
      'POST',
      'conversations',
      chat(ben.id, { activity: { type: 'message', text: 'Hello Ben' } }),
    );

    const [message] = await house.messages('Ben');
    expect(created.body).toMatchObject({ id: chatIdOf(ben), activityId: message?.activityId });
  });

  test('no chat is created with who blocked the bot, has not installed it or is of another tenant', async () => {
    await house.post('/sandbox/teams/people/Ada', { blocked: true });
    await house.post('/sandbox/teams/people/Ben', { blocked: 'uninstalled' });
    const asked = [
      chat(ada.id),
      chat(ben.id),
      chat(STRANGER.id),
      chat(personOf('Dan').id, { tenantId: OTHER_TENANT_ID }),
      chat(personOf('Dan').id, { members: [{ id: ada.id }, { id: ben.id }] }),
    ];

    const answers = await Promise.all(
      asked.map((body) => house.connect('POST', 'conversations', body)),
    );

    expect(answers.map(({ status, body }) => [status, body.error.code])).toEqual([
      [403, 'ConversationBlockedByUser'],
      [403, 'BotNotInConversationRoster'],
      [403, 'BotNotInConversationRoster'],
      [403, 'BotNotInConversationRoster'],
      [403, 'NotEnoughPermissions'],
    ]);
  });

  test('a person is known by id only, and nonsense is a bad argument', async () => {
    const asked = [chat('Ada'), chat('29:nobody'), chat(ada.id, { members: [] }), null, 'x'];

    const answers = await Promise.all(
      asked.map((body) => house.connect('POST', 'conversations', body ?? undefined)),
    );

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
  });

  test('messages to a person stop when the bot is blocked or removed, and go on afterwards', async () => {
    await enter(ada);
    const codes: unknown[] = [];
    for (const blocked of [true, 'uninstalled', false]) {
      await house.post('/sandbox/teams/people/Ada', { blocked });
      const { status, body } = await send(card('x'));
      codes.push([status, body.error?.code]);
    }

    expect(codes).toEqual([
      [403, 'ConversationBlockedByUser'],
      [403, 'BotNotInConversationRoster'],
      [201, undefined],
    ]);
  });

  test('a chat that nobody made does not exist', async () => {
    const answers = await Promise.all([
      send({ type: 'message', text: 'x' }, ben),
      house.connect('POST', at('a:nobody'), { type: 'message', text: 'x' }),
      house.connect('POST', at(`${CHANNEL.id};messageid=1`), { type: 'message', text: 'x' }),
      house.connect('GET', at('19:other@thread.tacv2', 'members')),
    ]);

    expect(answers.map(({ status, body }) => [status, body.error.code])).toEqual(
      Array(4).fill([404, 'ConversationNotFound']),
    );
  });

  test('a card is updated in place and a deleted one is gone', async () => {
    await enter(ada);
    const { body: posted } = await send(card('first'));
    const path = at(chatIdOf(ada), `activities/${posted.id}`);

    const updated = await house.connect('PUT', path, card('second'));
    const [edited] = await house.messages('Ada');
    const removed = await house.connect('DELETE', path);
    const [gone] = await house.messages('Ada');
    const after = await Promise.all([
      house.connect('PUT', path, card('third')),
      house.connect('DELETE', path),
      house.connect('PUT', at(chatIdOf(ada), 'activities/17'), card('x')),
    ]);

    expect(updated).toMatchObject({ status: 200, body: { id: posted.id } });
    expect(edited).toMatchObject({ activityId: posted.id, state: 'edited' });
    expect(edited?.attachments[0].content.body[0].text).toBe('second');
    expect(removed.status).toBe(200);
    expect(gone).toMatchObject({ state: 'deleted' });
    expect(gone).not.toHaveProperty('attachments');
    expect(after.map(({ status, body }) => [status, body.error.code])).toEqual(
      Array(3).fill([404, 'ActivityNotFoundInConversation']),
    );
  });

  test('the bot cannot change what a person has said, nor a message through another chat', async () => {
    const said = await house.post('/sandbox/teams/say', { person: 'Ada', text: 'mine' });
    await enter(ben);
    const { body: posted } = await send(card('for Ada'));

    const theirs = await house.connect(
      'DELETE',
      at(chatIdOf(ada), `activities/${said.body.activityId}`),
    );
    const elsewhere = await house.connect('DELETE', at(chatIdOf(ben), `activities/${posted.id}`));

    expect(theirs.status).toBe(403);
    expect(elsewhere.status).toBe(404);
  });

  test('a message is refused beyond 100 KB of UTF-16; inline pictures do not count', async () => {
    await enter(ada);

    const fits = await send({ type: 'message', text: 'ä'.repeat(50_000) });
    const tooBig = await send({ type: 'message', text: 'x'.repeat(51_300) });
    const picture = await send(card(`data:image/png;base64,${'A'.repeat(200_000)}`));

    expect(fits.status).toBe(201);
    expect(tooBig).toMatchObject({ status: 413, body: { error: { code: 'MessageSizeTooBig' } } });
    expect(picture.status).toBe(201);
  });

  test('what is no activity is a bad argument', async () => {
    await enter(ada);
    const bodies = [
      '{',
      [],
      { text: 'x' },
      { type: 'message', attachments: [{ contentType: CARD, content: 'text' }] },
      { type: 'message', attachments: [{ contentType: CARD, content: { type: 'Other' } }] },
    ];

    const answers = await Promise.all(
      bodies.map((body) => house.connect('POST', at(chatIdOf(ada)), body)),
    );

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    expect(await house.messages('Ada')).toEqual([]);
  });

  test('text and card of one message become two, and no id comes back', async () => {
    await enter(ada);

    const sent = await send({ ...card('card'), text: 'text' });

    const messages = await house.messages('Ada');
    expect(sent).toMatchObject({ status: 201, body: {} });
    expect(sent.body).not.toHaveProperty('id');
    expect(messages.map(({ text, attachments }) => [text, attachments?.length])).toEqual([
      ['text', undefined],
      [undefined, 1],
    ]);
  });

  test('typing is shown and not kept', async () => {
    await enter(ada);

    const sent = await send({ type: 'typing' });

    expect(sent).toMatchObject({ status: 201, body: { id: expect.any(String) } });
    expect(await house.messages('Ada')).toEqual([]);
  });

  test('too many messages at once are throttled with the time to wait', async () => {
    await enter(ada);

    const answers: Sent[] = [];
    for (let count = 0; count < 20; count++) answers.push(await send({ type: 'typing' }));

    const throttled = answers.filter(({ status }) => status === 429);
    expect(answers.slice(0, 14).every(({ status }) => status === 201)).toBe(true);
    expect(throttled.length).toBeGreaterThan(0);
    expect(throttled[0]?.body.error.code).toBe('Throttled');
    expect(Number(throttled[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await house.connect('GET', at(chatIdOf(ada), 'members'))).status).toBe(200);
  });

  test('the roster of a chat is the person, of the channel everybody of the tenant, in pages', async () => {
    await enter(ada);
    const paged = (query: string) => house.connect('GET', at(CHANNEL.id, `pagedmembers${query}`));

    const own = await house.connect('GET', at(chatIdOf(ada), 'members'));
    const first = await paged('?pageSize=4');
    const second = await paged(`?pageSize=4&continuationToken=${first.body.continuationToken}`);
    const wrong = await paged('?continuationToken=nonsense');

    expect(own.body).toMatchObject([
      {
        id: userIdOf(ada),
        aadObjectId: ada.id,
        userPrincipalName: ada.upn,
        email: ada.upn,
        name: 'Ada',
        tenantId: TENANT_ID,
      },
    ]);
    const names = [...first.body.members, ...second.body.members].map(({ name }) => name);
    expect(names).toEqual(PEOPLE.map(({ name }) => name));
    expect(second.body).not.toHaveProperty('continuationToken');
    expect(wrong.status).toBe(400);
  });

  test('one member is found by either id, and a stranger is not', async () => {
    const find = (id: string) =>
      house.connect('GET', at(CHANNEL.id, `members/${encodeURIComponent(id)}`));

    const [byTeams, byEntra, stranger] = await Promise.all([
      find(userIdOf(ben)),
      find(ben.id),
      find(userIdOf(STRANGER)),
    ]);

    expect(byTeams.body).toEqual(byEntra.body);
    expect(byTeams.body.name).toBe('Ben');
    expect(stranger).toMatchObject({
      status: 404,
      body: { error: { code: 'MemberNotFoundInConversation' } },
    });
  });

  test('in the channel a new post begins a thread and answers to it stay there', async () => {
    const first = await house.connect('POST', 'conversations', {
      isGroup: true,
      channelData: { channel: { id: CHANNEL.id }, tenant: { id: TENANT_ID } },
      activity: card('please approve'),
    });
    const inside = await house.connect('POST', at(first.body.id), {
      type: 'message',
      text: 'a reply',
    });
    const reply = await house.connect('POST', at(CHANNEL.id, `activities/${inside.body.id}`), {
      type: 'message',
      text: 'another',
    });
    const update = await house.connect(
      'PUT',
      at(CHANNEL.id, `activities/${first.body.activityId}`),
      card('approved'),
    );

    const messages = await house.messages('Cleo', 'channel');
    const root = first.body.activityId;
    expect(first.body.id).toBe(`${CHANNEL.id};messageid=${root}`);
    expect([reply.status, update.status]).toEqual([201, 200]);
    expect(messages.map(({ thread }) => thread)).toEqual([null, root, root]);
  });

  test('there is no other channel, and no empty thread', async () => {
    const ask = (channel: string, activity?: object) =>
      house.connect('POST', 'conversations', {
        isGroup: true,
        channelData: { channel: { id: channel }, tenant: { id: TENANT_ID } },
        activity,
      });

    const answers = await Promise.all([ask('19:x@thread.tacv2', card('x')), ask(CHANNEL.id)]);

    expect(answers.map(({ status }) => status)).toEqual([404, 400]);
  });

  test('what Teams has no call for is refused', async () => {
    await enter(ada);
    const asked: [string, string][] = [
      ['GET', 'conversations'],
      ['PATCH', at(chatIdOf(ada), 'activities/1')],
      ['PUT', at(chatIdOf(ada))],
      ['POST', at(chatIdOf(ada), 'members')],
      ['GET', at(chatIdOf(ada), 'history')],
      ['GET', 'attachments'],
    ];

    const answers = await Promise.all(
      asked.map(([method, path]) => house.connect(method, path, method === 'GET' ? undefined : {})),
    );

    expect(answers.map(({ status }) => status)).toEqual([405, 405, 405, 405, 405, 404]);
  });
});
