import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { generateKeyPair, importPKCS8, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { cloudOf } from '../../src/gateways/clouds.ts';
import { signInsAt } from '../../src/gateways/http/sign-ins.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { sandboxAgent } from '../../src/sandbox/transport.ts';
import { APPLICATION, OTHER_TENANT_ID, PEOPLE, TENANT_ID } from '../../src/sandbox/people.ts';

const [, BEN, CLEO] = PEOPLE;
const NOW = new Date('2026-11-21T12:00:00.000Z');
const seconds = (from: number): number => NOW.getTime() / 1000 + from;
const KID = 'sandbox-signing-key';

const good: JWTPayload = {
  ...{ aud: APPLICATION.clientId, tid: TENANT_ID, oid: BEN?.id },
  iss: `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
  ...{ nbf: seconds(-60), exp: seconds(3600), auth_time: seconds(-120) },
};

suite('A new sign-in', () => {
  let folder = '';
  let sandbox: Sandbox;
  let key: CryptoKey;
  const refused: string[] = [];

  suiteSetup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sign-ins-'));
    sandbox = await startSandbox({ folder, services: () => [] });
    const person = { ...PEOPLE[0], id: '', tenantId: '', name: '' };
    sandbox.signedIn({ person, clientId: '', now: NOW, at: NOW });
    const kept = JSON.parse(await readFile(join(folder, 'signing.json'), 'utf8'));
    key = await importPKCS8(kept.key, 'RS256');
  });
  suiteTeardown(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });
  setup(() => void refused.splice(0));

  const at = (more: object = {}) =>
    signInsAt({
      ...{ cloud: cloudOf('sandbox'), tenant: TENANT_ID, audience: APPLICATION.clientId },
      ...{ resource: 'api://botid', connection: 'sign-in', now: () => NOW },
      agent: sandboxAgent(sandbox.connection),
      refused: (why) => refused.push(why),
      ...more,
    });
  const signed = (claims: JWTPayload, by: CryptoKey = key, kid = KID) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(by);
  const prove = async (token: string | Promise<string>, signIns = at()) =>
    signIns.prove(await token, { id: BEN?.id ?? '', name: 'Ben' });
  const without = (name: string) => {
    const { [name]: _left, ...rest } = good;
    return rest;
  };

  test('counts when the tenant has signed it for this person, a moment ago', async () => {
    expect(await prove(signed(good))).toEqual({
      kind: 'proven',
      signedInAt: '2026-11-21T11:58:00.000Z',
    });
    expect(refused).toEqual([]);
  });

  test('counts at ten minutes, and by a clock that is a little ahead', async () => {
    const oldest = await prove(signed({ ...good, auth_time: seconds(-600) }));
    const ahead = await prove(signed({ ...good, auth_time: seconds(30), nbf: seconds(30) }));

    expect(oldest).toMatchObject({ kind: 'proven', signedInAt: '2026-11-21T11:50:00.000Z' });
    // On record no sign-in is later than the vote that it belongs to.
    expect(ahead).toMatchObject({ kind: 'proven', signedInAt: NOW.toISOString() });
  });

  test('of version 1 counts where an App ID URI is what it is for', async () => {
    const v1 = { ...good, aud: 'api://steward', iss: `https://sts.windows.net/${TENANT_ID}/` };

    expect(await prove(signed(v1), at({ audience: 'api://steward' }))).toMatchObject({
      kind: 'proven',
    });
    expect(await prove(signed(v1))).toMatchObject({ kind: 'refused' });
  });

  const bad: readonly [string, JWTPayload, string, RegExp][] = [
    ['of another organisation', { ...good, tid: OTHER_TENANT_ID }, 'issuer', /another organis/],
    [
      'by another issuer',
      { ...good, iss: `https://login.microsoftonline.com/${OTHER_TENANT_ID}/v2.0` },
      'issuer',
      /another organisation/,
    ],
    ['for another application', { ...good, aud: TENANT_ID }, 'audience', /SSO_AUDIENCE/],
    ['of somebody else', { ...good, oid: CLEO?.id }, 'person', /sign in as yourself/],
    ['that has run out', { ...good, exp: seconds(-61) }, 'expired', /not valid now/],
    ['that is not valid yet', { ...good, nbf: seconds(61) }, 'expired', /not valid now/],
    ['that never runs out', without('exp'), 'expired', /not valid now/],
    ['without a beginning', without('nbf'), 'expired', /not valid now/],
    ['without a date', without('auth_time'), 'undated', /optional claim auth_time/],
    ['that is too old', { ...good, auth_time: seconds(-2520) }, 'stale', /42 minutes ago/],
    ['just too old', { ...good, auth_time: seconds(-601) }, 'stale', /Sign out of Teams/],
    ['of the future', { ...good, auth_time: seconds(61) }, 'future', /check the clock/],
    ['dated in words', { ...good, auth_time: 'now' }, 'unreadable', /Press Approve again/],
    ['of nobody', without('oid'), 'unreadable', /Press Approve again/],
    ['of no organisation', without('tid'), 'unreadable', /Press Approve again/],
  ];
  for (const [what, claims, why, says] of bad)
    test(`${what} does not count, and a sentence says what to do`, async () => {
      const answer = await prove(signed(claims));

      expect(answer).toEqual({ kind: 'refused', says: expect.stringMatching(says) });
      expect(answer).toMatchObject({ says: expect.stringMatching(/^Nothing was recorded: /) });
      expect(refused).toEqual([why]);
    });

  test('that somebody else signed, or nobody, or with another algorithm does not count', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const base = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const shared = new SignJWT(good).setProtectedHeader({ alg: 'HS256', kid: KID });
    const strange = [
      await signed(good, privateKey),
      await signed(good, key, 'another-key'),
      await shared.sign(new TextEncoder().encode('a secret that many know, 32 bytes')),
      await new SignJWT(good)
        .setProtectedHeader({ alg: 'RS512', kid: KID })
        .sign((await generateKeyPair('RS512')).privateKey),
      `${base({ alg: 'none', kid: KID })}.${base(good)}.`,
    ];

    for (const token of strange) expect(await prove(token)).toMatchObject({ kind: 'refused' });
    expect(refused.slice(0, 4)).toEqual(['signature', 'signature', 'signature', 'signature']);
    expect(refused).toHaveLength(5);
  });

  test('that is no token, or a huge one, does not count', async () => {
    for (const token of ['', 'hello', 'a.b.c', `${await signed(good)}${'x'.repeat(20_000)}`])
      expect(await prove(token)).toMatchObject({ kind: 'refused' });
    expect(refused).toEqual(['unreadable', 'unreadable', 'unreadable', 'unreadable']);
  });

  test('cannot be checked without keys, and can be as soon as they are there', async () => {
    const elsewhere = sandboxAgent({ ...sandbox.connection, port: 1 });
    const nobody = await prove(signed(good), at({ agent: elsewhere }));
    const other = await prove(signed(good), at({ tenant: OTHER_TENANT_ID }));

    expect(nobody).toMatchObject({ says: expect.stringContaining('cannot be checked right now') });
    expect(other).toMatchObject({ kind: 'refused' });
    expect(refused).toEqual(['unavailable', 'unavailable']);
    expect(await prove(signed(good))).toMatchObject({ kind: 'proven' });
  });
});
