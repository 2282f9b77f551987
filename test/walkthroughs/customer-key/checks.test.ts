import { expect } from 'expect';
import { DAY, after } from '../../../src/core/clock.ts';
import type { Vault } from '../../../src/gateways/azure-vaults.ts';
import type { Key } from '../../../src/gateways/key-vault.ts';
import { APPLICATIONS, ROLES } from '../../../src/walkthroughs/customer-key/applications.ts';
import { CHECKS } from '../../../src/walkthroughs/customer-key/checks.ts';
import { remarksFrom } from '../../../src/walkthroughs/customer-key/health.ts';
import { judged, type Judged } from '../../../src/walkthroughs/customer-key/judge-all.ts';
import type { Observation } from '../../../src/walkthroughs/customer-key/observation.ts';
import { CUSTOMER_KEY_PLAN } from '../../fakes/fake-tenant.ts';
import {
  appId,
  base,
  both,
  exchangeId,
  found,
  guided,
  hidden,
  historyIs,
  judgeOne,
  keyIs,
  lazily,
  networkIs,
  noKey,
  noVault,
  on,
  plans,
  policiesAre,
  policyIs,
  refusal,
  required,
  right,
  rightsAre,
  same,
  subscriptionIs,
  unreadAll,
  unreadOn,
  unreadlessWithout,
  vaultIs,
  version,
  type More,
} from './checks-seen.ts';
import { ANSWERS, applied, atOf, attested, BOT, HISTORY, NOW, uriOf } from './checks-world.ts';

type Verdicts = Judged['verdict']['kind'];

interface Case {
  readonly fails?: readonly More[];
  /** Fails, but it works all the same. */
  readonly warns?: readonly More[];
  readonly unread?: readonly More[];
  readonly passes?: readonly More[];
}

