import { after } from '../../../src/core/clock.ts';
import type { Entry } from '../../../src/core/ledger.ts';
import type { AccessPolicy, RoleAssignment } from '../../../src/gateways/azure-access.ts';
import type { Subscription } from '../../../src/gateways/azure-subscriptions.ts';
import type { Vault, VaultNetwork } from '../../../src/gateways/azure-vaults.ts';
import type { Key, KeyVersion } from '../../../src/gateways/key-vault.ts';
import type { LicencePlan } from '../../../src/gateways/tenant.ts';
import { judged, type Judged } from '../../../src/walkthroughs/customer-key/judge-all.ts';
import {
  observe,
  type BranchSeen,
  type Observation,
} from '../../../src/walkthroughs/customer-key/observation.ts';
import type { encryptionPolicy } from '../../fakes/fake-encryption-policies.ts';
import { CUSTOMER_KEY_PLAN } from '../../fakes/fake-tenant.ts';
import { healthyTenant, HISTORY, NOW } from './checks-world.ts';

export const SILENCE = { unread: 'The service does not answer.' };
export type More = (base: Observation) => Partial<Observation>;

/** All is well with it; tests look at it and never change it. */
export const tenant = await healthyTenant();
export const base = await observe(tenant.site(), HISTORY, NOW);

export const found = <T>(value: T | { readonly unread: string } | undefined): T => value as T;

export const on =
  (number: 1 | 2, more: (branch: BranchSeen) => Partial<BranchSeen>): More =>
  ({ branches: [one, other] }) => ({
    branches: [
      number === 1 ? { ...one, ...more(one) } : one,
      number === 2 ? { ...other, ...more(other) } : other,
    ],
  });
export const vaultIs = (more: Partial<Vault>, number: 1 | 2 = 1): More =>
  on(number, ({ vault }) => ({ vault: { ...found<Vault>(vault), ...more } }));
export const networkIs = (more: Partial<VaultNetwork>): More =>
  on(1, ({ vault }) => {
    const one = found<Vault>(vault);
    return { vault: { ...one, network: { ...one.network, ...more } } };
  });
export const keyIs = (more: Partial<Key>, number: 1 | 2 = 1): More =>
  on(number, ({ key }) => ({ key: { ...found<Key>(key), ...more } }));
export const subscriptionIs = (more: Partial<Subscription>): More =>
  on(1, ({ subscription }) => ({
    subscription: { ...found<Subscription>(subscription), ...more },
  }));
export const both =
  (...all: readonly More[]): More =>
  (seen) =>
    all.reduce<Partial<Observation>>((sum, one) => ({ ...sum, ...one({ ...seen, ...sum }) }), {});
export const plans =
  (...all: readonly Partial<LicencePlan>[]): More =>
  () => ({
    licences: all.map((more) => ({ ...CUSTOMER_KEY_PLAN, ...more })),
  });
export const version = (more: Partial<KeyVersion>): More =>
  on(1, ({ versions, key }) => ({
    versions: [...found<readonly KeyVersion[]>(versions), { ...found<Key>(key), ...more }],
  }));
export const right = (role: string, principal = 'ada', principalType = 'User'): RoleAssignment => ({
  id: '',
  scope: '/',
  role,
  principal,
  principalType,
  createdAt: undefined,
});
export const rightsAre = (number: 1 | 2, ...rights: readonly RoleAssignment[]): More =>
  on(number, () => ({ rights }));
export const policiesAre = (...accessPolicies: readonly Partial<AccessPolicy>[]): More =>
  both(
    vaultIs({
      permissionModel: 'policies',
      accessPolicies: accessPolicies.map((one) => ({
        tenantId: '',
        objectId: 'ada',
        keys: ['get', 'wrapKey', 'unwrapKey'],
        ...one,
      })),
    }),
    on(1, () => ({ granted: [] })),
  );
export const appId = () => tenant.encryption.id;
export const lazily =
  (more: () => More): More =>
  (seen) =>
    more()(seen);
export const exchangeId = (seen: Observation) => (seen.exchange as { readonly id: string }).id;
export const policyIs =
  (more: Parameters<typeof encryptionPolicy>[1]): More =>
  ({ policies }) => ({
    policies: found<readonly ReturnType<typeof encryptionPolicy>[]>(policies).map((one) => ({
      ...one,
      ...more,
    })),
  });
export const historyIs =
  (...history: readonly Entry[]): More =>
  () => ({ history });
export const unreadOn = (...names: readonly (keyof BranchSeen)[]): More =>
  on(2, () => Object.fromEntries(names.map((name) => [name, SILENCE])));
export const unreadAll =
  (...names: readonly (keyof Observation)[]): More =>
  () =>
    Object.fromEntries(names.map((name) => [name, SILENCE]));
/** Some vaults refuse to show a key whose current version is off, and list its versions all the same. */
export const hidden = (number: 1 | 2): More =>
  on(number, ({ versions }) => ({
    key: { unread: 'Reading the key failed with status 403 (KeyDisabled).' },
    versions: found<readonly KeyVersion[]>(versions).map((one) => ({ ...one, enabled: false })),
  }));
export const noVault: More = on(2, () => ({
  vault: undefined,
  key: undefined,
  versions: undefined,
}));
export const noKey: More = on(2, () => ({ key: undefined, versions: [] }));
export const required: More = ({ settings }) => ({
  settings: { ...settings, retention: 'required' },
});
export const guided =
  (...history: readonly Entry[]): More =>
  () => ({
    asksExchange: false,
    policies: undefined,
    assignment: undefined,
    history,
  });

export function unreadlessWithout(...names: readonly (keyof Observation)[]): More {
  return () => Object.fromEntries(names.map((name) => [name, undefined]));
}

export function refusal(step: string): Entry {
  return {
    kind: 'failed',
    step,
    what: 'Creating the key failed with status 403 (RequestDisallowedByPolicy): forbidden.',
    next: '',
    seq: 2,
    at: after(NOW, -10),
  };
}

export const judgeOne = (id: string, more: More): Judged => {
  const one = judged({ ...base, ...more(base) }).find(({ check }) => check.id === id);
  if (one === undefined) throw new Error(`There is no check ${id}.`);
  return one;
};
export const same: More = () => ({});
