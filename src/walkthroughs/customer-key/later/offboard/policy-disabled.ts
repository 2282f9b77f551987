import { GatewayError } from '../../../../core/errors.ts';
import type { GuidedChange, Step } from '../../../../core/step.ts';
import { withInstructions } from '../../../instructions.ts';
import { quoted } from '../../powershell.ts';
import { LATER_SOURCES } from '../../sources/later.ts';
import type { Site } from '../../world.ts';
import { stillAssigned } from './assigned.ts';

/** An assigned policy is never disabled: that would cut the data off. */
export const policyDisabled = (site: Site): Step => ({
  id: 'policy-disabled',
  title: 'The unassigned policy is disabled',
  stage: 'Clean-up',
  risk: 'sensitive',
  sources: [LATER_SOURCES.keep],
  async check() {
    if ((await stillAssigned(site)) === true)
      throw new GatewayError(
        `${site.answers.policy.name} is assigned, so it must not be disabled. Type resume when Microsoft has unassigned it.`,
        { status: 409, transient: false },
      );
    const found = await site.world.policies?.find(site.answers.policy.name);
    return found?.enabled === false ? [] : [withInstructions(disable(site))];
  },
});

const disable = ({ answers, world }: Site): GuidedChange => ({
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
      'Run the command below as somebody who holds Compliance Administrator.',
      'The bot does not run it: it is the one cmdlet that could cut data off if the assignment came back.',
    ],
    command: `Connect-ExchangeOnline\nSet-M365DataAtRestEncryptionPolicy -Identity ${quoted(answers.policy.name)} -Enabled $false`,
    proof: world.policies === undefined ? 'attested' : 'observed',
    statement: `The policy ${answers.policy.name} is disabled.`,
  },
});
