import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'expect';
import { secretOf } from '../../../src/config/secret.ts';
import { HOUR, MINUTE } from '../../../src/core/clock.ts';
import type { Data } from '../../../src/core/data.ts';
import { ONE_WAY_PHRASE } from '../../../src/core/policy.ts';
import { standingOf } from '../../../src/core/standing.ts';
import type { Walkthrough } from '../../../src/core/walkthrough.ts';
import { cloudOf } from '../../../src/gateways/clouds.ts';
import { httpActivityFeed } from '../../../src/gateways/http/activity-feed.ts';
import { spreadingOf } from '../../../src/gateways/http/azure-spreading.ts';
import { httpAzure } from '../../../src/gateways/http/azure.ts';
import { createHttp } from '../../../src/gateways/http/client.ts';
import { credentialFrom } from '../../../src/gateways/http/credential.ts';
import { httpEncryptionPolicies } from '../../../src/gateways/http/encryption-policies.ts';
import { graphServicePrincipals } from '../../../src/gateways/http/graph-service-principals.ts';
import { graphTenant } from '../../../src/gateways/http/graph-tenant.ts';
import { httpKeyVaults } from '../../../src/gateways/http/key-vault.ts';
import { httpUnifiedAudit } from '../../../src/gateways/http/unified-audit.ts';
import { httpVaultLogs } from '../../../src/gateways/http/vault-logs.ts';
import { activityService } from '../../../src/sandbox/activity.ts';
import { WORKSPACE } from '../../../src/sandbox/arm/seed.ts';
import { armService } from '../../../src/sandbox/arm.ts';
import { keyVaultService } from '../../../src/sandbox/key-vault.ts';
import { logAnalyticsService, WORKSPACE_ID } from '../../../src/sandbox/log-analytics.ts';
import { APPLICATION, TENANT_ID } from '../../../src/sandbox/people.ts';
import { sandboxAgent } from '../../../src/sandbox/transport.ts';
import { Answers, subjectOf } from '../../../src/walkthroughs/customer-key/answers.ts';
import { judgeAll, mustHold } from '../../../src/walkthroughs/customer-key/judge-all.ts';
import { assignment } from '../../../src/walkthroughs/customer-key/steps/assignment.ts';
import {
  auditLogOn,
  recordsReceived,
} from '../../../src/walkthroughs/customer-key/steps/audit-log.ts';
import {
  onboardingEnabled,
  onboardingValidated,
} from '../../../src/walkthroughs/customer-key/steps/onboarding.ts';
import { policyMade } from '../../../src/walkthroughs/customer-key/steps/policy.ts';
import { useSeen } from '../../../src/walkthroughs/customer-key/steps/use.ts';
import { siteOf, type World } from '../../../src/walkthroughs/customer-key/world.ts';
import { ada, ben, cleo } from '../../fakes/fake-directory.ts';
import { operator, stage } from '../../fakes/stage.ts';
import { quiet } from '../../gateways/stub.ts';
import { ONE, TWO, vaultPath } from '../../sandbox/arm-wire.ts';
import { A1, B1, startEncryption, type EncryptionWire } from '../../sandbox/encryption-wire.ts';
import { emptyFolder } from '../../sandbox/wire.ts';

const branch = (subscription: string, vault: string, location: string) => ({
  ...{ subscription, subscriptionName: vault, resourceGroup: 'ck', vault, location, key: 'root' },
});
const ANSWERS: Answers = {
  tenant: { id: TENANT_ID, name: 'Contoso', domain: 'contoso.example' },
  first: branch(ONE, A1, 'westeurope'),
  second: branch(TWO, B1, 'swedencentral'),
  keySize: 2048,
  keySource: 'create',
  permissionModel: 'roles',
  firewall: 'open',
  addresses: [],
  workspace: WORKSPACE,
  workspaceId: WORKSPACE_ID,
  retention: 'leave',
  policy: { name: 'Contoso_Global', description: 'Root keys of Contoso' },
};

