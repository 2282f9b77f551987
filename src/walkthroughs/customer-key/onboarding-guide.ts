import type { GuidedChange } from '../../core/step.ts';
import { APPLICATION_NAMES } from './applications.ts';
import { quoted } from './powershell.ts';
import type { OnboardingMode } from './pasted/onboarding.ts';
import type { Site } from './world.ts';

/** Filled in, to be pasted as it is; the rows of the failures are printed by themselves. */
function commandFor({ answers, branches }: Site, mode: OnboardingMode): string {
  const [first, second] = branches;
  const request = [
    'New-CustomerKeyOnboardingRequest',
    `-OrganizationId ${quoted(answers.tenant.id)} -Scenario MDEP`,
    `-Subscription1 ${quoted(first.answer.subscription)} -KeyIdentifier1 ${quoted(first.keyUri)}`,
    `-Subscription2 ${quoted(second.answer.subscription)} -KeyIdentifier2 ${quoted(second.keyUri)}`,
    `-OnboardingMode ${mode}`,
  ];
  return [
    'Install-Module -Name M365CustomerKeyOnboarding -Scope CurrentUser',
    `$request = ${request.join(' ')}`,
    '$request | Format-List',
    '$request.FailedValidations | Format-List',
  ].join('\n');
}

/** For Microsoft Support, where the module cannot be used. */
export function supportTicket({ answers, branches }: Site): string {
  const keys = branches.map(
    ({ answer, keyUri }) => `subscription ${answer.subscription}, key ${keyUri}`,
  );
  return (
    `“Please onboard our tenant ${answers.tenant.id} (${answers.tenant.domain}) to Customer Key for ` +
    `multiple workloads (MDEP). ${keys.join('; ')}. The module M365CustomerKeyOnboarding could not ` +
    'be used; its output and the list FailedValidations are attached.”'
  );
}

const MEANING: Readonly<Record<OnboardingMode, string>> = {
  Validate: 'Validate only looks: it changes nothing.',
  Enable: 'Enable checks once more and then switches Customer Key on for the organisation.',
};

const stepsFor = (site: Site, mode: OnboardingMode): readonly string[] => [
  `Whoever does this needs the role Reader on both subscriptions, and ${Object.values(APPLICATION_NAMES).join(' and ')} have to be in the tenant; the steps before have seen to the second. Which role in Microsoft Entra it takes is unconfirmed (old pages say Global Administrator).`,
  'If any of these rights was given a moment ago, wait five minutes first.',
  `Open PowerShell and run the lines below; a window for signing in opens. ${MEANING[mode]}`,
  'Copy everything that was printed and paste it here. It is read, compared with this run, and not kept.',
  `If the module cannot be used, open a service request in the Microsoft 365 admin center with this text: ${supportTicket(site)}`,
];

/** What a person is asked to run, because no interface for it is documented. */
export function onboardingGuide(site: Site, mode: OnboardingMode): GuidedChange {
  const { answers, branches } = site;
  const done = mode === 'Validate' ? 'validated' : 'enabled';
  return {
    kind: 'guided',
    summary: `Run New-CustomerKeyOnboardingRequest with the mode ${mode} for ${answers.tenant.domain} and paste what it prints.`,
    details: {
      operation: `onboarding.${mode.toLowerCase()}`,
      target: answers.tenant.id,
      before: null,
      after: done,
      keys: branches.map(({ keyUri }) => keyUri),
      subscriptions: branches.map(({ answer }) => answer.subscription),
    },
    guide: {
      steps: stepsFor(site, mode),
      command: commandFor(site, mode),
      link: 'https://learn.microsoft.com/purview/customer-key-set-up',
      proof: 'attested',
      statement: `The onboarding of ${answers.tenant.domain} was ${done}.`,
      asks: {
        label: 'What the command printed',
        placeholder: 'ID : …, ValidationResult : Success, EnablementResult : …',
      },
    },
  };
}
