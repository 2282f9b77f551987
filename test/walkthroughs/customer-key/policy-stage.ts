import { randomUUID } from 'node:crypto';
import type { Data } from '../../../src/core/data.ts';
import type { Person } from '../../../src/core/people.ts';
import { standingOf } from '../../../src/core/standing.ts';
import { ONE_WAY_PHRASE } from '../../../src/core/policy.ts';
import type { Step } from '../../../src/core/step.ts';
import type { Walkthrough } from '../../../src/core/walkthrough.ts';
import type { EncryptionPolicies } from '../../../src/gateways/encryption-policies.ts';
import { Answers, subjectOf } from '../../../src/walkthroughs/customer-key/answers.ts';
import { APPLICATIONS, ROLES } from '../../../src/walkthroughs/customer-key/applications.ts';
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
import { siteOf, type Site, type World } from '../../../src/walkthroughs/customer-key/world.ts';
import { fakeActivityFeed } from '../../fakes/fake-activity-feed.ts';
import { fakeAzure, vault } from '../../fakes/fake-azure.ts';
import { ada, ben, cleo } from '../../fakes/fake-directory.ts';
import {
  fakeEncryptionPolicies,
  type FakeEncryptionPolicies,
} from '../../fakes/fake-encryption-policies.ts';
import { fakeKeyVaults } from '../../fakes/fake-key-vault.ts';
import { fakeServicePrincipals, servicePrincipal } from '../../fakes/fake-service-principals.ts';
import { fakeTenant } from '../../fakes/fake-tenant.ts';
import { fakeUnifiedAudit } from '../../fakes/fake-unified-audit.ts';
import { fakeVaultLogs } from '../../fakes/fake-vault-logs.ts';
import { faulty } from '../../fakes/faulty.ts';
import { memoryClock } from '../../fakes/memory-clock.ts';
import { operator, stage } from '../../fakes/stage.ts';
import { ANSWERS, BOT, BOT_OBJECT } from './vault-stage.ts';

export const MICROSOFT = '0b0b0b0b-0000-4000-8000-000000000001';
const BRANCHES = [ANSWERS.first, ANSWERS.second] as const;
const addressOf = (name: string) => `https://${name.toLowerCase()}.vault.azure.net`;
export const [K1, K2] = [
  `${addressOf(ANSWERS.first.vault)}/keys/${ANSWERS.first.key}`,
  `${addressOf(ANSWERS.second.vault)}/keys/${ANSWERS.second.key}`,
] as const;
export const NAME = ANSWERS.policy.name;

interface Setting {
  /** Whether the bot runs the cmdlets itself. */
  readonly cmdlets?: boolean;
  readonly answers?: Partial<Answers>;
  readonly wrap?: (policies: EncryptionPolicies) => EncryptionPolicies;
  /** Beside the steps that are tested. */
  readonly before?: (site: Site) => readonly Step[];
}

