import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'expect';
import { secretOf } from '../../src/config/secret.ts';
import { cloudOf, findScope } from '../../src/gateways/clouds.ts';
import { createHttp, type Http } from '../../src/gateways/http/client.ts';
import { credentialFrom } from '../../src/gateways/http/credential.ts';
import { httpVaultLogs } from '../../src/gateways/http/vault-logs.ts';
import { M365_ENCRYPTION } from '../../src/sandbox/arm/ids.ts';
import { WORKSPACE } from '../../src/sandbox/arm/seed.ts';
import { armService } from '../../src/sandbox/arm.ts';
import { keyVaultService } from '../../src/sandbox/key-vault.ts';
import { logAnalyticsService, WORKSPACE_ID } from '../../src/sandbox/log-analytics.ts';
import { APPLICATION, TENANT_ID } from '../../src/sandbox/people.ts';
import { sandboxAgent } from '../../src/sandbox/transport.ts';
import { ONE, TWO, vaultPath } from '../sandbox/arm-wire.ts';
import {
  A1,
  B1,
  POLICY,
  startEncryption,
  type EncryptionWire,
} from '../sandbox/encryption-wire.ts';
import { emptyFolder } from '../sandbox/wire.ts';
import { fakeVaultLogs } from '../fakes/fake-vault-logs.ts';
import { hastyClock, quiet, startStub, thrownBy, type Stub } from './stub.ts';

const LONG_AGO = '2020-01-01T00:00:00.000Z';
const VAULT = vaultPath(ONE, A1);
const OTHER = vaultPath(TWO, B1);
const asked = {
  ...{ workspace: WORKSPACE_ID, vault: VAULT },
  ...{ application: M365_ENCRYPTION, since: LONG_AGO },
};

