import { MINUTE, SECOND } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { AutomaticChange, Change, Step, Trace } from '../../../core/step.ts';
import type {
  EncryptionPolicies,
  EncryptionPolicy,
} from '../../../gateways/encryption-policies.ts';
import { sameKeys } from '../../../gateways/key-address.ts';
import { shortened } from '../pasted/cleaned.ts';
import { createByHand, enableByHand, wantedPolicy } from '../policy-guide.ts';
import { readPolicy } from '../policy-pasted.ts';
import { explained } from '../policy-refusals.ts';
import { POLICY_SOURCES } from '../sources/policy.ts';
import type { Site } from '../world.ts';

/** Letter case does not tell two policies apart. */
export const isNamed = ({ name }: Pick<EncryptionPolicy, 'name'>, wanted: string): boolean =>
  name.toLowerCase() === wanted.toLowerCase();

const refused = (sentence: string): GatewayError =>
  new GatewayError(sentence, { status: 409, code: 'PolicyExists', transient: false });

const otherKeys = ({ name, keys }: EncryptionPolicy): GatewayError =>
  refused(
    `There is a policy ${name} already, with other keys: ${keys.join(', ')}. Its keys are not replaced here. Cancel this run and start again with another name for the policy.`,
  );

const otherName = ({ name }: EncryptionPolicy, wanted: string): GatewayError =>
  refused(
    `The policy ${name} has exactly these two keys already, so ${wanted} was not created beside it. Cancel this run and start again with ${name} as the name of the policy.`,
  );

function create(site: Site, policies: EncryptionPolicies): AutomaticChange {
  const wanted = wantedPolicy(site);
  const { name, description, keys } = wanted;
  return {
    kind: 'automatic',
    summary: `Create the data encryption policy ${name} with the keys ${keys.join(' and ')}. Nothing is encrypted with it until it is assigned.`,
    details: {
      operation: 'encryption.policy.create',
      target: name,
      before: null,
      after: { name, description, keys, enabled: true },
    },
    async apply({ requestId }) {
      try {
        await policies.create(wanted, requestId);
      } catch (error) {
        throw explained(error, site);
      }
    },
    settles: { lookAgain: 15 * SECOND, deadline: 30 * MINUTE },
  };
}

async function plan(site: Site): Promise<readonly Change[]> {
  const all = await site.policies();
  const { policies } = site.world;
  if (policies === undefined || all === undefined) return [createByHand(site)];
  const { name, keys } = wantedPolicy(site);
  const named = all.find((policy) => isNamed(policy, name));
  if (named !== undefined && !sameKeys(named.keys, keys)) throw otherKeys(named);
  if (named !== undefined) return named.enabled ? [] : [enableByHand(site)];
  const twin = all.find((policy) => sameKeys(policy.keys, keys));
  if (twin !== undefined) throw otherName(twin, name);
  return [create(site, policies)];
}

/** Properties are not documented: the plain ones are shown as they came. */
function othersIn({ raw }: EncryptionPolicy): string {
  const known = ['Name', 'Identity', 'Enabled', 'AzureKeyIDs', 'Description'];
  const entries = typeof raw === 'object' && raw !== null ? Object.entries(raw) : [];
  const plain = entries.filter(
    ([name, value]) =>
      !known.includes(name) && ['string', 'number', 'boolean'].includes(typeof value),
  );
  return plain
    .slice(0, 8)
    .map(([name, value]) => `${shortened(name, 40)} ${shortened(String(value), 60)}`)
    .join(', ');
}

/** Record type of cmdlets that administrators run. */
const EXCHANGE_ADMIN = 1;

/** Cmdlets that change this policy. Vaults and keys have logs of their own, in Azure. */
const policyTraces = (name: string): readonly Trace[] => [
  {
    messages: ['Set-M365DataAtRestEncryptionPolicy', 'Remove-M365DataAtRestEncryptionPolicy'],
    types: [EXCHANGE_ADMIN],
    holds: [name],
  },
];

/** Checks DEP-1 to DEP-3: one policy of this name, with these two keys, enabled. */
export const policyMade = (site: Site): Step => ({
  id: 'policy',
  title: `The data encryption policy ${site.answers.policy.name} exists`,
  stage: 'Policy',
  risk: 'sensitive',
  sources: [
    POLICY_SOURCES.create,
    POLICY_SOURCES.read,
    POLICY_SOURCES.proof,
    ...(site.world.policies === undefined ? [] : [POLICY_SOURCES.http]),
  ],
  lane: 'exchange',
  traces: policyTraces(site.answers.policy.name),
  check: () => plan(site),
  read: (pasted) => Promise.resolve(readPolicy(pasted, site)),
  async found() {
    const { name, keys } = wantedPolicy(site);
    const policy = (await site.policies())?.find((one) => isNamed(one, name));
    const more = policy === undefined ? '' : othersIn(policy);
    return `The policy ${policy?.name ?? name} is enabled and names the keys ${keys.join(' and ')}.${more === '' ? '' : ` Exchange Online also says: ${more}.`}`;
  },
});
