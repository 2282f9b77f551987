import { expect } from 'expect';
import { SECOND } from '../../../src/core/clock.ts';
import type { Data } from '../../../src/core/data.ts';
import { GatewayError } from '../../../src/core/errors.ts';
import { standingOf } from '../../../src/core/standing.ts';
import type { Step } from '../../../src/core/step.ts';
import type { Walkthrough } from '../../../src/core/walkthrough.ts';
import type { Azure } from '../../../src/gateways/azure.ts';
import type { Vault } from '../../../src/gateways/azure-vaults.ts';
import type { BackupPlace } from '../../../src/gateways/backup-place.ts';
import type { Key, KeyVault } from '../../../src/gateways/key-vault.ts';
import type { ServicePrincipals } from '../../../src/gateways/service-principals.ts';
import { Answers, subjectOf } from '../../../src/walkthroughs/customer-key/answers.ts';
import { siteOf, type Site, type World } from '../../../src/walkthroughs/customer-key/world.ts';
import { fakeActivityFeed } from '../../fakes/fake-activity-feed.ts';
import {
  AZURE_TENANT,
  fakeAzure,
  FIRST_SUBSCRIPTION,
  SECOND_SUBSCRIPTION,
  vault,
} from '../../fakes/fake-azure.ts';
import { ada, ben, cleo } from '../../fakes/fake-directory.ts';
import { fakeKeyVaults } from '../../fakes/fake-key-vault.ts';
import { fakeServicePrincipals, servicePrincipal } from '../../fakes/fake-service-principals.ts';
import { fakeTenant } from '../../fakes/fake-tenant.ts';
import { fakeUnifiedAudit } from '../../fakes/fake-unified-audit.ts';
import { faulty, type Faulty } from '../../fakes/faulty.ts';
import { memoryClock } from '../../fakes/memory-clock.ts';
import { operator, stage } from '../../fakes/stage.ts';

export const BOT = 'b07b07b0-0000-4000-8000-000000000001';
export const URLS = [
  'https://contoso-ck-mw-a1.vault.azure.net',
  'https://contoso-ck-mw-b1.vault.azure.net',
] as const;

export const ANSWERS: Answers = {
  tenant: { id: AZURE_TENANT, name: 'Contoso', domain: 'contoso.example' },
  first: {
    subscription: FIRST_SUBSCRIPTION,
    subscriptionName: 'Contoso CK One',
    resourceGroup: 'ck-a',
    vault: 'Contoso-CK-MW-A1',
    location: 'westeurope',
    key: 'Contoso-CK-MW-A1-Key001',
  },
  second: {
    subscription: SECOND_SUBSCRIPTION,
    subscriptionName: 'Contoso CK Two',
    resourceGroup: 'ck-b',
    vault: 'Contoso-CK-MW-B1',
    location: 'germanywestcentral',
    key: 'Key002',
  },
  keySize: 3072,
  keySource: 'create',
  permissionModel: 'roles',
  firewall: 'open',
  addresses: [],
  retention: 'leave',
  policy: { name: 'Contoso_Global', description: '' },
};

const ATS = [ANSWERS.first, ANSWERS.second].map((answer) => ({
  ...{ subscription: answer.subscription, resourceGroup: answer.resourceGroup },
  ...{ name: answer.vault, location: answer.location },
}));

export interface Setting {
  readonly steps: (site: Site) => readonly Step[];
  readonly backups?: BackupPlace;
  readonly retention?: World['settings']['retention'];
  readonly wrapAzure?: (azure: Azure) => Azure;
}

