import { DAY, after } from '../../../src/core/clock.ts';
import type { Entry } from '../../../src/core/ledger.ts';
import { remembering } from '../../../src/core/walkthrough.ts';
import type { Answers, BranchAnswer } from '../../../src/walkthroughs/customer-key/answers.ts';
import { APPLICATIONS, ROLES } from '../../../src/walkthroughs/customer-key/applications.ts';
import { siteOf, type World } from '../../../src/walkthroughs/customer-key/world.ts';
import { fakeActivityFeed } from '../../fakes/fake-activity-feed.ts';
import {
  AZURE_TENANT,
  FIRST_SUBSCRIPTION,
  fakeAzure,
  SECOND_SUBSCRIPTION,
  vault,
  vaultId,
} from '../../fakes/fake-azure.ts';
import { ada } from '../../fakes/fake-directory.ts';
import { encryptionPolicy, fakeEncryptionPolicies } from '../../fakes/fake-encryption-policies.ts';
import { fakeKeyVaults } from '../../fakes/fake-key-vault.ts';
import { fakeServicePrincipals, servicePrincipal } from '../../fakes/fake-service-principals.ts';
import { fakeTenant } from '../../fakes/fake-tenant.ts';
import { fakeUnifiedAudit } from '../../fakes/fake-unified-audit.ts';
import { faulty } from '../../fakes/faulty.ts';

export const NOW = new Date('2026-11-21T12:00:00.000Z');
export const BOT = '9b9b9b9b-0000-4000-8000-000000000001';

const branch = (more: Partial<BranchAnswer>): BranchAnswer => ({
  subscription: FIRST_SUBSCRIPTION,
  subscriptionName: 'Customer Key 1',
  resourceGroup: 'Contoso-CK-1',
  vault: 'Contoso-CK-MW-EU-VaultA1',
  location: 'westeurope',
  key: 'Contoso-CK-MW-EU-VaultA1-Key001',
  ...more,
});

export const ANSWERS: Answers = {
  tenant: { id: AZURE_TENANT, name: 'Contoso', domain: 'contoso.example' },
  first: branch({}),
  second: branch({
    subscription: SECOND_SUBSCRIPTION,
    subscriptionName: 'Customer Key 2',
    resourceGroup: 'Contoso-CK-2',
    vault: 'Contoso-CK-MW-EU-VaultB1',
    location: 'germanywestcentral',
    key: 'Contoso-CK-MW-EU-VaultB1-Key001',
  }),
  keySize: 3072,
  keySource: 'create',
  permissionModel: 'roles',
  firewall: 'open',
  addresses: [],
  workspace: `/subscriptions/${FIRST_SUBSCRIPTION}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/ck`,
  retention: 'request',
  policy: { name: 'Contoso_CustomerKey', description: '' },
};

export const SETTINGS: World['settings'] = {
  cloud: 'public',
  vaultSuffix: 'vault.azure.net',
  applicationId: BOT,
  retention: 'recommended',
};

export const atOf = ({ subscription, resourceGroup, vault: name }: BranchAnswer) => ({
  subscription,
  resourceGroup,
  name,
});
const urlOf = ({ vault: name }: BranchAnswer) => `https://${name.toLowerCase()}.vault.azure.net`;
export const uriOf = (one: BranchAnswer): string => `${urlOf(one)}/keys/${one.key}`;

/** A tenant in which everything of Customer Key is as it should be, and is in use. */
export async function healthyTenant(answers = ANSWERS) {
  const both = [answers.first, answers.second];
  // The keys were made a day before they were backed up and assigned.
  const made = () => new Date(after(NOW, -2 * DAY));
  const azure = faulty(fakeAzure({}, made));
  const keys = fakeKeyVaults(azure.world, made);
  const encryption = servicePrincipal(APPLICATIONS.encryption);
  const principals = faulty(
    fakeServicePrincipals([
      encryption,
      servicePrincipal(APPLICATIONS.exchange),
      servicePrincipal(APPLICATIONS.sharePoint),
      servicePrincipal(BOT, { name: 'Audit Steward' }),
    ]),
  );
  const description = answers.policy.description;
  const named = { name: answers.policy.name, description };
  const policies = faulty(
    fakeEncryptionPolicies({
      policies: [
        encryptionPolicy({ ...named, keys: [uriOf(answers.first), uriOf(answers.second)] }),
      ],
      assigned: answers.policy.name,
    }),
  );
  for (const one of both) {
    const id = vaultId(atOf(one));
    const sub = one.subscription;
    azure.world.features.set(
      `${sub}/microsoft.resources/mandatoryretentionperiodenabled`,
      'Registered',
    );
    azure.world.providers.set(`${sub}/microsoft.keyvault`, 'Registered');
    azure.world.retained.add(sub);
    azure.world.vaults.set(one.vault.toLowerCase(), vault(atOf(one), { location: one.location }));
    await azure.assignRole(
      {
        scope: id,
        role: ROLES.encryptionUser,
        principal: encryption.id,
        principalType: 'ServicePrincipal',
      },
      '',
    );
    await azure.createLock({ scope: id, name: 'customer-key', notes: '' }, '');
    await azure.setDiagnostics(
      { resource: id, name: 'audit', workspace: answers.workspace ?? '' },
      '',
    );
    await keys
      .open({ id, url: urlOf(one) })
      .createKey({ name: one.key, size: 3072, hsm: true }, '');
  }
  const tenant = faulty(fakeTenant());
  const world: World = {
    azure,
    openKeyVault: keys.open,
    principals,
    tenant,
    feed: fakeActivityFeed(true),
    unifiedAudit: fakeUnifiedAudit(true),
    vaultLogs: { listUses: async () => [] },
    policies,
    backups: undefined,
    settings: SETTINGS,
  };
  const site = (more: Partial<World> = {}, wanted = answers) =>
    siteOf({ ...world, ...more }, wanted, remembering());
  return { world, azure, keys, principals, policies, tenant, encryption, site };
}

export type HealthyTenant = Awaited<ReturnType<typeof healthyTenant>>;

export const attested = (step: string, seen: object | undefined, seq: number): Entry =>
  ({
    kind: 'attested',
    step,
    by: ada,
    statement: 'Done.',
    ...(seen === undefined ? {} : { seen }),
    seq,
    at: after(NOW, -DAY + seq),
  }) as Entry;

export const applied = (
  step: string,
  details: { operation: string; target: string; after?: string },
  at: string,
): Entry => ({
  kind: 'applied',
  step,
  change: {
    kind: 'automatic',
    summary: '',
    digest: '',
    details: { before: null, after: null, ...details },
  },
  requestId: '',
  seq: 1,
  at,
});

/** Backups of both keys, and the assignment, as they are found on record. */
export const HISTORY: readonly Entry[] = [
  applied(
    'backup-1',
    { operation: 'keyvault.key.backup', target: uriOf(ANSWERS.first) },
    after(NOW, -DAY),
  ),
  applied(
    'backup-2',
    { operation: 'keyvault.key.backup', target: uriOf(ANSWERS.second) },
    after(NOW, -DAY),
  ),
  applied(
    'assignment',
    { operation: 'exchange.dep.assign', target: ANSWERS.policy.name },
    after(NOW, -DAY),
  ),
];
