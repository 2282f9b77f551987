import { expect } from 'expect';
import { ToBotFromBotOrEmulatorTokenValidationParameters as emulator } from 'botframework-connector';
import type { JWTPayload } from 'jose';
import { APP, good, keyServer, now, type KeyServer } from './keys.ts';
import { message, press, startRig, type Rig } from './rig.ts';

const SECRET = 'a-password-of-the-bot';

interface Case {
  readonly name: string;
  readonly header: (keys: KeyServer, claims: JWTPayload) => string | Promise<string>;
}

const bearer = (token: string): string => `Bearer ${token}`;
const without = (claims: JWTPayload, ...names: readonly string[]): JWTPayload =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));
const signed =
  (change: (claims: JWTPayload) => JWTPayload, how = {}): Case['header'] =>
  async (keys, claims) =>
    bearer(await keys.sign(change(claims), how));
const as = (other: JWTPayload) => signed((claims) => ({ ...claims, ...other }));

function tampered(token: string): string {
  const [head, body = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as JWTPayload;
  const changed = Buffer.from(JSON.stringify({ ...claims, extra: true })).toString('base64url');
  return [head, changed, signature].join('.');
}

const BAD: readonly Case[] = [
  { name: 'an empty header', header: () => '' },
  { name: 'the Basic scheme', header: () => 'Basic dXNlcjpwYXNz' },
  {
    name: 'a scheme in small letters',
    header: async (keys, claims) => `bearer ${await keys.sign(claims)}`,
  },
  { name: 'garbage', header: () => bearer('garbage') },
  { name: 'three parts of garbage', header: () => bearer('a.b.c') },
  { name: 'no token after the scheme', header: () => 'Bearer ' },
  {
    name: 'something after the token',
    header: async (keys, claims) => `${bearer(await keys.sign(claims))} more`,
  },
  { name: 'another audience', header: as({ aud: 'eeeeeeee-0000-4000-8000-000000000001' }) },
  { name: 'a list of audiences', header: as({ aud: [APP] }) },
  { name: 'no audience', header: signed((claims) => without(claims, 'aud')) },
  { name: 'a past end', header: as({ exp: now() - 400 }) },
  { name: 'no end', header: signed((claims) => without(claims, 'exp')) },
  { name: 'a beginning in the future', header: as({ nbf: now() + 36_000 }) },
  { name: 'an unknown key id', header: signed((claims) => claims, { kid: 'nobody' }) },
  { name: 'another issuer', header: as({ iss: 'https://issuer.example' }) },
  { name: 'no issuer', header: signed((claims) => without(claims, 'iss')) },
  { name: 'another service address', header: as({ serviceurl: 'https://elsewhere.example/' }) },
  { name: 'no service address', header: signed((claims) => without(claims, 'serviceurl')) },
  { name: 'another key under the same id', header: signed((claims) => claims, { foreign: true }) },
  {
    name: 'a changed payload',
    header: async (keys, claims) => bearer(tampered(await keys.sign(claims))),
  },
  {
    name: 'a cut-off signature',
    header: async (keys, claims) => bearer((await keys.sign(claims)).slice(0, -20)),
  },
  { name: 'no signature (alg none)', header: (keys, claims) => bearer(keys.unsigned(claims)) },
  {
    name: 'no signature but a dot too many',
    header: (keys, claims) => bearer(`${keys.unsigned(claims)}AA`),
  },
  { name: 'HS256 with the public key', header: (keys, claims) => bearer(keys.confused(claims)) },
  {
    name: 'the claims of another bot (a skill)',
    header: as({ ver: '1.0', appid: 'eeeeeeee-0000-4000-8000-000000000001' }),
  },
  {
    name: 'an issuer of the emulator',
    header: as({
      iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
      ver: '1.0',
      appid: APP,
    }),
  },
];

/** Everything that the process writes to its own outputs meanwhile. */
async function overheard(work: () => Promise<void>): Promise<string> {
  const heard: string[] = [];
  const streams = [process.stdout, process.stderr];
  const originals = streams.map((stream) => stream.write.bind(stream));
  for (const stream of streams)
    stream.write = ((text: string) => heard.push(String(text)) > 0) as typeof stream.write;
  try {
    await work();
  } finally {
    streams.forEach((stream, index) => {
      stream.write = originals[index] as typeof stream.write;
    });
  }
  return heard.join('');
}

suite('tokens', () => {
  let keys: KeyServer;
  let rig: Rig;

  const start = async (openIdMetadata: string, deadlineMs = 1000) =>
    startRig({
      settings: {
        appId: APP,
        appPassword: SECRET,
        appTenantId: '11111111-1111-4111-8111-111111111111',
        allowAnonymous: false,
        openIdMetadata,
        deadlineMs,
      },
    });

  setup(async () => {
    keys = await keyServer();
    rig = await start(keys.metadata);
  });
  teardown(async () => {
    await rig.stop();
    await keys.close();
  });

  // A press is answered inline, so that no token of the bot's own is needed to see it got through.
  const pressed = (header: string) =>
    rig.post(press(rig.connector, 'approve'), { Authorization: header });

  const allowed = expect.objectContaining({ status: 200 });

  test('a good token lets Teams in', async () => {
    const header = bearer(await keys.sign(good(rig.connector.serviceUrl)));

    const answer = await pressed(header);

    expect(answer).toEqual({
      status: 200,
      body: {
        statusCode: 200,
        type: 'application/vnd.microsoft.activity.message',
        value: 'You pressed approve',
      },
    });
  });

  test('a token that ended less than five minutes ago still counts', async () => {
    const claims = { ...good(rig.connector.serviceUrl), exp: now() - 120 };

    const answer = await pressed(bearer(await keys.sign(claims)));

    expect(answer).toEqual(allowed);
  });

  test('a message without any authorization header is refused', async () => {
    const answer = await rig.post(message(rig.connector, 'hello'));

    expect(answer.status).toBe(401);
    expect(rig.connector.sent).toEqual([]);
  });

  for (const { name, header } of BAD)
    test(`a token with ${name} is refused, unanswered, and leaves no key in the log`, async () => {
      const token = await header(keys, good(rig.connector.serviceUrl));
      const statuses: number[] = [];

      const output = await overheard(async () => {
        for (const activity of [message(rig.connector, 'hi'), press(rig.connector, 'approve')])
          statuses.push((await rig.post(activity, { Authorization: token })).status);
      });

      expect(statuses).toEqual([401, 401]);
      expect(rig.connector.sent).toEqual([]);
      const logged = output + JSON.stringify(rig.lines);
      for (const secret of [...keys.secrets, SECRET]) expect(logged).not.toContain(secret);
      expect(rig.lines.every(({ event }) => event === 'caller.refused')).toBe(true);
    });

  test('a key endorsed for another channel signs nothing for this one', async () => {
    const others = await keyServer(['directline']);
    const other = await start(others.metadata);
    const claims = good(other.connector.serviceUrl);

    const answer = await other.post(press(other.connector, 'approve'), {
      Authorization: bearer(await others.sign(claims)),
    });

    expect(answer.status).toBe(401);
    await other.stop();
    await others.close();
  });

  test('an activity must carry the very service address that its token was made for', async () => {
    const header = bearer(await keys.sign(good(rig.connector.serviceUrl)));
    await pressed(header);

    const activity = press(rig.connector, 'approve', { serviceUrl: 'http://127.0.0.1:9/teams/' });
    const answer = await rig.post(activity, { Authorization: header });

    expect(answer.status).toBe(401);
  });

  test('a token that was believed once is not believed with another signature', async () => {
    const token = await keys.sign(good(rig.connector.serviceUrl));
    expect(await pressed(bearer(token))).toEqual(allowed);

    const answer = await pressed(bearer(`${token.slice(0, -6)}AAAAAA`));

    expect(answer.status).toBe(401);
  });

  test('forged tokens leave nothing behind that grows', async () => {
    const before = emulator.issuer?.length;

    for (let tid = 0; tid < 20; tid += 1) {
      const claims = { ...good(rig.connector.serviceUrl), tid: `tenant-${tid}` };
      await pressed(bearer(await keys.sign(claims, { foreign: true })));
    }

    expect(emulator.issuer?.length).toBe(before);
  });

  test('fifty first turns at once fetch the keys once', async () => {
    const header = bearer(await keys.sign(good(rig.connector.serviceUrl)));

    const answers = await Promise.all(Array.from({ length: 50 }, () => pressed(header)));

    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(keys.state.fetched).toBe(1);
  });

  test('a key server that fails closes the door until it answers again', async () => {
    const header = bearer(await keys.sign(good(rig.connector.serviceUrl)));
    keys.state.status = 500;

    const closed = await pressed(header);
    keys.state.status = 200;
    const open = await pressed(header);

    expect(closed.status).toBe(503);
    expect(open).toEqual(allowed);
  });

  test('a key server that refuses connections ends nothing', async () => {
    const gone = await keyServer();
    await gone.close();
    const closed = await start(gone.metadata);
    const header = bearer(await gone.sign(good(closed.connector.serviceUrl)));

    const answer = await closed.post(press(closed.connector, 'approve'), { Authorization: header });

    expect(answer.status).toBe(503);
    expect(JSON.stringify(answer.body)).not.toContain('127.0.0.1');
    await closed.stop();
  });

  test('a key server that never answers holds nobody up', async () => {
    const slow = await keyServer();
    slow.state.stall = true;
    const closed = await start(slow.metadata, 60);
    const header = bearer(await slow.sign(good(closed.connector.serviceUrl)));

    const answer = await closed.post(press(closed.connector, 'approve'), { Authorization: header });

    expect(answer.status).toBe(503);
    await closed.stop();
    await slow.close();
  });
});
