import { GatewayError } from '../../../../core/errors.ts';
import type { Change, GuidedChange, Looking, Pasted, Step } from '../../../../core/step.ts';
import { withInstructions } from '../../../instructions.ts';
import { policiesIn } from '../../pasted/policies.ts';
import { refusalIn } from '../../policy-refusals.ts';
import { connectExchange } from '../../portals.ts';
import { quoted } from '../../powershell.ts';
import { LATER_SOURCES } from '../../sources/later.ts';
import type { Site } from '../../world.ts';
import { mayTakeAway, stillAssigned } from './assigned.ts';
import { notYet } from './not-yet.ts';

/** What is assigned is left alone: anything else would cut the data off. */
export async function assertUnassigned(site: Site, what: string): Promise<void> {
  if ((await stillAssigned(site)) !== true) return;
  throw new GatewayError(
    `${site.answers.policy.name} is assigned, so ${what}. Type resume when Microsoft has unassigned it.`,
    { status: 409, code: 'StillAssigned', transient: false },
  );
}

async function plan(site: Site, looking: Looking): Promise<readonly Change[]> {
  const { policies } = site.world;
  if (!mayTakeAway(looking)) return [notYet(site.answers.policy.name)];
  await assertUnassigned(site, 'it must not be disabled');
  if (policies === undefined) return [disable(site)];
  const found = await policies.find(site.answers.policy.name);
  return found?.enabled === true ? [disable(site)] : [];
}

function readDisabled(pasted: string, site: Site): Pasted {
  const { name } = site.answers.policy;
  const ours = policiesIn(pasted).find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (ours?.enabled === false)
    return {
      kind: 'accepted',
      statement: `Get-M365DataAtRestEncryptionPolicy showed the policy ${name} as disabled.`,
      seen: { name, enabled: false },
    };
  const problem =
    ours?.enabled === true
      ? `The policy ${name} is still enabled. Run the commands again and paste what they print.`
      : `Whether ${name} is disabled was not in this. Paste all that the last line printed.`;
  return { kind: 'refused', problem: refusalIn(pasted, site) ?? problem };
}

/** An assigned policy is never disabled: that would cut the data off. */
export const policyDisabled = (site: Site): Step => ({
  id: 'policy-disabled',
  title: 'The unassigned policy is disabled',
  stage: 'Clean-up',
  risk: 'sensitive',
  sources: [LATER_SOURCES.keep],
  check: (looking) => plan(site, looking),
  read: (pasted) => Promise.resolve(readDisabled(pasted, site)),
  async found() {
    const { name } = site.answers.policy;
    const found = await site.world.policies?.find(name);
    return found === undefined
      ? `Exchange Online knows no policy ${name} any more.`
      : `The policy ${name} is disabled.`;
  },
});

const disable = ({ answers, world }: Site): GuidedChange =>
  withInstructions({
    kind: 'guided',
    summary: `Disable the policy ${answers.policy.name}, which is not assigned any more. Policies are not deleted.`,
    details: {
      operation: 'exchange.dep.disable',
      target: answers.policy.name,
      before: { enabled: true },
      after: { enabled: false },
    },
    guide: {
      steps: [
        'Run the commands below as somebody who holds Compliance Administrator. First run the second one alone: if it still names the policy, stop here.',
        'The bot does not do it: it is the one cmdlet that could cut data off if the assignment came back.',
      ],
      command: [
        connectExchange(world.settings.cloud),
        'Get-M365DataAtRestEncryptionPolicyAssignment | Format-List',
        `Set-M365DataAtRestEncryptionPolicy -Identity ${quoted(answers.policy.name)} -Enabled $false`,
        `Get-M365DataAtRestEncryptionPolicy -Identity ${quoted(answers.policy.name)} | Format-List Name,Enabled,AzureKeyIDs`,
      ].join('\n'),
      statement: `The policy ${answers.policy.name} is disabled.`,
      ...(world.policies === undefined
        ? {
            proof: 'attested',
            asks: { label: 'What the last line printed', placeholder: 'Enabled : False' },
          }
        : { proof: 'observed' }),
    },
  });