/** Reference, section 10: severity, what fails it, what cannot be read, what passes all the same. */
const REFERENCE: Readonly<Record<string, readonly ['F' | 'W', Case]>> = {
  'LIC-1': [
    'F',
    {
      fails: [
        plans(),
        plans({ planId: '00000000-2b46-403f-be40-e39395f08dbb' }),
        plans({ provisioning: 'PendingProvisioning' }),
        plans({ provisioning: 'Disabled' }),
        plans({ skuState: 'Suspended' }),
        plans({ units: 0 }),
      ],
      passes: [
        plans({ skuState: 'Suspended' }, {}),
        plans({ planId: CUSTOMER_KEY_PLAN.planId.toUpperCase(), planName: 'SOMETHING' }),
      ],
      unread: [unreadAll('licences')],
    },
  ],
  'SUB-1': [
    'F',
    {
      fails: [
        ({ answers }) => ({
          answers: {
            ...answers,
            second: { ...answers.second, subscription: answers.first.subscription.toUpperCase() },
          },
        }),
      ],
    },
  ],
  'SUB-2': [
    'F',
    {
      fails: [
        subscriptionIs({ state: 'Disabled' }),
        subscriptionIs({ state: 'PastDue' }),
        subscriptionIs({ state: 'Warned' }),
        on(1, () => ({ subscription: undefined })),
      ],
      passes: [subscriptionIs({ state: 'enabled' })],
      unread: [unreadOn('subscription')],
    },
  ],
  'SUB-3': [
    'F',
    {
      fails: [subscriptionIs({ tenantId: BOT })],
      passes: [subscriptionIs({ tenantId: ANSWERS.tenant.id.toUpperCase() })],
      unread: [unreadOn('subscription'), on(1, () => ({ subscription: undefined }))],
    },
  ],
  'SUB-4': [
    'F',
    {
      fails: [
        'FreeTrial_2014-09-01',
        'MSDN_2014-09-01',
        'MSDNDevTest_2014-09-01',
        'MPN_2014-09-01',
        'Sponsored_2016-01-01',
        'AzurePass_2014-09-01',
        'AzureForStudents_2018-01-01',
        'DreamSpark_2015-02-01',
        'Default_2014-09-01',
      ].map((quotaId) => subscriptionIs({ quotaId })),
      warns: [
        'PayAsYouGo_2014-09-01',
        'AzureInOpen_2014-09-01',
        'FreeTrial_2030-01-01',
        'X',
        '',
      ].map((quotaId) => subscriptionIs({ quotaId })),
      passes: [subscriptionIs({ quotaId: 'CSP_2015-05-01' })],
      unread: [unreadOn('subscription')],
    },
  ],
  'SUB-5': [
    'F',
    {
      fails: [
        subscriptionIs({ spendingLimit: 'On' }),
        subscriptionIs({ spendingLimit: 'CurrentPeriodOff' }),
      ],
      unread: [unreadOn('subscription'), subscriptionIs({ spendingLimit: '' })],
    },
  ],
  'SUB-6': [
    'W',
    {
      fails: [
        on(2, () => ({ resources: [{ id: '/x', type: 'Microsoft.Compute/virtualMachines' }] })),
        on(2, () => ({ resources: [{ id: '/x', type: 'Microsoft.Storage/storageAccounts' }] })),
      ],
      passes: [
        on(2, () => ({
          resources: [
            { id: '/a', type: 'microsoft.keyvault/managedHSMs' },
            { id: '/b', type: 'Microsoft.OperationalInsights/workspaces' },
          ],
        })),
        on(2, ({ diagnostics }) => ({
          resources: [{ id: '/Logs/Store', type: 'Microsoft.Storage/storageAccounts' }],
          diagnostics: [
            {
              ...found<{ name: string }[]>(diagnostics as never)[0],
              storage: '/logs/store',
            } as never,
          ],
        })),
      ],
      unread: [unreadOn('resources')],
    },
  ],
  'MRP-1': [
    'W',
    {
      fails: ['NotRegistered', 'Pending', 'Registering', 'Unregistered', undefined].map((feature) =>
        on(2, () => ({ feature })),
      ),
      unread: [unreadOn('feature')],
    },
  ],
  'MRP-2': [
    'W',
    {
      fails: [
        on(2, () => ({ provider: 'NotRegistered' })),
        keyIs({ recoveryLevel: 'Recoverable' }),
      ],
      passes: [
        both(
          on(1, () => ({ feature: 'Pending' })),
          keyIs({ recoveryLevel: 'Recoverable' }),
        ),
      ],
      unread: [unreadOn('feature'), unreadOn('provider'), unreadOn('key'), noKey],
    },
  ],
  'KV-1': [
    'F',
    {
      fails: [
        on(1, () => ({ vault: undefined })),
        vaultIs({ id: '/subscriptions/other/resourceGroups/g/providers/x/vaults/v' }),
        // Both where the second one should be.
        both(
          vaultIs({ id: '/subscriptions/5a5a5a5a-0000-4000-8000-000000000002/v' }),
          on(1, ({ answer }) => ({
            answer: { ...answer, subscription: ANSWERS.second.subscription },
          })),
        ),
      ],
      passes: [
        on(1, ({ vault }) => {
          const one = found<Vault>(vault);
          return { vault: { ...one, id: one.id.toUpperCase() } };
        }),
      ],
      unread: [unreadOn('vault')],
    },
  ],
  'KV-2': [
    'F',
    {
      fails: [vaultIs({ sku: 'standard' }), vaultIs({ sku: '' })],
      unread: [unreadOn('vault'), noVault],
    },
  ],
  'KV-3': ['F', { fails: [vaultIs({ softDelete: false })], unread: [unreadOn('vault'), noVault] }],
  'KV-4': [
    'F',
    {
      fails: [vaultIs({ retentionDays: 89 }), vaultIs({ retentionDays: 7 })],
      unread: [unreadOn('vault'), noVault],
    },
  ],
  'KV-5': [
    'F',
    { fails: [vaultIs({ purgeProtection: false })], unread: [unreadOn('vault'), noVault] },
  ],
  'KV-6': [
    'W',
    {
      fails: [vaultIs({ location: 'Germany West Central' })],
      unread: [unreadOn('vault')],
      // Before there is a vault the answers say where it will be.
      passes: [noVault],
    },
  ],
  'KV-7': [
    'W',
    {
      fails: [
        vaultIs({ location: 'northeurope' }, 2),
        vaultIs({ location: 'North Europe' }, 2),
        on(1, () => ({ locations: [pairedWith('westeurope', 'germanywestcentral')] })),
        on(2, () => ({ locations: [pairedWith('germanywestcentral', 'West Europe')] })),
      ],
      unread: [unreadOn('locations'), unreadOn('vault'), vaultIs({ location: 'atlantis' })],
      // Some regions have a pair that has another one itself.
      passes: [on(1, () => ({ locations: [pairedWith('westeurope', 'northeurope')] }))],
    },
  ],
  'KV-8': [
    'W',
    {
      fails: [vaultIs({ location: 'eastus' }, 2)],
      unread: [
        unreadAll('tenant'),
        unreadOn('locations'),
        ({ tenant: profile }) => ({ tenant: { ...(profile as object), country: '' } as never }),
        ({ tenant: profile }) => ({ tenant: { ...(profile as object), country: 'ZZ' } as never }),
        vaultIs({ location: 'atlantis' }),
      ],
    },
  ],
  'KV-9': ['F', { fails: [vaultIs({ tenantId: BOT })], unread: [unreadOn('vault'), noVault] }],
  'KV-10': [
    'F',
    {
      fails: [
        networkIs({ defaultAction: 'Deny', bypass: 'None' }),
        networkIs({ publicAccess: 'Disabled', bypass: 'None' }),
        networkIs({ publicAccess: 'disabled', bypass: '' }),
      ],
      warns: [
        networkIs({ publicAccess: 'SecuredByPerimeter' }),
        networkIs({ publicAccess: 'SecuredByPerimeter', defaultAction: 'Deny' }),
      ],
      passes: [
        networkIs({ defaultAction: 'Deny', bypass: 'AzureServices' }),
        networkIs({ publicAccess: 'Disabled', bypass: 'azureservices' }),
        networkIs({ defaultAction: 'Allow', bypass: 'None' }),
      ],
      unread: [unreadOn('vault'), noVault],
    },
  ],
  'KV-11': [
    'F',
    {
      fails: ['a--b', '1abc', 'ab', 'Contoso-O365EX-NA-VaultA1', 'ends-'].map((name) =>
        on(1, ({ answer }) => ({ answer: { ...answer, vault: name } })),
      ),
      warns: [on(1, ({ answer }) => ({ answer: { ...answer, vault: 'kv-prod-7' } }))],
      passes: [
        on(1, ({ answer }) => ({ answer: { ...answer, vault: 'Contoso-CK-SP-NA-VaultA2' } })),
      ],
    },
  ],
  'KV-12': [
    'W',
    {
      fails: [
        on(1, () => ({ locks: [] })),
        on(1, () => ({
          locks: [{ id: '', name: 'l', scope: '', level: 'NotSpecified', notes: '' }],
        })),
      ],
      passes: [
        on(1, () => ({ locks: [{ id: '', name: 'l', scope: '', level: 'ReadOnly', notes: '' }] })),
      ],
      unread: [unreadOn('locks'), noVault],
    },
  ],
  'KV-13': [
    'F',
    {
      fails: [
        on(1, ({ answer }) => ({
          deletedVault: {
            ...atOf(answer),
            id: '',
            location: 'westeurope',
            deletedAt: '2026-11-20T10:00:00Z',
            purgeAt: '',
            purgeProtection: true,
          },
        })),
      ],
      unread: [unreadOn('deletedVault')],
    },
  ],
  'KV-14': [
    'W',
    {
      fails: [
        on(1, () => ({ diagnostics: [] })),
        on(1, () => ({
          diagnostics: [
            {
              name: 'x',
              auditEvents: false,
              workspace: '/w',
              storage: undefined,
              eventHub: undefined,
            },
          ],
        })),
      ],
      unread: [unreadOn('diagnostics'), noVault],
    },
  ],
  'KV-15': [
    'W',
    {
      fails: [
        (seen) => rightsAre(1, right(ROLES.encryptionUser, exchangeId(seen)))(seen),
        (seen) => rightsAre(1, right(ROLES.cryptoUser, exchangeId(seen).toUpperCase()))(seen),
        (seen) => policiesAre({ objectId: exchangeId(seen), keys: ['WrapKey'] })(seen),
      ],
      passes: [
        (seen) => rightsAre(1, right(ROLES.reader, exchangeId(seen)))(seen),
        unreadlessWithout('exchange', 'sharePoint'),
      ],
      unread: [unreadOn('rights'), unreadAll('exchange'), unreadAll('sharePoint'), noVault],
    },
  ],
  'ACC-1': [
    'F',
    {
      fails: [
        () => ({ encryption: undefined }),
        ({ encryption }) => ({
          encryption: { ...(encryption as object), enabled: false } as never,
        }),
        ({ encryption }) => ({
          encryption: { ...(encryption as object), appId: APPLICATIONS.exchange } as never,
        }),
      ],
      unread: [unreadAll('encryption')],
    },
  ],
  'ACC-2': [
    'F',
    {
      fails: [
        on(1, () => ({ granted: [] })),
        on(1, () => ({ granted: [right(ROLES.reader), right(ROLES.keyVaultContributor)] })),
        lazily(() => policiesAre({ objectId: appId(), keys: ['get', 'wrapKey'] })),
        lazily(() => policiesAre({ objectId: appId(), application: BOT })),
        // The list has it, but the vault goes by roles.
        lazily(() =>
          both(policiesAre({ objectId: appId() }), vaultIs({ permissionModel: 'roles' })),
        ),
        // The role is there, but the vault goes by its list.
        vaultIs({ permissionModel: 'policies' }),
      ],
      passes: [
        lazily(() =>
          policiesAre({
            objectId: appId().toUpperCase(),
            keys: ['GET', 'WRAPKEY', 'unwrapkey', 'list'],
          }),
        ),
        lazily(() => policiesAre({ objectId: appId(), keys: ['All'] })),
        on(1, () => ({ granted: [right(ROLES.encryptionUser), right(ROLES.cryptoOfficer)] })),
      ],
      unread: [
        unreadOn('granted'),
        unreadAll('encryption'),
        noVault,
        () => ({ encryption: undefined }),
      ],
    },
  ],
  'ACC-3': [
    'F',
    {
      fails: [
        (seen) =>
          both(
            rightsAre(1, right(ROLES.encryptionUser, exchangeId(seen))),
            on(1, () => ({ granted: [] })),
          )(seen),
        (seen) => policiesAre({ objectId: exchangeId(seen) })(seen),
      ],
      passes: [
        (seen) => rightsAre(1, right(ROLES.encryptionUser, exchangeId(seen)))(seen),
        on(1, () => ({ granted: [] })),
      ],
      unread: [unreadOn('rights'), unreadAll('exchange'), unreadAll('sharePoint'), noVault],
    },
  ],
  'ACC-4': [
    'F',
    {
      fails: [
        policiesAre({ objectId: APPLICATIONS.encryption.toUpperCase() }),
        policiesAre({ objectId: BOT }),
      ],
      passes: [policiesAre({ objectId: 'ada' })],
      unread: [unreadOn('vault'), noVault],
    },
  ],
  'ACC-5': [
    'F',
    {
      fails: [
        lazily(() =>
          both(policiesAre({ objectId: appId() }), vaultIs({ permissionModel: 'roles' })),
        ),
        vaultIs({ permissionModel: 'policies' }),
      ],
      passes: [
        lazily(() => policiesAre({ objectId: appId() })),
        lazily(() =>
          vaultIs({ accessPolicies: [{ tenantId: '', objectId: appId(), keys: ['all'] }] }),
        ),
      ],
      unread: [unreadOn('granted'), noVault],
    },
  ],
  'ACC-6': [
    'W',
    {
      fails: [
        ...[
          ...[ROLES.cryptoOfficer, ROLES.keyVaultAdministrator, ROLES.owner, ROLES.purgeOperator],
          ...[ROLES.userAccessAdministrator, ROLES.accessControlAdministrator],
        ].map((role) => rightsAre(1, right(role))),
        policiesAre({ keys: ['get', 'Delete'] }),
        policiesAre({ keys: ['purge'] }),
        policiesAre({ keys: ['all'] }),
        // Whoever gives roles can give themselves one that writes the vault's own list.
        ...[
          ...[ROLES.contributor, ROLES.keyVaultContributor, ROLES.owner],
          ...[ROLES.userAccessAdministrator, ROLES.accessControlAdministrator],
        ].map((role) => both(policiesAre(), rightsAre(1, right(role)))),
      ],
      passes: [
        rightsAre(1, right(ROLES.reader), right(ROLES.contributor)),
        both(policiesAre(), rightsAre(1, right(ROLES.dataAccessAdministrator))),
        policiesAre({ keys: ['get', 'create', 'recover'] }),
        // In the model that does not count.
        both(policiesAre({ keys: ['all'] }), vaultIs({ permissionModel: 'roles' })),
      ],
      unread: [unreadOn('rights'), unreadAll('bot'), noVault],
    },
  ],
  'ACC-7': [
    'W',
    {
      fails: [
        both(
          rightsAre(1, right(ROLES.cryptoOfficer, 'Ada'), right(ROLES.owner, 'ben')),
          rightsAre(2, right(ROLES.owner, 'ada')),
        ),
        both(policiesAre({ keys: ['purge'] }), rightsAre(2, right(ROLES.owner, 'ada'))),
      ],
      passes: [
        both(rightsAre(1, right(ROLES.owner, 'ada')), rightsAre(2, right(ROLES.owner, 'ben'))),
        (seen) => {
          const own = right(ROLES.cryptoOfficer, (seen.bot as { id: string }).id);
          return both(rightsAre(1, own), rightsAre(2, own))(seen);
        },
      ],
      unread: [unreadOn('rights'), unreadAll('bot'), noVault],
    },
  ],
  'KEY-1': [
    'F',
    {
      fails: [keyIs({ type: 'EC-HSM' }), keyIs({ type: 'oct' }), keyIs({ type: '' }), noKey],
      warns: [keyIs({ type: 'RSA' })],
      passes: [keyIs({ type: 'rsa-hsm' })],
      unread: [unreadOn('key'), noVault],
    },
  ],
  'KEY-2': [
    'F',
    {
      fails: [keyIs({ operations: ['wrapKey'] }), keyIs({ operations: [] })],
      passes: [keyIs({ operations: ['sign', 'WRAPKEY', 'unwrapkey'] })],
      unread: [unreadOn('key'), noKey, noVault],
    },
  ],
  'KEY-3': [
    'F',
    {
      fails: [
        keyIs({ expiresAt: '2027-01-01T00:00:00.000Z' }),
        keyIs({ expiresAt: '9998-12-31T23:59:59.000Z' }),
        // What is wrapped with an older version cannot be opened when that one expires.
        version({ expiresAt: '2027-01-01T00:00:00.000Z', version: 'old' }),
      ],
      passes: [
        keyIs({ expiresAt: '9999-12-31T00:00:00.000Z' }),
        keyIs({ expiresAt: '9999-01-01T00:00:00.000Z' }),
        version({ expiresAt: '9999-12-31T00:00:00.000Z', version: 'old' }),
        // KEY-11 says that the versions cannot be listed.
        unreadOn('versions'),
      ],
      unread: [unreadOn('key'), noKey],
    },
  ],
  'KEY-4': [
    'F',
    {
      fails: [keyIs({ enabled: false }), keyIs({ notBefore: after(NOW, 1000) }), hidden(1)],
      passes: [keyIs({ notBefore: after(NOW, -1000) })],
      unread: [unreadOn('key'), noKey],
    },
  ],
  'KEY-5': [
    'F',
    {
      fails: [
        ...[
          'Recoverable+Purgeable',
          'CustomizedRecoverable+ProtectedSubscription',
          'CustomizedRecoverable',
          'CustomizedRecoverable+Purgeable',
          'Purgeable',
          'SomethingNew',
        ].map((recoveryLevel) => keyIs({ recoveryLevel })),
        both(required, keyIs({ recoveryLevel: 'Recoverable' })),
      ],
      warns: [keyIs({ recoveryLevel: 'Recoverable' })],
      passes: [required],
      unread: [unreadOn('key'), noKey, keyIs({ recoveryLevel: '' })],
    },
  ],
  'KEY-6': [
    'F',
    {
      fails: [keyIs({ recoverableDays: 89 })],
      unread: [unreadOn('key'), noKey, keyIs({ recoverableDays: undefined })],
    },
  ],
  'KEY-7': [
    'F',
    {
      fails: [
        on(1, () => ({ rotation: { expiryTime: 'P2Y', actions: ['notify'] } })),
        on(1, () => ({ rotation: { expiryTime: undefined, actions: ['notify', 'Rotate'] } })),
      ],
      passes: [on(1, () => ({ rotation: { expiryTime: undefined, actions: [] } }))],
      unread: [unreadOn('rotation'), noKey],
    },
  ],
  'KEY-8': ['F', { fails: [on(1, () => ({ keyUri: uriOf(ANSWERS.second).toUpperCase() }))] }],
  'KEY-9': [
    'W',
    {
      fails: [keyIs({ size: 1024 })],
      passes: [keyIs({ size: 2048 }), keyIs({ size: 4096 })],
      unread: [unreadOn('key'), noKey, keyIs({ size: undefined })],
    },
  ],
  'KEY-10': [
    'W',
    {
      fails: [
        historyIs(),
        keyIs({ createdAt: after(NOW, -DAY / 2) }),
        historyIs(...HISTORY.slice(1), attested('backup-1', { version: 'f'.repeat(32) }, 9)),
        historyIs(...HISTORY.slice(1), attested('backup-1', { key: uriOf(ANSWERS.second) }, 9)),
        historyIs(...HISTORY.slice(1), {
          ...{ kind: 'verified', step: 'backup-1', seq: 9, at: after(NOW, -1000) },
          found: 'No backup is on record.',
        }),
        historyIs(
          ...HISTORY.slice(1),
          applied(
            'backup-1',
            { operation: 'keyvault.key.backup', target: 'https://other.vault.azure.net/keys/k' },
            after(NOW, -1),
          ),
        ),
      ],
      passes: [
        historyIs(...HISTORY.slice(1), attested('backup-1', { sha256: 'a'.repeat(64) }, 9)),
        (seen) =>
          historyIs(
            ...HISTORY.slice(1),
            attested('backup-1', { version: found<Key>(seen.branches[0].key).version }, -DAY),
          )(seen),
        (seen) =>
          historyIs(...HISTORY.slice(1), {
            ...{ kind: 'verified', step: 'backup-1', seq: 9, at: after(NOW, -1000) },
            found: `Version ${found<Key>(seen.branches[0].key).version} is kept.`,
          })(seen),
      ],
      unread: [unreadOn('key'), noKey],
    },
  ],
  'KEY-11': [
    'F',
    {
      fails: [version({ enabled: false, version: 'old' }), hidden(1)],
      // The list of versions is an answer by itself.
      passes: [unreadOn('key')],
      unread: [unreadOn('versions'), noKey, noVault],
    },
  ],
  'KEY-12': [
    'F',
    {
      fails: [
        on(1, () => ({
          deletedKey: {
            name: 'k',
            deletedAt: '2026-11-20T10:00:00Z',
            purgeAt: undefined,
            recoveryLevel: '',
          },
        })),
      ],
      unread: [unreadOn('deletedKey'), noVault],
    },
  ],
  'KEY-13': [
    'W',
    {
      fails: [keyIs({ hsmPlatform: '1' }), keyIs({ hsmPlatform: '0' })],
      unread: [unreadOn('key'), noKey, keyIs({ hsmPlatform: '' })],
    },
  ],
  'POL-1': [
    'W',
    {
      fails: [historyIs(...HISTORY, refusal('key-1'))],
      passes: [
        historyIs(...HISTORY, refusal('key-1'), {
          ...{ kind: 'verified', step: 'key-1', seq: 3, at: after(NOW, -5) },
        }),
      ],
      unread: [],
    },
  ],
  'DEP-1': [
    'F',
    {
      fails: [() => ({ policies: [] }), policyIs({ name: 'Another' })],
      passes: [
        policyIs({ name: ANSWERS.policy.name.toUpperCase() }),
        guided(attested('policy', undefined, 1)),
      ],
      unread: [unreadAll('policies'), guided()],
    },
  ],
  'DEP-2': [
    'F',
    {
      fails: [
        policyIs({ keys: [uriOf(ANSWERS.first)] }),
        policyIs({ keys: [uriOf(ANSWERS.first), `${uriOf(ANSWERS.second)}2`] }),
        policyIs({ keys: [] }),
        guided(
          attested(
            'policy',
            { name: ANSWERS.policy.name, keys: ['https://a.vault.azure.net/keys/k'] },
            1,
          ),
        ),
      ],
      passes: [
        policyIs({
          keys: [
            `${uriOf(ANSWERS.second).toUpperCase()}/`,
            `${uriOf(ANSWERS.first)}/${'a'.repeat(32)}`,
          ],
        }),
      ],
      unread: [unreadAll('policies'), () => ({ policies: [] }), guided()],
    },
  ],
  'DEP-3': [
    'F',
    {
      fails: [policyIs({ enabled: false }), guided(attested('policy', { enabled: false }, 1))],
      unread: [unreadAll('policies'), () => ({ policies: [] }), guided()],
    },
  ],
  'DEP-4': [
    'F',
    {
      fails: [
        () => ({ assignment: undefined }),
        () => ({ assignment: { policy: 'Another', raw: null } }),
        guided(attested('assignment', { policy: 'Another' }, 1)),
        guided(attested('assignment', undefined, 1), attested('unassigned', undefined, 2)),
      ],
      passes: [
        () => ({ assignment: { policy: ANSWERS.policy.name.toUpperCase(), raw: null } }),
        () => ({ assignment: { policy: `CN=${ANSWERS.policy.name},CN=Policies`, raw: null } }),
        both(policyIs({ raw: { Guid: 'g-1' } }), () => ({
          assignment: { policy: 'G-1', raw: null },
        })),
        guided(attested('assignment', undefined, 1)),
        guided(attested('unassigned', undefined, 1), attested('assignment', undefined, 2)),
        guided(
          attested('policy', { name: ANSWERS.policy.name, identity: 'g-2' }, 1),
          attested('assignment', { policy: 'g-2' }, 2),
        ),
      ],
      unread: [unreadAll('assignment'), guided()],
    },
  ],
  'DEP-5': [
    'W',
    {
      fails: [version({ createdAt: after(NOW, -1000), version: 'new' })],
      passes: [
        (seen) =>
          both(
            version({ createdAt: after(NOW, -1000), version: 'new' }),
            historyIs(...HISTORY, attested('refreshed-1', undefined, DAY - 500)),
          )(seen),
        both(version({ createdAt: after(NOW, -2 * DAY), version: 'old' })),
        version({ createdAt: after(NOW, -DAY), version: 'same moment' }),
      ],
      unread: [unreadOn('versions'), noKey, both(version({ version: 'new' }), historyIs())],
    },
  ],
  'DEP-6': [
    'F',
    {
      passes: [guided(attested('policy', undefined, 1))],
      unread: [() => ({ policies: [] }), unreadAll('policies'), guided()],
    },
  ],
};

