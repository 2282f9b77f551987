import { z } from 'zod';
import type { ServiceAnswer } from '../service.ts';
import { badRequest, invalidContent } from './refused.ts';
import { nameAt, type Ask } from './route.ts';
import { getVault } from './vault-address.ts';
import { saved } from './vault-saved.ts';
import { Policy, type Vault } from './vaults.ts';

const KINDS = ['keys', 'secrets', 'certificates', 'storage'] as const;
const KEYS =
  /^(?:all|encrypt|decrypt|wrapKey|unwrapKey|sign|verify|get|list|create|update|import|delete|backup|restore|recover|purge|release|rotate|getrotationpolicy|setrotationpolicy)$/i;

const Body = z.object({ properties: z.object({ accessPolicies: z.array(Policy) }) });

/** PUT accessPolicies/{add|replace|remove}: changes the entries of the principals named. */
export function putAccessPolicies(ask: Ask): ServiceAnswer {
  const read = Body.safeParse(ask.request.body);
  if (!read.success) throw invalidContent('properties.accessPolicies is required');
  const given = read.data.properties.accessPolicies;
  check(ask, given);
  const vault = getVault(ask);
  const policies = changed(nameAt(ask, 3).toLowerCase(), vault.policies, given);
  saved(ask, vault, { ...vault, policies: [...policies] }, 'vaults/accessPolicies/write');
  return { status: 200, body: drawn(vault, policies) };
}

const drawn = ({ id, location }: Vault, accessPolicies: readonly Policy[]) => ({
  id: `${id}/accessPolicies/`,
  type: 'Microsoft.KeyVault/vaults/accessPolicies',
  location,
  properties: { accessPolicies },
});

function check({ azure }: Ask, given: readonly Policy[]): void {
  if (given.some(({ tenantId }) => tenantId.toLowerCase() !== azure.tenant.id))
    throw badRequest('An access policy names another tenant than the one of the vault.');
  const names = given.flatMap(({ permissions }) => permissions.keys ?? []);
  const unknown = names.find((name) => !KEYS.test(name));
  if (unknown !== undefined)
    throw badRequest(`An invalid value was provided for 'permissions.keys': '${unknown}'.`);
}

const isSame = (one: Policy, other: Policy) =>
  one.objectId.toLowerCase() === other.objectId.toLowerCase() &&
  one.applicationId?.toLowerCase() === other.applicationId?.toLowerCase();

function changed(
  kind: string,
  before: readonly Policy[],
  given: readonly Policy[],
): readonly Policy[] {
  const others = before.filter((policy) => !given.some((one) => isSame(one, policy)));
  const merged = (merge: typeof union) =>
    given.map((policy) =>
      combine(
        before.find((one) => isSame(one, policy)),
        policy,
        merge,
      ),
    );
  switch (kind) {
    case 'add':
      return [...others, ...merged(union)];
    case 'replace':
      return [...others, ...given];
    case 'remove':
      return [...others, ...merged(difference).filter(({ permissions }) => hasAny(permissions))];
  }
  throw badRequest(`The operation kind '${kind}' is invalid: it is add, replace or remove.`);
}

const fold = (names: readonly string[]) => names.map((name) => name.toLowerCase());
const union = (before: readonly string[], given: readonly string[]) => [
  ...before,
  ...given.filter((name) => !fold(before).includes(name.toLowerCase())),
];
const difference = (before: readonly string[], given: readonly string[]) =>
  before.filter((name) => !fold(given).includes(name.toLowerCase()));

const combine = (known: Policy | undefined, given: Policy, merge: typeof union): Policy => ({
  ...given,
  permissions: Object.fromEntries(
    KINDS.map((kind) => [
      kind,
      merge(known?.permissions[kind] ?? [], given.permissions[kind] ?? []),
    ]),
  ),
});

const hasAny = (permissions: Policy['permissions']) =>
  KINDS.some((kind) => (permissions[kind] ?? []).length > 0);
