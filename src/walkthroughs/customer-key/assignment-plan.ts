import { HOUR, MINUTE } from '../../core/clock.ts';
import type { Data } from '../../core/data.ts';
import { GatewayError } from '../../core/errors.ts';
import type { AutomaticChange, Details, GuidedChange } from '../../core/step.ts';
import type { EncryptionPolicies } from '../../gateways/encryption-policies.ts';
import { withInstructions } from '../instructions.ts';
import type { Branch } from './branch.ts';
import { custodiansOf } from './custodians.ts';
import { CONNECT } from './policy-guide.ts';
import { explained } from './policy-refusals.ts';
import { connectExchange } from './portals.ts';
import { quoted } from './powershell.ts';
import type { Site } from './world.ts';

/** The policy as the decision is about it. */
export interface Deciding {
  readonly name: string;
  readonly identity: string;
}

async function groundOf(site: Site, branch: Branch): Promise<Data> {
  const [vault, key, custodians] = await Promise.all([
    branch.vault(),
    branch.key(),
    custodiansOf(site, branch),
  ]);
  if (vault === undefined || key === undefined)
    throw new GatewayError(
      `The ${branch.label} cannot be found any more, so nothing was assigned. Put it right, then type resume.`,
      { status: 404, transient: false },
    );
  return {
    key: branch.keyUri,
    version: key.version,
    vault: vault.id,
    administrators: custodians.people,
    administratorGroups: custodians.groups,
  };
}

/** All that the decision rests on: a change in any of it asks for another decision. */
export async function detailsOf(site: Site, policy: Deciding, before: Data): Promise<Details> {
  const [first, second] = await Promise.all(site.branches.map((branch) => groundOf(site, branch)));
  return {
    operation: 'encryption.policy.assign',
    target: site.answers.tenant.id,
    before,
    after: { assigned: policy.name },
    policy: { name: policy.name, identity: policy.identity },
    firstKey: first ?? null,
    secondKey: second ?? null,
  };
}

const summaryOf = ({ answers }: Site, { name }: Deciding): string =>
  `Assign the data encryption policy ${name} to the whole tenant ${answers.tenant.domain}, for good: only Microsoft Support can unassign it, and its data can never be purged.`;

/** The bot calls Exchange Online; it sends the name and nothing else. */
export const assignByBot = (
  site: Site,
  policies: EncryptionPolicies,
  policy: Deciding,
  details: Details,
): AutomaticChange => ({
  kind: 'automatic',
  summary: summaryOf(site, policy),
  details,
  async apply({ requestId }) {
    try {
      await policies.assign(policy.name, requestId);
    } catch (error) {
      throw explained(error, site);
    }
  },
  settles: { lookAgain: MINUTE, deadline: HOUR },
});

/** A person runs the cmdlet; the very lines are what is approved. */
export function assignByHand(site: Site, policy: Deciding, details: Details): GuidedChange {
  const { name } = policy;
  return withInstructions({
    kind: 'guided',
    summary: `${summaryOf(site, policy)} By hand; paste what Exchange Online shows of it.`,
    details,
    guide: {
      steps: [
        ...CONNECT,
        'First run Get-M365DataAtRestEncryptionPolicyAssignment alone. If it names another policy, stop here and cancel this run: replacing one is not part of it.',
        'Run the lines below. There is no question whether you are sure, and no way back without a support ticket.',
        'Copy everything that was printed and paste it here. It is compared with this run, and not kept.',
      ],
      command: [
        connectExchange(site.world.settings.cloud),
        `Set-M365DataAtRestEncryptionPolicyAssignment -DataEncryptionPolicy ${quoted(name)}`,
        'Get-M365DataAtRestEncryptionPolicyAssignment | Format-List',
      ].join('\n'),
      proof: 'attested',
      statement: `The policy ${name} is assigned to the tenant.`,
      asks: {
        label: 'What the last line printed',
        placeholder: `DataEncryptionPolicy : ${name}`,
      },
    },
  });
}