suite('the log of a vault', () => {
  let wire: EncryptionWire;
  let http: Http;
  let log: string;
  setup(async () => {
    log = join(emptyFolder(), 'exchanges.ndjson');
    wire = await startEncryption({
      exchangeLog: log,
      services: (tenant) => [
        armService(tenant),
        keyVaultService(tenant),
        logAnalyticsService(tenant),
      ],
    });
    const agent = sandboxAgent(wire.sandbox.connection);
    const cloud = cloudOf('sandbox');
    const { clientId, secret } = APPLICATION;
    const acting = { kind: 'secret', tenantId: TENANT_ID, clientId } as const;
    const credential = credentialFrom({ ...acting, secret: secretOf(secret) }, cloud, agent);
    http = createHttp({ cloud, credential, agent, clock: hastyClock(), log: quiet });
  });
  teardown(() => wire.close());

  const audit = (vault: string, more: object = {}) =>
    wire.arm('PUT', `${vault}/providers/Microsoft.Insights/diagnosticSettings/audit`, {
      properties: {
        workspaceId: WORKSPACE,
        logs: [{ category: 'AuditEvent', enabled: true }],
        ...more,
      },
    });
  const assign = () =>
    wire.run('Set-M365DataAtRestEncryptionPolicyAssignment', { DataEncryptionPolicy: POLICY });
  const inUse = async (more: object = {}) => {
    await wire.makePolicy();
    await audit(VAULT, more);
    await assign();
    wire.seconds(26 * 60 * 60);
  };

  for (const [table, more] of Object.entries({
    AzureDiagnostics: {},
    AZKVAuditLogs: { logAnalyticsDestinationType: 'Dedicated' },
  }))
    test(`shows what Microsoft did with the keys, from the table ${table}`, async () => {
      await inUse(more);

      const uses = await httpVaultLogs(http).listUses(asked);

      expect(uses[0]).toMatchObject({
        ...{ operation: 'KeyUnwrap', caller: M365_ENCRYPTION, succeeded: true },
      });
      expect(uses.map(({ at }) => at)).toEqual(
        uses
          .map(({ at }) => at)
          .toSorted()
          .toReversed(),
      );
      expect(await httpVaultLogs(http).listUses({ ...asked, vault: OTHER })).toEqual([]);
    });

  test('is empty where nothing was ever written to the workspace', async () => {
    await wire.prepare();

    expect(await httpVaultLogs(http).listUses(asked)).toEqual([]);
  });

  test('leaves out other callers, other vaults and what was before', async () => {
    await inUse();
    const logs = httpVaultLogs(http);

    const later = wire.sandbox.clock.now().toISOString();
    expect(await logs.listUses({ ...asked, since: later })).toEqual([]);
    const other = "x' or Caller !~ '";
    expect(await logs.listUses({ ...asked, application: other })).toEqual([]);
    expect(await logs.listUses({ ...asked, vault: `${VAULT}' or '1' == '1` })).toEqual([]);
  });

  test('is late by some minutes, as it is in Azure', async () => {
    await wire.makePolicy();
    await audit(VAULT);
    await assign();

    expect(await httpVaultLogs(http).listUses(asked)).toEqual([]);
    wire.seconds(301);
    expect(await httpVaultLogs(http).listUses(asked)).not.toEqual([]);
  });

  test('says that a call of Microsoft failed', async () => {
    await wire.makePolicy();
    await audit(VAULT);
    await wire.arm('PATCH', VAULT, {
      properties: { networkAcls: { defaultAction: 'Deny', bypass: 'None' } },
    });
    await assign();
    wire.seconds(301);

    const [use] = await httpVaultLogs(http).listUses(asked);

    expect(use).toMatchObject({ operation: 'KeyUnwrap', succeeded: false });
  });

  test('is asked for in the form of the published contract', async function () {
    const folder = [process.env.CONTRACTS, '../shared/contracts'].find(
      (one) => one !== undefined && existsSync(join(one, 'node_modules')),
    );
    if (folder === undefined) return this.skip();
    await inUse();

    const uses = await httpVaultLogs(http).listUses(asked);

    expect(uses).not.toEqual([]);
    const module = await import(pathToFileURL(join(folder, 'lib/checker.mjs')).href);
    const checker = module.createChecker();
    const wrong = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ service }) => service === 'loganalytics')
      .map((exchange) => checker.check(exchange).violations);
    expect(wrong).toEqual([[]]);
  });

  test('a workspace that is not there is said to be gone', async () => {
    await inUse();
    const workspace = '66666666-0000-4000-8000-000000000009';

    const error = await thrownBy(() => httpVaultLogs(http).listUses({ ...asked, workspace }));

    expect(error).toMatchObject({ name: 'GatewayError', transient: false });
    expect(error.message).toMatch(/still exists/);
  });

  for (const query of [
    'Nothing',
    'union isfuzzy=false Nothing',
    'AzureDiagnostics | explode 1',
    "AzureDiagnostics | where x == 'open",
    '',
    'union isfuzzy=true (Nothing)',
    'print 1',
    'AzureDiagnostics | take 1 | | take 2',
  ])
    test(`the simulated service refuses the query ${JSON.stringify(query)} as the real one does`, async () => {
      await inUse();

      const reply = await wire.call(
        `https://api.loganalytics.io/v1/workspaces/${WORKSPACE_ID}/query`,
        { method: 'POST', json: { query } },
      );

      expect(reply.status).toBe(400);
      expect(reply.body.error).toMatchObject({ code: 'BadArgumentError' });
    });
});

