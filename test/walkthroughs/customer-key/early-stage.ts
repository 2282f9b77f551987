import { digestOfAsk } from '../../../src/core/approvals.ts';
import type { Data } from '../../../src/core/data.ts';
import type { Person } from '../../../src/core/people.ts';
import { standingOf } from '../../../src/core/standing.ts';
import type { Step } from '../../../src/core/step.ts';
import type { Walkthrough } from '../../../src/core/walkthrough.ts';
import type { Azure } from '../../../src/gateways/azure.ts';
import { ROLES } from '../../../src/walkthroughs/customer-key/applications.ts';
import { Answers, subjectOf } from '../../../src/walkthroughs/customer-key/answers.ts';
import { siteOf, type Site, type World } from '../../../src/walkthroughs/customer-key/world.ts';
import { fakeActivityFeed } from '../../fakes/fake-activity-feed.ts';
import {
  AZURE_TENANT,
  fakeAzure,
  FIRST_SUBSCRIPTION,
  SECOND_SUBSCRIPTION,
} from '../../fakes/fake-azure.ts';
import { ada, ben, cleo } from '../../fakes/fake-directory.ts';
import { fakeKeyVaults } from '../../fakes/fake-key-vault.ts';
import { fakeServicePrincipals, servicePrincipal } from '../../fakes/fake-service-principals.ts';
import { fakeTenant } from '../../fakes/fake-tenant.ts';
import { fakeUnifiedAudit } from '../../fakes/fake-unified-audit.ts';
import { fakeVaultLogs } from '../../fakes/fake-vault-logs.ts';
import { faulty } from '../../fakes/faulty.ts';
import { memoryClock } from '../../fakes/memory-clock.ts';
import { approver, operator, stage } from '../../fakes/stage.ts';

export const BOT_APPLICATION = 'b07b07b0-0000-4000-8000-000000000001';
export const BOT = 'b07b07b0-0000-4000-8000-0000000000ff';
export const FEATURE = 'microsoft.resources/mandatoryretentionperiodenabled';

export const ANSWERS: Answers = {
  tenant: { id: AZURE_TENANT, name: 'Contoso', domain: 'contoso.example' },
  first: {
    ...{ subscription: FIRST_SUBSCRIPTION, subscriptionName: 'Contoso CK One' },
    ...{ resourceGroup: 'ck-a', vault: 'Contoso-CK-MW-VaultA1', location: 'westeurope' },
    key: 'key-a',
  },
  second: {
    ...{ subscription: SECOND_SUBSCRIPTION, subscriptionName: 'Contoso CK Two' },
    ...{ resourceGroup: 'ck-b', vault: 'Contoso-CK-MW-VaultB1', location: 'germanywestcentral' },
    key: 'key-b',
  },
  keySize: 3072,
  keySource: 'create',
  permissionModel: 'roles',
  firewall: 'open',
  addresses: [],
  retention: 'request',
  policy: { name: 'Contoso_Global', description: '' },
};

/** A role of the bot on one of the subscriptions. */
export const assignment = (scope: string, role: string) => ({
  ...{ id: `${scope}/${role}`, scope, role, principal: BOT },
  ...{ principalType: 'ServicePrincipal', createdAt: '2026-01-01T00:00:00.000Z' },
});

const RIGHTS = [FIRST_SUBSCRIPTION, SECOND_SUBSCRIPTION].flatMap((id) =>
  [ROLES.contributor, ROLES.userAccessAdministrator].map((role) =>
    assignment(`/subscriptions/${id}`, role),
  ),
);

/** A tenant in which nothing is wrong, and a walkthrough of the steps that a test is about. */
export function earlyStage(stepsOf: (site: Site) => readonly Step[], more: Partial<World> = {}) {
  const clock = memoryClock();
  const azure = fakeAzure({ assignments: [...RIGHTS] }, () => clock.now());
  const faults = faulty(azure as Azure);
  const tenant = fakeTenant();
  const keys = fakeKeyVaults(azure.world, () => clock.now());
  const world: World = {
    azure: faults,
    openKeyVault: keys.open,
    principals: fakeServicePrincipals([servicePrincipal(BOT_APPLICATION, { id: BOT })]),
    tenant,
    feed: fakeActivityFeed(),
    unifiedAudit: fakeUnifiedAudit(true),
    vaultLogs: fakeVaultLogs(),
    policies: undefined,
    backups: undefined,
    settings: {
      ...{ cloud: 'public', vaultSuffix: 'vault.azure.net' },
      ...{ applicationId: BOT_APPLICATION, retention: 'recommended' },
    },
    ...more,
  };
  const early: Walkthrough<typeof Answers> = {
    ...{ id: 'early', title: 'Early steps', about: 'Early steps only.', command: 'set up early' },
    ...{ answers: Answers, questions: [], subject: subjectOf },
    steps: (answers, reads) => stepsOf(siteOf(world, answers, reads)),
  };
  return { ...stage([early], clock), clock, azure, faults, tenant, keys, world };
}
export type EarlyStage = ReturnType<typeof earlyStage>;

export async function started(on: EarlyStage, more: Partial<Answers> = {}): Promise<string> {
  const answers = { ...ANSWERS, ...more } as Data;
  const { run = '', ...answer } = await on.runs.start('early', answers, operator(ada));
  if (answer.kind !== 'recorded') throw new Error(answer.says);
  return run;
}

/** Starts a run and looks once at everything. */
export async function looked(on: EarlyStage, more: Partial<Answers> = {}): Promise<string> {
  const run = await started(on, more);
  await on.runs.advance(run);
  return run;
}

/** One step as the ledger has it, with every request for it. */
export async function stepOf(on: Pick<EarlyStage, 'runs'>, run: string, id: string) {
  const { steps, asks } = standingOf(await on.runs.read(run));
  const step = steps.find((each) => each.id === id);
  if (step === undefined) throw new Error(`There is no step ${id}.`);
  return { ...step, asked: asks.filter((each) => each.step === id) };
}

/** Each key has a custodian of its own; what takes two is approved by both. */
export async function approveAll(
  on: Pick<EarlyStage, 'runs'>,
  run: string,
  voters: (step: string) => readonly Person[] = (step) =>
    /^(?:provider|retention-reached)-/.test(step)
      ? [step.endsWith('-1') ? ben : cleo]
      : [ben, cleo],
): Promise<void> {
  const { asks } = standingOf(await on.runs.read(run));
  for (const { ask, step } of asks.filter(({ state }) => state === 'pending'))
    for (const person of voters(step)) {
      const all = standingOf(await on.runs.read(run)).asks.filter((each) => each.ask === ask);
      const vote = { verdict: 'approved', digest: digestOfAsk(all), steps: [step] } as const;
      const { kind, says } = await on.runs.decide(run, ask, vote, approver(person));
      if (kind !== 'recorded') throw new Error(says);
    }
}