function pairedWith(name: string, paired: string) {
  return { name, displayName: name, geographyGroup: 'Europe', paired: [paired] };
}

suite('The checks of Customer Key', () => {
  test('are those of the reference, all of them, each with its severity', () => {
    const severity = { F: 'error', W: 'warning' } as const;

    expect(CHECKS.map(({ id, severity: one }) => [id, one])).toEqual(
      Object.entries(REFERENCE).map(([id, [one]]) => [id, severity[one]]),
    );
  });

  test('all hold where everything is as it should be', () => {
    const others = judged(base).filter(({ verdict }) => verdict.kind !== 'pass');

    expect(others).toEqual([]);
  });

  for (const [
    id,
    [severity, { fails = [], warns = [], unread = [], passes = [] }],
  ] of Object.entries(REFERENCE)) {
    const says = (one: Judged): readonly [Verdicts, string] => [
      one.verdict.kind,
      one.check.severity,
    ];
    const weight = severity === 'F' ? 'error' : 'warning';

    if (fails.length > 0)
      test(`${id} fails in each of ${fails.length} ways`, () => {
        for (const more of fails) expect(says(judgeOne(id, more))).toEqual(['fail', weight]);
      });
    if (warns.length > 0)
      test(`${id} only warns in each of ${warns.length} ways`, () => {
        for (const more of warns) expect(says(judgeOne(id, more))).toEqual(['fail', 'warning']);
      });
    if (passes.length > 0)
      test(`${id} is not misled in ${passes.length} ways`, () => {
        for (const more of passes) expect(judgeOne(id, more).verdict.kind).toBe('pass');
      });
    if (unread.length > 0)
      test(`${id} is neither passed nor failed by what cannot be read`, () => {
        for (const more of unread) expect(judgeOne(id, more).verdict.kind).toBe('unread');
      });
  }

  test('a missing retention period weighs as the installation wants it', () => {
    const missing = on(1, () => ({ feature: 'NotRegistered' }));

    expect(judgeOne('MRP-1', missing).check.severity).toBe('warning');
    expect(judgeOne('MRP-1', both(missing, required)).check.severity).toBe('error');
    expect(judgeOne('MRP-1', both(unreadOn('feature'), required)).check.severity).toBe('error');
  });

  test('a licence that is about to end is said, and stops nothing', () => {
    const ending = judgeOne('LIC-1', plans({ skuState: 'Warning' }));

    expect(ending.verdict.kind).toBe('note');
    expect(remarksFrom([ending])).toMatchObject([{ level: 'warning' }]);
  });

  test('units that count as warned of and not as enabled are still a licence', () => {
    const ending = judgeOne('LIC-1', plans({ skuState: 'Warning', units: 0 }));

    expect(ending.verdict.kind).toBe('note');
  });

  test('a broader role than needed is said', () => {
    const broad = on(1, () => ({ granted: [right(ROLES.cryptoOfficer)] }));

    expect(judgeOne('ACC-2', broad).verdict.kind).toBe('note');
  });

  test('the bot’s own right to administer keys is told apart from that of people', () => {
    const own = (seen: Observation) =>
      right(ROLES.cryptoOfficer, (seen.bot as { id: string }).id, 'ServicePrincipal');
    const alone: More = (seen) => rightsAre(1, own(seen))(seen);
    const beside: More = (seen) => rightsAre(1, own(seen), right(ROLES.owner, 'ben'))(seen);

    expect(judgeOne('ACC-6', alone).verdict).toMatchObject({
      kind: 'note',
      evidence: expect.stringContaining('Only this bot') as unknown,
    });
    expect(judgeOne('ACC-6', beside).verdict).toMatchObject({
      kind: 'fail',
      evidence: expect.not.stringContaining('ServicePrincipal') as unknown,
    });
  });

  test('what was attested says whose word it is', () => {
    const word = guided(attested('policy', undefined, 1), attested('assignment', undefined, 2));

    for (const id of ['DEP-1', 'DEP-2', 'DEP-3', 'DEP-4', 'DEP-6'])
      expect(judgeOne(id, word).verdict).toMatchObject({
        kind: 'pass',
        evidence: expect.stringMatching(/Attested by Ada, 2026-11-20.*cannot look/) as unknown,
      });
    expect(judgeOne('DEP-1', same).verdict.evidence).not.toContain('Attested');
  });

  test('a word from before does not stand against what the bot can see', () => {
    const seen: More = () => ({
      policies: [],
      history: [...HISTORY, attested('policy', undefined, 1)],
    });

    expect(judgeOne('DEP-1', seen).verdict.kind).toBe('fail');
  });

  test('the evidence names the key that it is about', () => {
    const { verdict } = judgeOne('KEY-4', keyIs({ enabled: false }, 2));

    expect(verdict.evidence).toBe(
      'First key: The key is enabled. Second key: The key is disabled.',
    );
  });

  test('a failure beside something unread is a failure', () => {
    const { verdict, findings } = judgeOne(
      'KEY-4',
      both(keyIs({ enabled: false }), unreadOn('key')),
    );

    expect(verdict.kind).toBe('fail');
    expect(findings.map(({ verdict: one }) => one.kind)).toEqual(['fail', 'unread']);
  });

  test('nothing internal is in what people read', () => {
    const everything = Object.values(REFERENCE).flatMap(([, one]) => [
      ...(one.fails ?? []),
      ...(one.warns ?? []),
      ...(one.unread ?? []),
      ...(one.passes ?? []),
    ]);
    const says = everything.flatMap((more) =>
      judged({ ...base, ...more(base) }).flatMap(({ check, verdict }) => [
        check.sentence,
        check.fix,
        verdict.evidence,
      ]),
    );

    for (const each of new Set(says)) {
      expect(each).not.toMatch(/undefined|NaN|\[object|null|\d{2}:\d{2}:\d{2}\.\d{3}Z/);
      expect(each).toMatch(/[.!?)]$/);
    }
  });

  test('every fix and source is there, and no step is named that does not exist', () => {
    const steps = new Set([
      ...['licence', 'subscription', 'retention-requested', 'retention-reached', 'vault', 'lock'],
      ...['diagnostics', 'key', 'backup', 'application', 'access', 'policy', 'assignment'],
    ]);

    for (const { fix, source, fixedBy } of CHECKS) {
      expect(fix.length).toBeGreaterThan(10);
      expect(source?.url).toMatch(/^https:\/\//);
      if (fixedBy !== undefined) expect(steps).toContain(fixedBy);
    }
  });
});