suite('the log of a vault on the wire', () => {
  let stub: Stub;
  setup(async () => {
    stub = await startStub();
  });
  teardown(() => stub.close());
  const listUses = (more: object = {}) => httpVaultLogs(stub.http).listUses({ ...asked, ...more });
  const table = (...rows: readonly unknown[][]) => ({
    name: 'PrimaryResult',
    columns: ['TimeGenerated', 'Operation', 'Caller', 'Status', 'Result'].map((name) => ({
      ...{ name, type: 'string' },
    })),
    rows,
  });

  test('a part of the data is not taken for all of it', async () => {
    const error = { code: 'PartialError', message: 'canary' };
    stub.answers({ body: { tables: [table()], error } });

    const thrown = await thrownBy(() => listUses());

    expect(thrown).toMatchObject({ code: 'PartialError', transient: true });
    expect(thrown.message).not.toContain('canary');
  });

  test('a workspace that the bot may not read is said to be one, with the role it takes', async () => {
    stub.answers({ status: 403, body: { error: { code: 'InsufficientAccessError' } } });

    const thrown = await thrownBy(() => listUses());

    expect(thrown).toMatchObject({ code: 'InsufficientAccessError', transient: false });
    expect(thrown.message).toContain('Log Analytics Reader');
  });

  test('a workspace without data answers with nothing', async () => {
    stub.answers({ status: 204 });

    expect(await listUses()).toEqual([]);
  });

  test('a row without a status goes by its result', async () => {
    const at = '2026-11-21T12:00:00Z';
    stub.answers({
      body: {
        tables: [
          table(
            [at, 'KeyWrap', 'x', null, 'Success'],
            [at, 'KeyWrap', 'x', null, 'Failure'],
            [at, 'KeyWrap', 'x', 403, 'Success'],
          ),
        ],
      },
    });

    expect((await listUses()).map(({ succeeded }) => succeeded)).toEqual([true, false, false]);
  });

  test('a row that has no time is no use of a key', async () => {
    stub.answers({ body: { tables: [table(['soon', 'KeyWrap', 'x', 200, 'Success'])] } });

    expect(await thrownBy(() => listUses())).toMatchObject({ name: 'GatewayError' });
  });

  test('a busy service is asked again, for asking twice does no harm', async () => {
    stub.answers({ status: 503 }, { reset: true }, { body: { tables: [table()] } });

    expect(await listUses()).toEqual([]);
    expect(stub.seen).toHaveLength(3);
  });

  for (const workspace of [
    'contoso-logs',
    WORKSPACE,
    `${WORKSPACE_ID}/../../secrets`,
    `{${WORKSPACE_ID}}`,
    `${WORKSPACE_ID}/query#`,
    '',
  ])
    test(`no query goes to ${JSON.stringify(workspace)}`, async () => {
      expect(await thrownBy(() => listUses({ workspace }))).toMatchObject({ status: 0 });
      expect(stub.seen).toEqual([]);
    });

  test('what is asked for cannot end its own text', async () => {
    stub.answers({ body: { tables: [] } });

    await listUses({ vault: "a\\' | take 0 //\n" });

    const { query } = JSON.parse(stub.seen[0]?.text ?? '');
    expect(query).toContain("_ResourceId =~ 'a\\\\\\' | take 0 //\\u000a'");
    expect(stub.scopes).toEqual(['https://api.loganalytics.io/.default']);
  });
});

suite('the log of a vault in other clouds', () => {
  for (const [name, host] of [
    ['gcc', 'api.loganalytics.io'],
    ['gcc-high', 'api.loganalytics.us'],
    ['dod', 'api.loganalytics.us'],
    ['china', 'api.loganalytics.azure.cn'],
  ] as const)
    test(`is at its own host in ${name}, and no token for it goes anywhere else`, async () => {
      const cloud = cloudOf(name);
      const stub = await startStub({ cloud });
      stub.answers({ body: { tables: [] } });

      await httpVaultLogs(stub.http).listUses(asked);

      expect(stub.seen[0]?.url).toBe(`https://${host}/v1/workspaces/${WORKSPACE_ID}/query`);
      expect(stub.scopes).toEqual([`https://${host}/.default`]);
      expect(findScope(cloud, new URL(`https://${host}.evil.example/`))).toBeUndefined();
      await stub.close();
    });
});

suite('the log of a vault in memory', () => {
  test('knows the same things as the real one', async () => {
    const logs = fakeVaultLogs();
    const use = { at: '2026-11-21T12:00:00.000Z', operation: 'KeyWrap', succeeded: true };
    logs.log(WORKSPACE_ID, VAULT, { ...use, caller: M365_ENCRYPTION });
    logs.log(WORKSPACE_ID, VAULT, { ...use, caller: 'somebody' });

    expect(await logs.listUses(asked)).toHaveLength(1);
    expect(await logs.listUses({ ...asked, vault: OTHER })).toEqual([]);
    expect(await logs.listUses({ ...asked, since: '2026-11-22T00:00:00.000Z' })).toEqual([]);
  });
});