/** The walkthrough from onboarding on, over the real gateways, on the simulated tenant. */
async function begin(wire: EncryptionWire, cmdlets: boolean) {
  const agent = sandboxAgent(wire.sandbox.connection);
  const cloud = cloudOf('sandbox');
  const { clientId, secret } = APPLICATION;
  const acting = { kind: 'secret', tenantId: TENANT_ID, clientId } as const;
  const credential = credentialFrom({ ...acting, secret: secretOf(secret) }, cloud, agent);
  const clock = {
    now: () => wire.sandbox.clock.now(),
    sleep: async (milliseconds: number) => wire.sandbox.clock.advance(milliseconds),
    advance: (milliseconds: number) => wire.sandbox.clock.advance(milliseconds),
  };
  const machine = { now: () => new Date(), sleep: clock.sleep };
  const http = createHttp({ cloud, credential, agent, clock: machine, log: quiet });
  const spreading = spreadingOf(http, { bot: async () => APPLICATION.objectId, clock });
  const world: World = {
    azure: httpAzure(http, { spreading }),
    openKeyVault: httpKeyVaults(http, { credential, agent, clock, spreading }),
    principals: graphServicePrincipals(http),
    tenant: graphTenant(http),
    feed: httpActivityFeed(http, { tenantId: TENANT_ID, clock, log: quiet }),
    unifiedAudit: httpUnifiedAudit(http, { tenantId: TENANT_ID }),
    vaultLogs: httpVaultLogs(http),
    policies: cmdlets ? httpEncryptionPolicies(http, { tenantId: TENANT_ID }) : undefined,
    backups: undefined,
    settings: {
      ...{ cloud: 'public', vaultSuffix: 'vault.azure.net', applicationId: clientId },
      retention: 'recommended',
    },
  };
  const walkthrough: Walkthrough<typeof Answers> = {
    id: 'policy-part',
    title: 'The part about the policy',
    about: 'From onboarding on.',
    command: 'set up the policy',
    answers: Answers,
    questions: [],
    subject: subjectOf,
    steps(answers, reads) {
      const site = siteOf(world, answers, reads);
      return [
        onboardingValidated(site),
        onboardingEnabled(site),
        policyMade(site),
        assignment(site, async (seen, looking) => mustHold(await judgeAll(seen, looking))),
        { ...auditLogOn(site), after: [] },
        { ...recordsReceived(site), after: [] },
        useSeen(site),
      ];
    },
  };
  const on = stage([walkthrough], clock);
  const answers = JSON.parse(JSON.stringify(ANSWERS)) as Data;
  const { run = '' } = await on.runs.start('policy-part', answers, operator(ada));
  return { ...on, run, close: () => agent.destroy() };
}

type Begun = Awaited<ReturnType<typeof begin>>;

/** Whatever is open is approved, whatever is asked for is done at the console, time passes. */
async function play(on: Begun, wire: EncryptionWire): Promise<void> {
  for (let pass = 0; pass < 60; pass += 1) {
    const { state, lookAgainAt } = await on.runs.advance(on.run);
    if (state === 'finished' || state === 'stopped') return;
    if ((await approve(on)) || (await byHand(on, wire))) continue;
    const until = Date.parse(lookAgainAt ?? '') - on.clock.now().getTime();
    on.clock.advance(Math.max(MINUTE, Number.isNaN(until) ? HOUR : until));
  }
}

async function approve({ runs, run, vote }: Begun): Promise<boolean> {
  const { asks } = standingOf(await runs.read(run));
  const pending = asks.filter(({ state }) => state === 'pending');
  for (const { ask, step, quorum } of pending)
    for (const person of [ben, cleo].slice(0, quorum)) {
      const answer = await vote(run, ask, person, { steps: [step], phrase: ONE_WAY_PHRASE });
      if (answer.kind === 'refused') throw new Error(answer.says);
    }
  return pending.length > 0;
}

/** As the administrator: the command of the card is run as it stands, and its output pasted. */
async function byHand({ runs, run }: Begun, wire: EncryptionWire): Promise<boolean> {
  const { steps } = standingOf(await runs.read(run));
  const turn = steps.find(({ state }) => state === 'your-turn');
  const guide = turn?.change?.guide;
  if (turn === undefined || guide === undefined) return false;
  const { body } = await wire.control('POST', '/sandbox/console', { command: guide.command ?? '' });
  const text = guide.asks === undefined ? undefined : body.output;
  const answer = await runs.attest(run, turn.id, operator(ada), text);
  if (answer.kind === 'refused') throw new Error(`${answer.says}\n${body.output}`);
  return true;
}

