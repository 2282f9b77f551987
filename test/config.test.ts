import { existsSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect } from 'expect';
import {
  dotenvExample,
  readConfig,
  settingsTable,
  withSettingsTable,
  type Config,
} from '../src/config.ts';
import { SANDBOX_CHANNEL } from '../src/config/sandbox-tenant.ts';
import { GROUPS, APPLICATION, TENANT_ID } from '../src/sandbox/people.ts';

const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const APP = '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9';
const GROUP = '5d4c3b2a-1f0e-4d9c-8b7a-6f5e4d3c2b1a';
const OTHER = '6e5d4c3b-2a1f-4e0d-9c8b-7a6f5e4d3c2b';

const real = {
  TENANT_ID: TENANT,
  MicrosoftAppId: APP,
  MicrosoftAppPassword: 'canary-password',
  OPERATOR_GROUP: GROUP,
  APPROVER_GROUP: OTHER,
};

function configOf(env: Record<string, string>, file?: string): Config {
  const reading = readConfig(env, file);
  if (!reading.ok) throw new Error(reading.faults.join('\n'));
  return reading.config;
}

function faultsOf(env: Record<string, string>, file?: string): readonly string[] {
  const reading = readConfig(env, file);
  return reading.ok ? [] : reading.faults;
}

suite('configuration', () => {
  test('with nothing set the bot starts on this machine, with the sandbox', () => {
    const config = configOf({});

    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 3978,
      dataDir: './data',
      cloud: 'sandbox',
      production: false,
      tenantId: TENANT_ID,
      applicationId: APPLICATION.clientId,
      maxOpenRuns: 50,
      customerKey: { retention: 'recommended', policyCmdlets: false, backupDir: undefined },
      approvals: { expiresAfter: 72 * 3_600_000, channel: SANDBOX_CHANNEL },
      groups: {
        operator: [GROUPS.operator],
        approver: [GROUPS.approver],
        analyst: [GROUPS.analyst],
        auditor: [GROUPS.auditor],
      },
    });
    expect(config.acting).toMatchObject({ kind: 'secret', tenantId: TENANT_ID });
    expect(config.acting.kind === 'secret' && config.acting.secret.reveal()).toBe(
      APPLICATION.secret,
    );
  });

  test('sign-ins are for the application that is named, under the address Teams knows it by', () => {
    const byId = configOf({ ...real, SSO_AUDIENCE: APP.toUpperCase(), SSO_CONNECTION: 'sign-in' });
    const byUri = configOf({ ...real, SSO_AUDIENCE: 'api://Steward', SSO_CONNECTION: 'sign-in' });

    expect(configOf(real).signIn).toBeUndefined();
    expect(byId.signIn).toEqual({
      audience: APP,
      resource: `api://botid-${APP}`,
      connection: 'sign-in',
    });
    expect(byUri.signIn).toMatchObject({ audience: 'api://Steward', resource: 'api://Steward' });
  });

  test('half of a sign-in is refused, and so is an audience of another form', () => {
    expect(faultsOf({ ...real, SSO_AUDIENCE: APP })).toEqual([
      expect.stringContaining('SSO_AUDIENCE and SSO_CONNECTION go together'),
    ]);
    expect(
      faultsOf({ ...real, SSO_AUDIENCE: 'https://contoso', SSO_CONNECTION: 'sign-in' })[0],
    ).toMatch(/^SSO_AUDIENCE has to be a client id or an App ID URI/);
  });

  test('with a tenant and the bot’s own application that is all there is to set', () => {
    const config = configOf(real);

    expect(config).toMatchObject({
      cloud: 'public',
      production: true,
      tenantId: TENANT,
      applicationId: APP,
      bot: { appId: APP, appType: 'SingleTenant', appTenantId: TENANT },
      approvals: { channel: undefined },
      groups: { operator: [GROUP], approver: [OTHER], analyst: [], auditor: [] },
    });
    expect(config.acting).toMatchObject({ kind: 'secret', clientId: APP });
  });

  test('each way of signing in is understood, and two at once are refused', () => {
    const { MicrosoftAppPassword: _password, ...bare } = real;
    const kind = (more: Record<string, string>) => configOf({ ...real, ...more }).acting;

    expect(kind({ AZURE_CLIENT_CERTIFICATE_PATH: '/c.pem' })).toMatchObject({
      kind: 'certificate',
      path: '/c.pem',
      clientId: APP,
    });
    expect(kind({ AZURE_FEDERATED_TOKEN_FILE: '/t', AZURE_CLIENT_ID: OTHER })).toEqual({
      kind: 'federated',
      tokenFile: '/t',
      clientId: OTHER,
      tenantId: TENANT,
    });
    expect(kind({ MANAGED_IDENTITY_CLIENT_ID: OTHER })).toEqual({
      kind: 'managed-identity',
      clientId: OTHER,
    });
    expect(configOf({ ...bare, MicrosoftAppType: 'UserAssignedMSI' }).acting).toEqual({
      kind: 'managed-identity',
      clientId: APP,
    });
    expect(kind({ AZURE_CLIENT_ID: OTHER, AZURE_CLIENT_SECRET: 's' })).toMatchObject({
      kind: 'secret',
      clientId: OTHER,
    });
    expect(
      faultsOf({ ...real, AZURE_CLIENT_SECRET: 's', AZURE_FEDERATED_TOKEN_FILE: '/t' })[0],
    ).toContain('choose one way');
    expect(faultsOf({ ...real, AZURE_CLIENT_ID: OTHER })[0]).toContain('how to sign in');
  });

  test('every fault is named at once, each with its fix, even behind a wrong tenant', () => {
    const faults = faultsOf({
      TENANT_ID: 'contoso',
      PORT: '99999',
      CLOUD: 'mars',
      LOG_LEVEL: 'loud',
      MicrosoftAppType: 'Robot',
      APPROVER_GROUP: 'approvers',
      APPROVAL_EXPIRY: '72 hours',
      DATABASE_URL: 'mysql://canary@db',
      SANDBOX_EXCHANGE_LOG: 'x',
    });

    const named = faults.map((fault) => fault.split(' ')[0]);
    expect(named).toEqual(
      expect.arrayContaining([
        'TENANT_ID',
        'PORT',
        'CLOUD',
        'LOG_LEVEL',
        'MicrosoftAppType',
        'APPROVER_GROUP',
        'APPROVAL_EXPIRY',
        'DATABASE_URL',
        'MicrosoftAppId',
        'OPERATOR_GROUP',
        'SANDBOX_EXCHANGE_LOG',
      ]),
    );
    expect(new Set(named).size).toBe(named.length);
    expect(faults.join('\n')).not.toContain('canary');
    for (const fault of faults) expect(fault).toMatch(/^[A-Z].*\.$/i);
  });

  for (const [why, env] of [
    ['a real tenant without an app id', { ...real, MicrosoftAppId: '' }],
    ['a host that others can reach, without an app id', { HOST: '0.0.0.0' }],
    ['any IPv6 host, without an app id', { HOST: '::' }],
    ['an unknown app type', { ...real, MicrosoftAppType: 'singletenant' }],
    ['an app id without its secret', { MicrosoftAppId: APP }],
    ['a managed identity with a secret', { ...real, MicrosoftAppType: 'UserAssignedMSI' }],
    ['half a certificate', { ...real, MicrosoftAppCertificateThumbprint: 'a'.repeat(40) }],
    ['a real cloud without a tenant', { CLOUD: 'dod' }],
    ['a real tenant in the sandbox', { CLOUD: 'sandbox', TENANT_ID: TENANT }],
    ['a real tenant without approvers', { ...real, APPROVER_GROUP: '' }],
    ['a sandbox elsewhere', { SANDBOX_URL: 'http://127.0.0.1.evil.example/' }],
    ['an expiry of nothing', { APPROVAL_EXPIRY: 'PT0S' }],
    ['a port that is no number', { PORT: '3978; rm' }],
    ['no runs at all', { MAX_OPEN_RUNS: '0' }],
    ['one bad group among good ones', { APPROVER_GROUP: `${GROUP},all` }],
  ] as const)
    test(`${why} is refused`, () => {
      expect(faultsOf(env)).not.toEqual([]);
    });

  test('loopback in any writing needs no app id', () => {
    for (const HOST of ['127.0.0.1', '127.1.2.3', 'localhost', '::1'])
      expect(faultsOf({ HOST })).toEqual([]);
  });

  test('the environment outdoes the file, and empty settings count as not set', () => {
    const file = '# mine\nPORT=4000\nLOG_LEVEL="debug"\nDATA_DIR=\n';

    expect(configOf({}, file)).toMatchObject({ port: 4000, logLevel: 'debug', dataDir: './data' });
    expect(configOf({ PORT: '5000', LOG_LEVEL: ' ' }, file)).toMatchObject({
      port: 5000,
      logLevel: 'debug',
    });
  });

  test('lists of groups and durations are read', () => {
    const config = configOf({
      APPROVER_GROUP: ` ${GROUP.toUpperCase()} , ${OTHER},`,
      APPROVAL_EXPIRY: 'P1DT12H',
    });

    expect(config.groups.approver).toEqual([GROUP, OTHER]);
    expect(config.approvals.expiresAfter).toBe(36 * 3_600_000);
  });

  test('a misspelt name is hinted at; names of other programs are left alone', () => {
    const { hints } = readConfig({
      MICROSOFT_APP_ID: APP,
      APPROVER_GROUPS: GROUP,
      PORTS: '1',
      AZURE_TENANT_ID: TENANT,
      PATH: '/bin',
    });

    expect(hints).toEqual([
      'MICROSOFT_APP_ID is not a setting: did you mean MicrosoftAppId?',
      'APPROVER_GROUPS is not a setting: did you mean APPROVER_GROUP?',
    ]);
  });

  test('no secret shows itself, however the configuration is printed', () => {
    const url = 'postgres://steward:canary-db@db/steward';
    const config = configOf({ ...real, DATABASE_URL: url });

    const prints = [JSON.stringify(config), inspect(config, { depth: 9 }), `${config.databaseUrl}`];
    const all = [...prints, String(config.bot.appPassword), inspect(config, { showHidden: true })];

    for (const print of all) expect(print).not.toContain('canary');
    expect(prints[0]).toContain('<redacted>');
    expect(config.databaseUrl?.reveal()).toBe(url);
    expect(config.bot.appPassword?.reveal()).toBe('canary-password');
  });
});

suite('what is said about the configuration', () => {
  const root = new URL('../', import.meta.url);

  test('the README has the table of all settings as it is now', () => {
    const readme = new URL('README.md', root);
    const text = existsSync(readme) ? readFileSync(readme, 'utf8') : '';

    if (!text.includes(settingsTable()))
      throw new Error(
        'The table of settings in README.md is missing or old. Put from <!-- settings --> to ' +
          '<!-- /settings --> in place of it what this prints: npm run cli -- settings',
      );
  });

  test('the table replaces an older one and leaves the rest alone', () => {
    const old = '# Title $& $1\n\n<!-- settings -->\nold\n<!-- /settings -->\n\nrest\n';

    expect(withSettingsTable(old)).toBe(`# Title $& $1\n\n${settingsTable()}\n\nrest\n`);
    expect(withSettingsTable('# No place')).toBeUndefined();
  });

  test('.env.example has every setting, and sets none', () => {
    const text = readFileSync(new URL('.env.example', root), 'utf8');

    expect(text).toBe(dotenvExample());
    expect(readConfig({}, text)).toMatchObject({ ok: true, config: { port: 3978 } });
  });
});
