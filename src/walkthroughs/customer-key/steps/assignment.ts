import { HOUR } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { Change, Looking, Step, WaitChange } from '../../../core/step.ts';
import { remembering } from '../../../core/walkthrough.ts';
import { sameKeys } from '../../../gateways/key-address.ts';
import { assignByBot, assignByHand, detailsOf, type Deciding } from '../assignment-plan.ts';
import { readAssignment } from '../assignment-pasted.ts';
import { excludedFrom } from '../custodians.ts';
import { shortened } from '../pasted/cleaned.ts';
import { POLICY_SOURCES } from '../sources/policy.ts';
import { siteOf, type Site } from '../world.ts';
import { isNamed } from './policy.ts';

/** Why the policy must not be assigned now, in sentences; empty when nothing speaks against it. */
export type Proof = (site: Site, looking: Looking) => Promise<readonly string[]>;

/** Nothing that was read before counts here: every look begins anew. */
const fresh = ({ world, answers }: Site): Site => siteOf(world, answers, remembering());

const refused = (sentence: string, code = ''): GatewayError =>
  new GatewayError(sentence, { status: 409, code, transient: false });

const waitForPolicy = ({ answers }: Site): WaitChange => ({
  kind: 'wait',
  summary: `Wait for the policy ${answers.policy.name}: what is assigned has to be there first.`,
  details: {
    operation: 'encryption.policy.wait',
    target: answers.policy.name,
    before: null,
    after: 'enabled, with both keys',
  },
  on: 'the policy, which does not exist yet in the form that was approved',
  usually: 'until the step before is done',
  lookAgain: HOUR,
});

/** By what it is assigned, or undefined: there is none as it should be. */
async function policyIn(site: Site, { entries }: Looking): Promise<Deciding | undefined> {
  const { name } = site.answers.policy;
  if (site.world.policies === undefined) {
    const attested = entries.some((entry) => entry.kind === 'attested' && entry.step === 'policy');
    return attested ? { name, identity: name } : undefined;
  }
  const keys = site.branches.map(({ keyUri }) => keyUri);
  const found = (await site.policies())?.find((policy) => isNamed(policy, name));
  const fit = found !== undefined && found.enabled && sameKeys(found.keys, keys);
  return fit ? { name: found.name, identity: found.identity || found.name } : undefined;
}

/** Does what is assigned mean our policy? A name unless Exchange Online gives none. */
async function isAssigned(site: Site): Promise<boolean> {
  const assigned = await site.assignment();
  if (assigned === undefined) return false;
  const { name } = site.answers.policy;
  if (assigned.policy.toLowerCase() === name.toLowerCase()) return true;
  throw refused(
    `Another policy is assigned to the tenant: ${shortened(assigned.policy, 80)}. It is not replaced here. Cancel this run; if it is to be replaced, ask Microsoft Support.`,
    'OtherPolicyAssigned',
  );
}

/** What a person reads who has to put it right. */
const failing = (sentences: readonly string[]): GatewayError =>
  refused(
    `Nothing was assigned: ${sentences.length} of the checks before the one-way door do not hold. ${sentences.slice(0, 12).join(' ')}`,
    'ChecksFailed',
  );

async function plan(site: Site, looking: Looking, proof: Proof): Promise<readonly Change[]> {
  const { policies } = site.world;
  if (await isAssigned(site)) return [];
  const policy = await policyIn(site, looking);
  if (policy === undefined) return [waitForPolicy(site)];
  const before = policies === undefined ? 'to be looked at by the person who assigns' : 'none';
  const [sentences, details] = await Promise.all([
    proof(site, looking),
    detailsOf(site, policy, before),
  ]);
  if (sentences.length > 0) throw failing(sentences);
  return [
    policies === undefined
      ? assignByHand(site, policy, details)
      : assignByBot(site, policies, policy, details),
  ];
}

/**
 * Check DEP-4, and the one-way door: everything is looked at again in the same breath, and what the
 * decision rests on is part of what is approved. `proof` runs all earlier checks.
 */
export const assignment = (site: Site, proof: Proof): Step => ({
  id: 'assignment',
  title: `The policy ${site.answers.policy.name} is assigned to the tenant`,
  stage: 'Assignment',
  risk: 'irreversible',
  oneWay:
    'No cmdlet unassigns a policy for several workloads: it takes a support ticket with Microsoft, and its data can never be purged. If both keys are lost, the data goes with them unless Microsoft’s own key still opens it.',
  sources: [
    POLICY_SOURCES.assign,
    POLICY_SOURCES.oneWay,
    POLICY_SOURCES.oneAtATime,
    POLICY_SOURCES.day,
  ],
  lane: 'exchange',
  check: (looking) => plan(fresh(site), looking, proof),
  excludes: (looking) => excludedFrom(fresh(site), looking),
  read: (pasted, looking) => Promise.resolve(readAssignment(pasted, site, looking)),
  found: async () => {
    const assigned = await fresh(site).assignment();
    return `Exchange Online names ${assigned?.policy ?? site.answers.policy.name} as the assigned policy. Microsoft allows up to 24 hours until it is in effect.`;
  },
});