const SEEN = { 'ingestion-on': 'verified', 'feed-subscribed': 'verified', use: 'verified' };

suite('Customer Key from onboarding to evidence, on the sandbox', function () {
  this.timeout(180_000);
  let wire: EncryptionWire;
  let log: string;
  let on: Begun | undefined;
  setup(async () => {
    log = join(emptyFolder(), 'exchanges.ndjson');
    wire = await startEncryption({
      exchangeLog: log,
      services: (tenant) => [
        armService(tenant),
        keyVaultService(tenant),
        activityService(tenant),
        logAnalyticsService(tenant),
      ],
    });
    await wire.prepare();
    for (const vault of [vaultPath(ONE, A1), vaultPath(TWO, B1)])
      await wire.arm('PUT', `${vault}/providers/Microsoft.Insights/diagnosticSettings/audit`, {
        properties: {
          workspaceId: WORKSPACE,
          logs: [{ category: 'AuditEvent', enabled: true }],
        },
      });
  });
  teardown(async () => {
    on?.close();
    await wire.close();
  });

  const found = async (step: string) => {
    const { steps } = standingOf((await on?.runs.read(on.run)) ?? []);
    return steps.find(({ id }) => id === step);
  };

  test('the bot makes and assigns the policy, and sees both keys used', async () => {
    on = await begin(wire, true);
    await play(on, wire);

    expect(await on.stepsOf(on.run)).toEqual({
      ...{ 'onboarding-validated': 'attested', 'onboarding-enabled': 'attested' },
      ...{ policy: 'verified', assignment: 'verified', ...SEEN },
    });
    const note = (await found('use'))?.note ?? '';
    expect(note).toMatch(/log of contoso-ck-a1 shows calls .*KeyUnwrap/);
    expect(note).toMatch(/log of contoso-ck-b1 shows calls .*KeyUnwrap/);
    expect(note).toMatch(/records of type 69: 1 UnwrapDataEncryptionPolicyKey/);
    const { body } = await wire.run('Get-M365DataAtRestEncryptionPolicyAssignment');
    expect(body.value[0]).toMatchObject({ DataEncryptionPolicy: 'Contoso_Global' });
  });

  test('people do it with the commands of the cards, and their word stays a word', async () => {
    on = await begin(wire, false);
    await play(on, wire);

    expect(await on.stepsOf(on.run)).toEqual({
      ...{ 'onboarding-validated': 'attested', 'onboarding-enabled': 'attested' },
      ...{ policy: 'attested', assignment: 'attested', ...SEEN },
    });
    expect((await found('use'))?.note).not.toMatch(/encrypted/i);
  });

  test('what the module finds wrong is named with its fix, in its own output', async () => {
    await wire.arm('PATCH', vaultPath(ONE, A1), {
      properties: { networkAcls: { defaultAction: 'Deny', bypass: 'None' } },
    });
    on = await begin(wire, true);
    await on.runs.advance(on.run);
    await approve(on);
    await on.runs.advance(on.run);

    await expect(byHand(on, wire)).rejects.toThrow(/KeyAccessPermissions.*ACC-2/);
  });

  test('what is said to Exchange Online, the audit log and Log Analytics has the published form', async function () {
    const folder = [process.env.CONTRACTS, '../shared/contracts'].find(
      (one) => one !== undefined && existsSync(join(one, 'node_modules')),
    );
    if (folder === undefined) return this.skip();
    on = await begin(wire, true);
    const before = readFileSync(log, 'utf8').length;
    await play(on, wire);

    const module = await import(pathToFileURL(join(folder, 'lib/checker.mjs')).href);
    const checker = module.createChecker();
    const lines = readFileSync(log, 'utf8').slice(before).trim().split('\n');
    const exchanges = lines
      .map((line) => JSON.parse(line))
      .filter(({ service }) => ['exchange', 'activity', 'loganalytics'].includes(service));
    expect(new Set(exchanges.map(({ service }) => service)).size).toBe(3);
    expect(exchanges.flatMap((exchange) => checker.check(exchange).violations)).toEqual([]);
  });
});
