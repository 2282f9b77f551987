import { expect } from 'expect';
import { APPLICATION, TENANT_ID } from '../../src/sandbox/people.ts';
import { startWire, TOKEN_URL, tokenForm, type Wire } from './wire.ts';

suite('the sandbox issues tokens like the real identity platform', () => {
  let wire: Wire;
  suiteSetup(async () => {
    wire = await startWire();
  });
  suiteTeardown(() => wire.close());

  const ask = (form: Record<string, string>, url = TOKEN_URL) =>
    wire.ask(url, { method: 'POST', form });
  const good = tokenForm('https://graph.microsoft.com');

  test('a token names the resource it is for and lives about an hour', async () => {
    const { status, body } = await ask(good);

    const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());
    expect(status).toBe(200);
    expect(claims).toMatchObject({
      aud: 'https://graph.microsoft.com',
      appid: APPLICATION.clientId,
      tid: TENANT_ID,
    });
    expect(claims.exp - claims.iat).toBe(body.expires_in);
    expect(body.expires_in).toBeGreaterThan(3000);
  });

  const refusals: readonly [string, Record<string, string>, number, string, RegExp][] = [
    ['a wrong secret', { client_secret: 'guessed' }, 401, 'invalid_client', /^AADSTS7000215/],
    ['another application', { client_id: TENANT_ID }, 400, 'unauthorized_client', /^AADSTS700016/],
    ['a bare scope', { scope: 'User.Read' }, 400, 'invalid_scope', /^AADSTS1002012/],
    [
      'an unknown resource',
      { scope: 'https://fabrikam.crm4.dynamics.com/.default' },
      400,
      'invalid_resource',
      /^AADSTS500011/,
    ],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', /^AADSTS70003/],
  ];
  for (const [what, wrong, status, error, description] of refusals)
    test(`${what} is refused with ${error}`, async () => {
      const reply = await ask({ ...good, ...wrong });

      expect(reply).toMatchObject({ status, body: { error } });
      expect(reply.body.error_description).toMatch(description);
    });

  test('another tenant is refused with AADSTS90002', async () => {
    const reply = await ask(good, TOKEN_URL.replace(TENANT_ID, TENANT_ID.replaceAll('1', '3')));

    expect(reply.status).toBe(400);
    expect(reply.body.error_description).toMatch(/^AADSTS90002/);
  });

  test('a token for one environment is refused by another and by discovery', async () => {
    const token = await wire.token('https://contoso.crm4.dynamics.com');
    const discovery = 'https://globaldisco.crm.dynamics.com/api/discovery/v2.0/Instances';

    const there = await wire.ask(discovery, { token });
    const graph = await wire.ask('https://graph.microsoft.com/v1.0/users', { token });

    expect([there.status, graph.status]).toEqual([401, 401]);
  });

  test('a token that was tampered with, or is signed by nobody, is refused', async () => {
    const token = await wire.token('https://graph.microsoft.com');
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const forged = [
      `${head}.${encode({ ...claims, exp: claims.exp + 9999 })}.${signature}`,
      `${encode({ alg: 'none' })}.${body}.`,
      `${head}.${body}.${Buffer.alloc(256).toString('base64url')}`,
      'rubbish',
    ];

    const replies = await Promise.all(
      forged.map((wrong) => wire.ask('https://graph.microsoft.com/v1.0/users', { token: wrong })),
    );

    expect(replies.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });

  test('an advanced clock expires no token, since clients keep them by their own', async () => {
    const token = await wire.token('https://graph.microsoft.com');

    await wire.control('POST', '/sandbox/clock', { advance: 'P3D' });
    const reply = await wire.ask('https://graph.microsoft.com/v1.0/users', { token });

    expect(reply.status).toBe(200);
  });

  test('discovery documents name the real addresses', async () => {
    const host = 'https://login.microsoftonline.com';
    const endpoint = encodeURIComponent(`${host}/${TENANT_ID}/oauth2/v2.0/authorize`);

    const open = await wire.ask(`${host}/${TENANT_ID}/v2.0/.well-known/openid-configuration`);
    const instance = await wire.ask(
      `${host}/common/discovery/instance?api-version=1.1&authorization_endpoint=${endpoint}`,
    );

    expect(open.body.token_endpoint).toBe(TOKEN_URL);
    expect(instance.body.tenant_discovery_endpoint).toContain(`${host}/${TENANT_ID}/v2.0`);
  });
});
