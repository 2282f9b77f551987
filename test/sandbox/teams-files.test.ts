import { request as plainRequest } from 'node:http';
import { expect } from 'expect';
import { openHouse, type TeamsHouse } from '../fakes/chatty-bot.ts';
import { findPerson, CHANNEL, chatIdOf } from '../../src/sandbox/teams-roster.ts';

const CONSENT = 'application/vnd.microsoft.teams.card.file.consent';
const INFO = 'application/vnd.microsoft.teams.card.file.info';
const BYTES = 'PK the file';

const offer = (other: object = {}, content: object = {}) => ({
  type: 'message',
  attachments: [
    {
      contentType: CONSENT,
      name: 'audit.zip',
      content: {
        ...{ description: 'An export', sizeInBytes: BYTES.length },
        ...{ acceptContext: { export: 'X1' }, declineContext: { export: 'X2' } },
        ...content,
      },
      ...other,
    },
  ],
});

suite('files in the sandbox', () => {
  let house: TeamsHouse;
  setup(async () => {
    house = await openHouse();
    house.bot.onPress = () => undefined;
    await house.post('/sandbox/teams/open', { person: 'Dan' });
  });
  teardown(() => house.close());

  const chatOf = (name: string) => {
    const person = findPerson(name);
    if (person === undefined) throw new Error(name);
    return `conversations/${encodeURIComponent(chatIdOf(person))}/activities`;
  };
  const offered = async (activity: object = offer()): Promise<string> =>
    (await house.connect('POST', chatOf('Dan'), activity)).body.id;
  const answer = (activityId: unknown, action = 'accept', person = 'Dan') =>
    house.post('/sandbox/teams/consent', { person, activityId, action });
  const invoke = () => house.bot.received.at(-1);
  const upload = (url: string, body: string, headers: Record<string, string> = {}) =>
    fetch(url, {
      method: 'PUT',
      headers: { 'Content-Range': `bytes 0-${body.length - 1}/${body.length}`, ...headers },
      body,
    });
  async function place(activity: object = offer()): Promise<Record<string, string>> {
    await answer(await offered(activity));
    return invoke()?.value.uploadInfo;
  }

  test('who allows a file has the bot told where to put it', async () => {
    const activityId = await offered();

    const answered = await answer(activityId);

    expect(answered.body).toMatchObject({ status: 200 });
    expect(invoke()).toMatchObject({
      ...{ type: 'invoke', name: 'fileConsent/invoke', replyToId: activityId },
      channelId: 'msteams',
      conversation: { conversationType: 'personal' },
      value: {
        ...{ type: 'fileUpload', action: 'accept', context: { export: 'X1' } },
        uploadInfo: {
          contentUrl: expect.stringContaining(`${house.url}/sandbox/teams/files/`),
          uploadUrl: expect.stringContaining(`${house.url}/sandbox/teams/uploads/`),
          ...{ name: 'audit.zip', fileType: 'zip', uniqueId: expect.any(String) },
        },
      },
    });
  });

  test('who declines a file has the bot told just that', async () => {
    await answer(await offered(), 'decline');

    expect(invoke()?.value).toEqual({
      ...{ type: 'fileUpload', action: 'decline', context: { export: 'X2' } },
    });
  });

  test('a file is taken once and downloaded as it is', async () => {
    const { uploadUrl = '', contentUrl = '' } = await place();
    const before = await fetch(contentUrl);

    const first = await upload(uploadUrl, BYTES);
    const second = await upload(uploadUrl, BYTES);

    const found = await fetch(contentUrl);
    expect([before.status, first.status, second.status]).toEqual([404, 201, 404]);
    expect(await found.text()).toBe(BYTES);
    expect(Object.fromEntries(found.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="audit.zip"; filename*=UTF-8''audit.zip`,
      'x-content-type-options': 'nosniff',
    });
  });

  test('a hostile name stays a name', async () => {
    const name = 'a"; filename=x.html\r\nX-Bad: 1/../“ü”\u202egpj.exe';
    const { uploadUrl = '', contentUrl = '' } = await place(offer({ name }));
    await upload(uploadUrl, BYTES);

    const found = await fetch(contentUrl);

    const disposition = found.headers.get('content-disposition') ?? '';
    expect(found.headers.get('x-bad')).toBeNull();
    expect(disposition).toMatch(/^attachment; filename="[\w. -]*"; filename\*=UTF-8''[\w.~!%-]*$/);
    expect(disposition).not.toMatch(/%2F|%0D|%0A|%E2%80%AE/);
  });

  const wrong: readonly (readonly [string, string, Record<string, string>, number])[] = [
    ['no range', BYTES, { 'Content-Range': '' }, 400],
    ['a part', BYTES, { 'Content-Range': `bytes 0-3/${BYTES.length}` }, 400],
    ['a later part', BYTES, { 'Content-Range': 'bytes 2-12/13' }, 400],
    ['another length', BYTES, { 'Content-Range': 'bytes 0-4/5' }, 400],
    ['more than was announced', `${BYTES}!`, {}, 413],
    ['a token', BYTES, { Authorization: 'Bearer x' }, 401],
  ];
  for (const [what, body, headers, status] of wrong)
    test(`an upload with ${what} is refused, and a right one is taken afterwards`, async () => {
      const { uploadUrl = '' } = await place();

      const refused = await upload(uploadUrl, body, headers);

      expect(refused.status).toBe(status);
      expect((await upload(uploadUrl, BYTES)).status).toBe(201);
    });

  test('an upload to nowhere, or of another kind, is refused', async () => {
    const { uploadUrl = '', contentUrl = '' } = await place();

    const statuses = [
      (await upload(`${house.url}/sandbox/teams/uploads/guess`, BYTES)).status,
      (await fetch(uploadUrl)).status,
      (await upload(contentUrl, BYTES)).status,
      (await fetch(`${house.url}/sandbox/teams/files/..%2Fteams.sqlite`)).status,
    ];

    expect(statuses).toEqual([404, 405, 405, 404]);
  });

  test('another host name is not taken for this machine', async () => {
    const { contentUrl = '' } = await place();

    const status = await new Promise((resolve) => {
      plainRequest(contentUrl, { headers: { Host: 'evil.example' } }, (answered) => {
        answered.resume();
        resolve(answered.statusCode);
      }).end();
    });

    expect(status).toBe(403);
  });

  test('only what is offered can be taken, and only where it is offered', async () => {
    const activityId = await offered();
    const text = await offered({ type: 'message', text: 'hello' });
    const gone = await offered();
    await house.connect('PUT', `${chatOf('Dan')}/${gone}`, { type: 'message', text: 'Over.' });
    const before = house.bot.received.length;

    const answers = [
      await answer(activityId, 'accept', 'Ben'),
      await answer(text),
      await answer(gone),
      await answer('1'),
      await answer(undefined),
      await answer(activityId, 'delete'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 400, 400]);
    expect(house.bot.received).toHaveLength(before);
  });

  test('who has blocked the bot cannot take its files', async () => {
    const activityId = await offered();
    await house.post('/sandbox/teams/people/Dan', { blocked: true });

    expect((await answer(activityId)).status).toBe(403);
  });

  test('an offer that Teams would not draw is a bad argument', async () => {
    const odd = [
      offer({ name: undefined }),
      offer({ name: '' }),
      offer({ content: undefined }),
      offer({}, { sizeInBytes: 0 }),
      offer({}, { sizeInBytes: '17' }),
      { type: 'message', attachments: [{ contentType: INFO, content: { uniqueId: 'x' } }] },
      {
        type: 'message',
        attachments: [{ contentType: INFO, contentUrl: 'https://x.example/', content: {} }],
      },
    ];

    const answers = await Promise.all(
      odd.map((activity) => house.connect('POST', chatOf('Dan'), activity)),
    );
    const channel = await house.connect(
      'POST',
      `conversations/${encodeURIComponent(CHANNEL.id)}/activities`,
      offer(),
    );

    expect([...answers, channel].map(({ status }) => status)).toEqual(Array(8).fill(400));
  });

  test('files are there after a restart, and a reset forgets them', async () => {
    const { uploadUrl = '', contentUrl = '' } = await place();
    await upload(uploadUrl, BYTES);
    const path = new URL(contentUrl).pathname;
    await house.close();
    house = await openHouse({ folder: house.folder });

    const kept = await fetch(house.url + path);
    house.teams.reset();
    const gone = await fetch(house.url + path);

    expect([kept.status, gone.status]).toEqual([200, 404]);
  });
});
