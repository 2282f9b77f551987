import { GatewayError } from '../../src/core/errors.ts';
import type {
  EncryptionPolicies,
  EncryptionPolicy,
  NewEncryptionPolicy,
} from '../../src/gateways/encryption-policies.ts';

/** All that the fake Exchange Online knows; tests may look at it and change it. */
export interface EncryptionWorld {
  onboarded: boolean;
  missing: readonly string[];
  readonly policies: EncryptionPolicy[];
  assigned: string | undefined;
  /** Policies that do not pass their test, and why. */
  readonly problems: Map<string, string>;
  /** Every change that was made, oldest first: `create Contoso_Global`. */
  readonly writes: string[];
}

/** A policy that is there already. */
export const encryptionPolicy = (
  { name, description, keys }: NewEncryptionPolicy,
  more: Partial<EncryptionPolicy> = {},
): EncryptionPolicy => ({
  name,
  identity: name,
  description,
  enabled: true,
  keys,
  raw: { Name: name, Description: description, Enabled: true, AzureKeyIDs: keys },
  ...more,
});

const refused = (code: string, what: string): GatewayError =>
  new GatewayError(what, { status: 400, code, transient: false });

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export interface FakeEncryptionPolicies extends EncryptionPolicies {
  readonly world: EncryptionWorld;
}

/** Exchange Online's data encryption policies in memory. */
export function fakeEncryptionPolicies(
  more: Partial<EncryptionWorld> = {},
): FakeEncryptionPolicies {
  const world: EncryptionWorld = {
    onboarded: true,
    missing: [],
    policies: [],
    assigned: undefined,
    problems: new Map(),
    writes: [],
    ...more,
  };
  const find = (name: string) => world.policies.find((one) => same(one.name, name));
  const get = (name: string): EncryptionPolicy => {
    const found = find(name);
    if (found !== undefined) return found;
    throw refused('ManagementObjectNotFoundException', `There is no policy ${name}.`);
  };
  return {
    world,
    listMissingCmdlets: async () => world.missing,
    list: async () => world.policies,
    find: async (name) => find(name),
    async create(wanted) {
      if (!world.onboarded)
        throw refused('NotOnboarded', 'Customer Key is not enabled for the organisation.');
      const found = find(wanted.name);
      const keys = new Set(wanted.keys.map((key) => key.toLowerCase()));
      if (found?.keys.every((key) => keys.has(key.toLowerCase()))) return;
      if (found !== undefined)
        throw refused('PolicyExists', `A policy ${wanted.name} with other keys is there already.`);
      world.policies.push(encryptionPolicy(wanted));
      world.writes.push(`create ${wanted.name}`);
    },
    async refresh(name) {
      world.writes.push(`refresh ${get(name).name}`);
    },
    async test(name) {
      const problem = world.problems.get(get(name).name) ?? '';
      return { healthy: problem === '', problem, raw: {} };
    },
    findAssignment: async () =>
      world.assigned === undefined
        ? undefined
        : { policy: world.assigned, raw: { DataEncryptionPolicy: world.assigned } },
    async assign(name) {
      const { name: policy } = get(name);
      if (world.assigned !== undefined && !same(world.assigned, policy))
        throw refused('OtherPolicyAssigned', 'Another policy is assigned to this tenant.');
      world.assigned = policy;
      world.writes.push(`assign ${policy}`);
    },
  };
}
