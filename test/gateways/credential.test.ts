import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect } from 'expect';
import { secretOf } from '../../src/config/secret.ts';
import { cloudOf } from '../../src/gateways/clouds.ts';
import { credentialFrom, type Acting } from '../../src/gateways/http/credential.ts';
import { startStub, type Seen, type Stub } from './stub.ts';

const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const CLIENT = '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9';
const who = { tenantId: TENANT, clientId: CLIENT };
const folder = mkdtempSync(join(tmpdir(), 'credential-'));

/** Only its fingerprint is sent, so what is inside the certificate does not matter here. */
function certificate(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const body = randomBytes(48).toString('base64');
  const path = join(folder, 'bot.pem');
  writeFileSync(path, `${key}-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`);
  return path;
}

suite('signing in', () => {
  let stub: Stub;
  setup(async () => {
    stub = await startStub();
    stub.answers({
      headers: { 'content-type': 'application/json' },
      body: { token_type: 'Bearer', expires_in: 3600, access_token: 'given' },
    });
  });
  teardown(() => stub.close());

  const signIn = async (acting: Acting, cloud = cloudOf('public')): Promise<Seen | undefined> => {
    const credential = credentialFrom(acting, cloud, stub.agent);
    const token = await credential.getToken('https://graph.microsoft.com/.default');
    expect(token?.token).toBe('given');
    return stub.seen.at(-1);
  };
  const form = (seen: Seen | undefined) => Object.fromEntries(new URLSearchParams(seen?.text));

  test('with a client secret, over the given connection', async () => {
    const seen = await signIn({ kind: 'secret', ...who, secret: secretOf('canary') });

    expect(seen?.url).toBe(`https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`);
    expect(form(seen)).toMatchObject({
      grant_type: 'client_credentials',
      client_id: CLIENT,
      client_secret: 'canary',
      scope: 'https://graph.microsoft.com/.default',
    });
    expect(seen?.headers['client-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('with a certificate', async () => {
    const seen = await signIn({ kind: 'certificate', ...who, path: certificate() });

    expect(form(seen)).toMatchObject({
      client_id: CLIENT,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
  });

  test('with a token of another issuer, read from its file', async () => {
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'assertion-from-a-file');

    const seen = await signIn({ kind: 'federated', ...who, tokenFile });

    expect(form(seen)).toMatchObject({
      client_id: CLIENT,
      client_assertion: 'assertion-from-a-file',
    });
  });

  test('in the cloud of the tenant', async () => {
    const acting = { kind: 'secret', ...who, secret: secretOf('canary') } as const;

    const seen = await signIn(acting, cloudOf('gcc-high'));

    expect(seen?.url).toBe(`https://login.microsoftonline.us/${TENANT}/oauth2/v2.0/token`);
  });

  test('a secret does not show in what is printed of a credential’s settings', () => {
    const acting: Acting = { kind: 'secret', ...who, secret: secretOf('canary') };

    expect(JSON.stringify(acting)).not.toContain('canary');
    expect(`${acting.secret}`).toBe('<redacted>');
  });
});
