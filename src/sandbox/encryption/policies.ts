import { randomBytes } from 'node:crypto';
import { onboardingOf } from './onboarding.ts';
import {
  effectiveAt,
  findAssigned,
  findPolicy,
  KEY,
  type Encryption,
  type Policy,
} from './documents.ts';
import { digestOf, getVault, readRoot, unwrapUnder, Unreachable, wrapUnder } from './key-reach.ts';
import { CmdletRefused, failure, notFound } from './refused.ts';
import { ofKey, sameVault } from './validations.ts';

/** What New- takes. */
export interface NewPolicy {
  readonly Name: string;
  readonly AzureKeyIDs: readonly string[];
  readonly Description?: string | undefined;
  readonly Enabled?: boolean | undefined;
}

/** Both keys, checked as the service reads them. */
function checkKeys(encryption: Encryption, uris: readonly string[]): void {
  if (uris.length !== 2 || sameVault(uris))
    throw failure('Two keys in two different Azure Key Vaults are required in AzureKeyIDs.');
  const { subscriptions } = onboardingOf(encryption);
  for (const uri of uris) {
    const { subscriptionId } = getVault(encryption, uri);
    if (!subscriptions.includes(subscriptionId))
      throw failure(`The subscription of the key '${uri}' is not enabled for Customer Key.`);
    readRoot(encryption, uri);
    const [first] = ofKey(encryption, { subscription: subscriptionId, uri });
    if (first !== undefined)
      throw failure(
        `The key '${uri}' does not meet the requirement ${first.Rule}: expected ` +
          `${first.ExpectedValue}, found ${first.ActualValue}.`,
      );
  }
  const vaults = uris.map((uri) => getVault(encryption, uri).subscriptionId);
  if (new Set(vaults).size < 2)
    throw failure('The two keys must be in two different subscriptions.');
}

function wrapAll(encryption: Encryption, uris: readonly string[], secret: Buffer) {
  return uris.map((uri) => wrapUnder(encryption, uri, secret));
}

/** New-M365DataAtRestEncryptionPolicy. */
export function createPolicy(encryption: Encryption, wanted: NewPolicy): Policy {
  const { tenant, policies } = encryption;
  if (onboardingOf(encryption).state !== 'Enabled')
    throw failure('Data Encryption Policies are not enabled for your organization.');
  checkName(encryption, wanted.Name);
  checkKeys(encryption, wanted.AzureKeyIDs);
  const secret = randomBytes(32);
  const now = tenant.clock.now().toISOString();
  const policy: Policy = {
    id: tenant.newId(),
    name: wanted.Name,
    description: wanted.Description ?? '',
    enabled: wanted.Enabled ?? true,
    keys: wrapAll(encryption, wanted.AzureKeyIDs, secret),
    digest: digestOf(secret),
    ...{ createdAt: now, changedAt: now, wrappedAt: now },
  };
  tenant.together(() => {
    policies.put(policy.id, policy);
    tenant.changed('exchange', 'New-M365DataAtRestEncryptionPolicy', policy.name, {
      AzureKeyIDs: wanted.AzureKeyIDs,
    });
  });
  return policy;
}

function checkName(encryption: Encryption, name: string): void {
  if (/\s/.test(name)) throw failure('The name of a data encryption policy has no spaces.');
  if (findPolicy(encryption, name) !== undefined)
    throw new CmdletRefused(
      'ADObjectAlreadyExistsException',
      `The data encryption policy '${name}' already exists.`,
    );
}

/** The policy of this identity. */
export function getPolicy(encryption: Encryption, identity: string): Policy {
  const policy = findPolicy(encryption, identity);
  if (policy === undefined) throw notFound(identity);
  return policy;
}

/** What Set- takes, one parameter set at a time. */
export interface ChangedPolicy {
  readonly Identity: string;
  readonly Refresh?: boolean | undefined;
  readonly Replace?: boolean | undefined;
  readonly AzureKeyIDs?: readonly string[] | undefined;
  readonly Name?: string | undefined;
  readonly Description?: string | undefined;
  readonly Enabled?: boolean | undefined;
}

