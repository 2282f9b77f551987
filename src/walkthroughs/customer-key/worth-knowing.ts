import type { Remark } from '../../core/walkthrough.ts';
import { PREFLIGHT_SOURCES } from './sources/preflight.ts';

/** Said before anything begins, for none of it can be seen from here. */
export const WORTH_KNOWING: readonly Remark[] = [
  {
    level: 'information',
    text: 'Two different approvers are needed, and neither of them may be whoever starts this run. One person alone must not approve both keys.',
    fix: 'Ask two members of the approvers group to be at hand, best the custodian of each key.',
  },
  {
    level: 'information',
    text: 'Whoever runs the onboarding module needs the role Reader on both subscriptions; which role in Microsoft Entra it takes is unconfirmed (old pages say Global Administrator).',
    fix: 'Have the role Reader given on both subscriptions some minutes before the stage Onboarding.',
    source: PREFLIGHT_SOURCES.onboarding,
  },
  {
    level: 'information',
    text: 'The cmdlets for the encryption policy and its assignment take Compliance Administrator or Global Administrator, unless the bot is allowed to run them itself.',
    fix: 'Have that role activated in time for whoever follows the instructions.',
    source: PREFLIGHT_SOURCES.cmdlets,
  },
  {
    level: 'information',
    text: 'Azure Policy can forbid vaults of this kind, or demand an end of every key. Which rules hold is not read beforehand: a write that a rule forbids is refused, and the step says so.',
    fix: 'Look now, in the Azure portal under Policy, Assignments, for rules about Key Vault in both subscriptions, and have the two vaults exempted from rules that demand an expiry.',
    source: PREFLIGHT_SOURCES.azurePolicy,
  },
];
