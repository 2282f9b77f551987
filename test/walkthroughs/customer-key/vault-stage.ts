import type { Data } from '../../../src/core/data.ts';
import type { Person } from '../../../src/core/people.ts';
import { SECOND } from '../../../src/core/clock.ts';
import { standingOf } from '../../../src/core/standing.ts';
import type { Walkthrough } from '../../../src/core/walkthrough.ts';
import type { Azure } from '../../../src/gateways/azure.ts';
import { Answers, subjectOf } from '../../../src/walkthroughs/customer-key/answers.ts';
import { vaultSteps } from '../../../src/walkthroughs/customer-key/steps/vaults.ts';
import { siteOf, type World } from '../../../src/walkthroughs/customer-key/world.ts';
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
import { faulty } from '../../fakes/faulty.ts';
import { memoryClock } from '../../fakes/memory-clock.ts';
import { operator, stage } from '../../fakes/stage.ts';

/** The bot's application, and what it is in this tenant. */
export const BOT = 'b07b07b0-0000-4000-8000-000000000001';
export const BOT_OBJECT = 'b07b07b0-0000-4000-8000-000000000002';
export const WORKSPACE =
  '/subscriptions/5a5a5a5a-0000-4000-8000-000000000009/resourceGroups/logs/providers/' +
  'Microsoft.OperationalInsights/workspaces/contoso-logs';

/** The id by which that workspace is asked. */
export const WORKSPACE_ID = '6a6a6a6a-0000-4000-8000-000000000009';

export const FIRST = {
  subscription: FIRST_SUBSCRIPTION,
  subscriptionName: 'Contoso CK One',
  resourceGroup: 'ck-a',
  vault: 'Contoso-CK-MW-VaultA1',
  location: 'westeurope',
  key: 'key-a',
};
export const SECOND_BRANCH = {
  subscription: SECOND_SUBSCRIPTION,
  subscriptionName: 'Contoso CK Two',
  resourceGroup: 'ck-b',
  vault: 'Contoso-CK-MW-VaultB1',
  location: 'germanywestcentral',
  key: 'key-b',
};

export const AT = { subscription: FIRST_SUBSCRIPTION, resourceGroup: 'ck-a', name: FIRST.vault };

export const ANSWERS: Answers = {
  tenant: { id: AZURE_TENANT, name: 'Contoso', domain: 'contoso.example' },
  first: FIRST,
  second: SECOND_BRANCH,
  keySize: 3072,
  keySource: 'create',
  permissionModel: 'roles',
  firewall: 'open',
  addresses: [],
  retention: 'leave',
  policy: { name: 'Contoso_Global', description: '' },
};

/** Azure as it is where both subscriptions are ready, with faults to put in its way. */
export function vaultStage(wrap: (azure: Azure) => Azure = (azure) => azure) {
  const clock = memoryClock();
  const azure = fakeAzure({}, () => clock.now());
  for (const id of [FIRST_SUBSCRIPTION, SECOND_SUBSCRIPTION])
    for (const provider of ['microsoft.keyvault', 'microsoft.insights'])
      azure.world.providers.set(`${id}/${provider}`, 'Registered');
  const faults = faulty(azure as Azure);
  const principals = fakeServicePrincipals([servicePrincipal(BOT, { id: BOT_OBJECT })]);
  const world: World = {
    azure: wrap(faults),
    openKeyVault: fakeKeyVaults(azure.world).open,
    principals,
    tenant: fakeTenant(),
    feed: fakeActivityFeed(),
    unifiedAudit: fakeUnifiedAudit(true),
    vaultLogs: { listUses: async () => [] },
    policies: undefined,
    backups: undefined,
    settings: {
      cloud: 'public',
      vaultSuffix: 'vault.azure.net',
      applicationId: BOT,
      retention: 'recommended',
    },
  };
  const vaults: Walkthrough<typeof Answers> = {
    id: 'vaults',
    title: 'Vaults',
    about: 'Vaults only.',
    command: 'set up vaults',
    answers: Answers,
    questions: [],
    subject: subjectOf,
    steps(answers, reads) {
      const site = siteOf(world, answers, reads);
      return site.branches.flatMap((branch) => vaultSteps(site, branch, []));
    },
  };
  const on = stage([vaults], clock);
  return { ...on, azure, faults, principals, world };
}

export type VaultStage = ReturnType<typeof vaultStage>;

export async function started(on: VaultStage, more: Partial<Answers> = {}): Promise<string> {
  const answers = JSON.parse(JSON.stringify({ ...ANSWERS, ...more })) as Data;
  const { run = '', ...answer } = await on.runs.start('vaults', answers, operator(ada));
  if (answer.kind !== 'recorded') throw new Error(answer.says);
  return run;
}

const voters = (step: string, quorum: number): readonly Person[] => {
  if (quorum > 1) return [ben, cleo];
  return step.endsWith('-1') ? [ben] : [cleo];
};

/** Whoever has to, approves all that is open now: each of the two keys has its own custodian. */
export async function approveAll(on: VaultStage, run: string): Promise<boolean> {
  const { asks } = standingOf(await on.runs.read(run));
  const pending = asks.filter(({ state }) => state === 'pending');
  for (const { ask, step, quorum } of pending)
    for (const person of voters(step, quorum)) {
      const { kind, says } = await on.vote(run, ask, person, { steps: [step] });
      if (kind !== 'recorded') throw new Error(says);
    }
  return pending.length > 0;
}

/** Goes on until everything holds or nothing moves any more; waits are waited for. */
export async function play(on: VaultStage, run: string): Promise<void> {
  for (let pass = 0; pass < 6; pass += 1) {
    const { state } = await on.runs.advance(run);
    if (state === 'finished' || state === 'cancelled') return;
    if (await approveAll(on, run)) continue;
    if (state === 'stopped') return;
    on.clock.advance(30 * SECOND);
  }
}

/** One step as the ledger has it. */
export async function stepOf(on: VaultStage, run: string, step: string) {
  const { steps, asks } = standingOf(await on.runs.read(run));
  return {
    ...steps.find(({ id }) => id === step),
    asked: asks.filter((each) => each.step === step),
  };
}