/** Set-M365DataAtRestEncryptionPolicy; false when nothing was different. */
export function changePolicy(encryption: Encryption, wanted: ChangedPolicy): boolean {
  const before = getPolicy(encryption, wanted.Identity);
  checkSets(wanted);
  const renamed = wanted.Name !== undefined && wanted.Name !== before.name;
  if (renamed) checkName(encryption, wanted.Name ?? '');
  checkDisabling(encryption, before, wanted);
  const policy: Policy = {
    ...before,
    ...rewrapped(encryption, before, wanted),
    name: wanted.Name ?? before.name,
    description: wanted.Description ?? before.description,
    enabled: wanted.Enabled ?? before.enabled,
  };
  if (JSON.stringify(policy) === JSON.stringify(before)) return false;
  keep(encryption, policy, wanted);
  return true;
}

function checkSets({ Refresh: refresh, Replace: replace, AzureKeyIDs: keys }: ChangedPolicy): void {
  const clash = refresh === true && (replace === true || keys !== undefined);
  if (clash || (replace === true) !== (keys !== undefined))
    throw new CmdletRefused(
      'ParameterBindingException',
      'Parameter set cannot be resolved using the specified named parameters.',
    );
}

function checkDisabling(
  encryption: Encryption,
  policy: Policy,
  { Enabled: on }: ChangedPolicy,
): void {
  if (on !== false || findAssigned(encryption)?.policy.id !== policy.id) return;
  throw failure(
    `The data encryption policy '${policy.name}' is assigned to the organization and cannot be disabled.`,
  );
}

/** Refreshing takes what the old versions hold under the new ones; replacing moves it to other keys. */
function rewrapped(
  encryption: Encryption,
  policy: Policy,
  { Refresh: refresh, AzureKeyIDs: uris }: ChangedPolicy,
): Partial<Policy> {
  if (refresh !== true && uris === undefined) return {};
  if (uris !== undefined) checkKeys(encryption, uris);
  const secret = openWithAny(encryption, policy);
  const keys = wrapAll(encryption, uris ?? policy.keys.map(({ uri }) => uri), secret);
  return { keys, wrappedAt: encryption.tenant.clock.now().toISOString() };
}

/** Unwraps with each root key and compares: all must hold the same. */
export function openPolicy(encryption: Encryption, policy: Policy): void {
  const opened = policy.keys.map((root) => unwrapUnder(encryption, root));
  if (opened.some((each) => digestOf(each) !== policy.digest))
    throw failure('The root keys of the policy do not hold what they wrapped.');
}

/** One root key is enough to move to others: that is what the second one is for. */
function openWithAny(encryption: Encryption, policy: Policy): Buffer {
  const problems: unknown[] = [];
  for (const root of policy.keys)
    try {
      return unwrapUnder(encryption, root);
    } catch (thrown) {
      if (!(thrown instanceof Unreachable)) throw thrown;
      problems.push(thrown);
    }
  throw problems[0];
}

function keep({ tenant, policies }: Encryption, policy: Policy, wanted: ChangedPolicy): void {
  const changedAt = tenant.clock.now().toISOString();
  tenant.together(() => {
    policies.put(policy.id, { ...policy, changedAt });
    const { Identity: identity, ...details } = wanted;
    tenant.changed('exchange', 'Set-M365DataAtRestEncryptionPolicy', identity, details);
  });
}

/** Set-M365DataAtRestEncryptionPolicyAssignment; false when it was assigned already. */
export function assignPolicy(encryption: Encryption, identity: string): boolean {
  const { tenant, assignment } = encryption;
  const policy = getPolicy(encryption, identity);
  if (!policy.enabled) throw failure(`The data encryption policy '${policy.name}' is disabled.`);
  if (findAssigned(encryption)?.policy.id === policy.id) return false;
  openPolicy(encryption, policy);
  const assignedAt = tenant.clock.now().toISOString();
  tenant.together(() => {
    assignment.put(KEY, { policy: policy.id, assignedAt });
    encryption.used.delete(KEY);
    const operation = 'Set-M365DataAtRestEncryptionPolicyAssignment';
    tenant.changed('exchange', operation, policy.name);
  });
  return true;
}

/** How far the policy is: a day passes until it is in effect. */
export function stateOf(encryption: Encryption, policy: Policy): string {
  const assigned = findAssigned(encryption);
  if (assigned?.policy.id !== policy.id) return policy.enabled ? 'Enabled' : 'Disabled';
  const at = effectiveAt(policy, assigned.assignedAt).getTime();
  return at <= encryption.tenant.clock.now().getTime() ? 'Active' : 'PendingActivation';
}
