import { LEARN, source } from '../../source.ts';

const SET_UP = `${LEARN}/purview/customer-key-set-up`;

/** What is known about onboarding, and how sure it is. */
export const ONBOARDING_SOURCES = {
  module: source(
    'The module M365CustomerKeyOnboarding has New-CustomerKeyOnboardingRequest with -OrganizationId, -Scenario, -Subscription1, -KeyIdentifier1, -Subscription2, -KeyIdentifier2 and -OnboardingMode. Its service has no documented REST interface. (Listing of the module’s files in the PowerShell Gallery, versions 0.1.0 to 1.1.1.)',
    SET_UP,
  ),
  modes: source(
    'Validate changes nothing; Enable checks and then onboards. ValidationResult and EnablementResult are Success when all is well.',
    SET_UP,
    'seen in public code',
  ),
  rules: source(
    'The names of the rules in FailedValidations could be read in no copy of Microsoft’s page, and so are an open list here.',
    SET_UP,
    'unconfirmed',
  ),
  version: source(
    'Whether an address with a version is accepted, or pins the key, is unknown; Microsoft’s examples for policies have none.',
    SET_UP,
    'unconfirmed',
  ),
  legacy: source(
    'History: until about 2022 this was a FastTrack form and an e-mail to the Customer Key team (m365-ck@service.microsoft.com). Whether either is still read is unknown.',
    SET_UP,
    'unconfirmed',
  ),
} as const;