/** Both vaults and keys are as they should be; what comes is onboarding and everything after it. */
export async function policyStage({ cmdlets = true, answers = {}, ...more }: Setting = {}) {
  const clock = memoryClock();
  const azure = fakeAzure({}, () => clock.now());
  const keyVaults = fakeKeyVaults(azure.world, () => clock.now());
  const encryption: FakeEncryptionPolicies = fakeEncryptionPolicies({ onboarded: false });
  const policies = faulty(encryption as EncryptionPolicies);
  const feed = faulty(fakeActivityFeed(true));
  const unifiedAudit = faulty(fakeUnifiedAudit(true));
  const vaultLogs = faulty(fakeVaultLogs());
  /** What the checks before the one-way door say. */
  const failing: string[] = [];
  const all: Answers = { ...ANSWERS, ...answers };

  for (const { subscription, resourceGroup, vault: name, location, key } of BRANCHES) {
    const made = vault({ subscription, resourceGroup, name }, { location });
    azure.world.vaults.set(name.toLowerCase(), made);
    const wanted = { name: key, size: 3072, hsm: true } as const;
    await keyVaults.open(made).createKey(wanted, randomUUID());
  }
  const world: World = {
    azure,
    openKeyVault: keyVaults.open,
    principals: fakeServicePrincipals([
      servicePrincipal(BOT, { id: BOT_OBJECT }),
      servicePrincipal(APPLICATIONS.encryption, { id: MICROSOFT }),
    ]),
    tenant: fakeTenant(),
    feed,
    unifiedAudit,
    vaultLogs,
    policies: cmdlets ? (more.wrap?.(policies) ?? policies) : undefined,
    backups: undefined,
    settings: {
      ...{ cloud: 'public', vaultSuffix: 'vault.azure.net', applicationId: BOT },
      retention: 'recommended',
    },
  };
  const give = (number: 0 | 1, principal: string, role: string, principalType = 'User') =>
    void azure.world.assignments.push({
      id: randomUUID(),
      scope: `/subscriptions/${BRANCHES[number].subscription}`,
      ...{ role, principal, principalType, createdAt: undefined },
    });
  give(0, ben.id, ROLES.keyVaultAdministrator);
  give(1, cleo.id, ROLES.keyVaultAdministrator);
  for (const number of [0, 1] as const)
    give(number, BOT_OBJECT, ROLES.cryptoOfficer, 'ServicePrincipal');

  const walkthrough: Walkthrough<typeof Answers> = {
    id: 'policy-part',
    title: 'The part about the policy',
    about: 'From onboarding on.',
    command: 'set up the policy',
    answers: Answers,
    questions: [],
    subject: subjectOf,
    steps(given, reads) {
      const site = siteOf(world, given, reads);
      return [
        ...(more.before?.(site) ?? []),
        onboardingValidated(site),
        onboardingEnabled(site),
        policyMade(site),
        assignment(site, async () => [...failing]),
        { ...auditLogOn(site), after: [] },
        { ...recordsReceived(site), after: [] },
        useSeen(site),
      ];
    },
  };
  const on = stage([walkthrough], clock);
  const start = async () => {
    const data = JSON.parse(JSON.stringify(all)) as Data;
    const { run = '', ...answer } = await on.runs.start('policy-part', data, operator(ada));
    if (answer.kind !== 'recorded') throw new Error(answer.says);
    await on.runs.advance(run);
    return run;
  };
  return {
    ...on,
    world,
    azure,
    keyVaults,
    encryption,
    policies,
    feed,
    unifiedAudit,
    vaultLogs,
    failing,
    give,
    start,
  };
}

export type PolicyStage = Awaited<ReturnType<typeof policyStage>>;

export const onboarded = (mode: 'Validate' | 'Enable'): string =>
  [
    'ID                : 6b8f7a1e-0000-4000-8000-00000000000a',
    'ValidationResult  : Success',
    `EnablementResult  : ${mode === 'Enable' ? 'Success' : 'NotStarted'}`,
    'FailedValidations : {}',
  ].join('\n');

/** Ada does what a card asks for and pastes what came out. */
export const paste = async (on: PolicyStage, run: string, step: string, text?: string) => {
  const answer = await on.runs.attest(run, step, operator(ada), text);
  await on.runs.advance(run);
  return answer;
};

/** Both onboarding steps, as an administrator would do them. */
export async function onboard(on: PolicyStage, run: string): Promise<void> {
  for (const [step, mode] of [
    ['onboarding-validated', 'Validate'],
    ['onboarding-enabled', 'Enable'],
  ] as const) {
    if (mode === 'Enable') on.encryption.world.onboarded = true;
    const { kind, says } = await paste(on, run, step, onboarded(mode));
    if (kind !== 'recorded') throw new Error(says);
  }
}

/** These people approve the newest request for a step; then the run goes on. */
export async function approve(
  on: PolicyStage,
  run: string,
  step: string,
  people: readonly Person[] = [ben, cleo],
) {
  const { asks } = standingOf(await on.runs.read(run));
  const ask = asks.findLast((asked) => asked.step === step)?.ask ?? 0;
  const answers = [];
  for (const person of people)
    answers.push(await on.vote(run, ask, person, { steps: [step], phrase: ONE_WAY_PHRASE }));
  await on.runs.advance(run);
  return answers;
}

/** One step as the ledger has it. */
export async function stepOf(on: PolicyStage, run: string, id: string) {
  const { steps, asks } = standingOf(await on.runs.read(run));
  const found = steps.find((step) => step.id === id);
  if (found === undefined) throw new Error(`There is no step ${id}.`);
  return { ...found, asked: asks.filter((asked) => asked.step === id) };
}

/** Onboarded, the policy made, and the assignment put before the approvers. */
export async function atTheDoor(on: PolicyStage): Promise<string> {
  const run = await on.start();
  await approve(on, run, 'policy');
  await onboard(on, run);
  return run;
}
