import type { Pasted, Step } from '../../../core/step.ts';
import { sameKeys } from '../../../gateways/key-address.ts';
import { isUnread, tried } from '../../verdict.ts';
import { onboardingGuide } from '../onboarding-guide.ts';
import { failureText } from '../pasted/failures.ts';
import { foreignIn } from '../pasted/foreign.ts';
import {
  isSuccess,
  isWord,
  readOnboarding,
  type OnboardingMode,
  type OnboardingOutput,
} from '../pasted/onboarding.ts';
import { ONBOARDING_SOURCES } from '../sources/onboarding.ts';
import { POLICY_SOURCES } from '../sources/policy.ts';
import type { Site } from '../world.ts';

/** A policy with these very keys can exist only after onboarding: the one proof that can be read. */
async function policyWithOurKeys(site: Site): Promise<string | undefined> {
  const policies = await tried(site.policies());
  if (policies === undefined || isUnread(policies)) return undefined;
  const ours = site.branches.map(({ keyUri }) => keyUri);
  return policies.find(({ keys }) => sameKeys(keys, ours))?.name;
}

const refused = (problem: string): Pasted => ({ kind: 'refused', problem });

/** Why the result is not the one that the step is about, in sentences for whoever pasted it. */
function problemIn(output: OnboardingOutput, mode: OnboardingMode): string | undefined {
  const { validation, enablement, failures, cut } = output;
  if (output.mode !== undefined && output.mode.toLowerCase() !== mode.toLowerCase())
    return `This is what the mode ${output.mode} printed. Run the command with the mode ${mode}.`;
  const rules = failures.map(failureText).join(' ');
  const more = cut
    ? ' The list was cut off; print $request.FailedValidations to see all of it.'
    : '';
  if (failures.length > 0 || !isSuccess(validation))
    return `The module says ValidationResult ${validation || 'nothing'}. ${rules || 'It names no rule: print $request.FailedValidations and look there.'}${more} Put that right, wait some minutes and run the command again.`;
  if (mode === 'Enable' && !isSuccess(enablement))
    return `Validation succeeded, but EnablementResult is ${enablement || 'empty'}: Customer Key is not enabled yet. Run the command with the mode Enable; if this is what it printed, look again with Get-CustomerKeyOnboardingRequest and paste that.`;
  return undefined;
}

function accepted(output: OnboardingOutput, mode: OnboardingMode): Pasted {
  const { validation, enablement, requestId, createdDate } = output;
  const request = requestId === undefined ? '' : `, request ${requestId}`;
  const also = mode === 'Enable' ? ' and EnablementResult Success' : '';
  return {
    kind: 'accepted',
    statement: `New-CustomerKeyOnboardingRequest, mode ${mode}${request}, printed ValidationResult Success${also}.`,
    seen: {
      ...{ mode, validation },
      ...(isWord(enablement) ? { enablement } : {}),
      ...(requestId === undefined ? {} : { requestId }),
      ...(createdDate === undefined ? {} : { createdDate }),
    },
  };
}

function read(site: Site, mode: OnboardingMode, pasted: string): Pasted {
  const reading = readOnboarding(pasted);
  const foreign = foreignIn(reading.kind === 'output' ? reading.text : pasted, site);
  if (foreign !== undefined)
    return refused(`${foreign} Run the command exactly as it is shown on the card.`);
  if (reading.kind === 'refused') return reading;
  const problem = problemIn(reading.output, mode);
  return problem === undefined ? accepted(reading.output, mode) : refused(problem);
}

function onboardingStep(site: Site, id: string, mode: OnboardingMode, title: string): Step {
  const { module, modes, rules, version, legacy } = ONBOARDING_SOURCES;
  return {
    id,
    title,
    stage: 'Onboarding',
    risk: 'routine',
    sources: [module, modes, rules, version, POLICY_SOURCES.proof, legacy],
    lane: 'onboarding',
    async check() {
      const policy = await policyWithOurKeys(site);
      return policy === undefined ? [onboardingGuide(site, mode)] : [];
    },
    read: (pasted) => Promise.resolve(read(site, mode, pasted)),
    async found() {
      const policy = await policyWithOurKeys(site);
      return `The policy ${policy} with both keys exists, which takes an organisation that is onboarded. The onboarding itself cannot be read.`;
    },
  };
}

/** The module's own checks pass, in the words of whoever ran it. */
export const onboardingValidated = (site: Site): Step =>
  onboardingStep(
    site,
    'onboarding-validated',
    'Validate',
    'Microsoft’s onboarding module finds nothing wrong',
  );

/** Customer Key is switched on for the organisation, in the words of whoever did it. */
export const onboardingEnabled = (site: Site): Step => ({
  ...onboardingStep(
    site,
    'onboarding-enabled',
    'Enable',
    'Customer Key is enabled for the organisation',
  ),
  // Nobody is sent to switch it on before its own checks have passed.
  after: ['onboarding-validated'],
});