/** Both vaults as they should be; every gateway takes faults. */
export function keyStage({ steps, backups, retention = 'recommended', wrapAzure }: Setting) {
  const clock = memoryClock();
  const azure = fakeAzure({}, () => clock.now());
  const keyVaults = fakeKeyVaults(azure.world, () => clock.now());
  const opened = new Map<string, Faulty<KeyVault>>();
  const keysAt = (id: string, url: string) => {
    const known = opened.get(url) ?? faulty(keyVaults.open({ id, url }));
    opened.set(url, known);
    return known;
  };
  const principals = fakeServicePrincipals([servicePrincipal(BOT, { name: 'Audit Steward' })]);
  const azureFaults = faulty(azure as Azure);
  const principalFaults = faulty(principals as ServicePrincipals);
  const world: World = {
    azure: wrapAzure?.(azureFaults) ?? azureFaults,
    openKeyVault: ({ id, url }) => keysAt(id, url),
    principals: principalFaults,
    tenant: fakeTenant(),
    feed: fakeActivityFeed(),
    unifiedAudit: fakeUnifiedAudit(true),
    vaultLogs: { listUses: async () => [] },
    policies: undefined,
    backups,
    settings: { cloud: 'public', vaultSuffix: 'vault.azure.net', applicationId: BOT, retention },
  };
  const walkthrough: Walkthrough<typeof Answers> = {
    id: 'keys',
    title: 'Keys',
    about: 'Keys only.',
    command: 'set up keys',
    answers: Answers,
    questions: [],
    subject: subjectOf,
    steps: (answers, reads) => steps(siteOf(world, answers, reads)),
  };
  const on = stage([walkthrough], clock);
  const addVaults = (more: Partial<Vault> = {}) => {
    for (const at of ATS) azure.world.vaults.set(at.name.toLowerCase(), vault(at, more));
  };
  addVaults();
  return {
    ...{ ...on, azure, azureFaults, keyVaults, principals, principalFaults, world, addVaults },
    /** The first vault's keys, with faults. */
    first: keysAt('', URLS[0]),
    /** As an administrator: the key of the first branch, in any form. */
    async bring(more: Partial<Key> = {}, url: string = URLS[0], name = ANSWERS.first.key) {
      const keys = keyVaults.open({ id: '', url });
      await keys.createKey({ name, size: 3072, hsm: true }, `by-hand-${name}`);
      keyVaults.alter(url, name, { madeBy: undefined, ...more });
      keyVaults.writes.length = 0;
      return getKey(keys, name);
    },
  };
}

/** A key that has to be there. */
export async function getKey(
  keys: Pick<KeyVault, 'findKey'>,
  name: string = ANSWERS.first.key,
): Promise<Key> {
  const key = await keys.findKey(name);
  if (key === undefined) throw new Error(`There is no key ${name}.`);
  return key;
}

export type KeyStage = ReturnType<typeof keyStage>;

export async function started(on: KeyStage, more: Partial<Answers> = {}): Promise<string> {
  const { run = '', ...answer } = await on.runs.start(
    'keys',
    { ...ANSWERS, ...more } as Data,
    operator(ada),
  );
  expect(answer.kind).toBe('recorded');
  return run;
}

/** Each key has a custodian of its own; what takes two gets both. */
export async function approveAll(on: KeyStage, run: string): Promise<readonly string[]> {
  const { asks } = standingOf(await on.runs.read(run));
  const pending = asks.filter(({ state }) => state === 'pending');
  for (const { ask, step, quorum } of pending) {
    const people = quorum > 1 ? [ben, cleo] : [step.endsWith('-2') ? cleo : ben];
    for (const person of people) {
      const { kind, says } = await on.vote(run, ask, person, { steps: [step] });
      if (kind !== 'recorded') throw new Error(`${step}: ${says}`);
    }
  }
  return pending.map(({ step }) => step);
}

/** Goes on until everything holds or nothing moves any more; waits are waited for. */
export async function play(on: KeyStage, run: string, passes = 8): Promise<void> {
  for (let pass = 0; pass < passes; pass += 1) {
    const { state } = await on.runs.advance(run);
    if (state === 'finished' || state === 'stopped') return;
    if ((await approveAll(on, run)).length === 0) on.clock.advance(30 * SECOND);
  }
}

/** One step as the ledger has it, with all that was ever asked for it. */
export async function stepOf(on: KeyStage, run: string, id: string) {
  const { steps, asks } = standingOf(await on.runs.read(run));
  const step = steps.find((each) => each.id === id);
  if (step === undefined) throw new Error(`There is no step ${id}.`);
  return { ...step, asked: asks.filter((each) => each.step === id) };
}

export const refusal = (code: string, status = 403, transient = false): GatewayError =>
  new GatewayError(`It was refused (${code}).`, { status, code, transient });

export const silence = (): GatewayError =>
  new GatewayError('It got no answer.', { status: 0, transient: true, unknownOutcome: true });
