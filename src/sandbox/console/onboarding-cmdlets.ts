import { z } from 'zod';
import { OnboardingRecord, openEncryption } from '../encryption/documents.ts';
import { onboardingControls, onboardingOf } from '../encryption/onboarding.ts';
import { type Cmdlet, Failed, findText, getText, type Given } from './cmdlet.ts';
import type { Session } from './session.ts';
import { toValue, type Value } from './values.ts';

const Problem = z.object({ error: z.string() });

/** The module M365CustomerKeyOnboarding. */
export const ONBOARDING_CMDLETS: readonly Cmdlet[] = [
  {
    name: 'New-CustomerKeyOnboardingRequest',
    parameters: {
      ...{ OrganizationId: 'text', Scenario: 'text', OnboardingMode: 'text' },
      ...{ Subscription1: 'text', KeyIdentifier1: 'text' },
      ...{ Subscription2: 'text', KeyIdentifier2: 'text' },
    },
    required: [
      ...['OrganizationId', 'Scenario', 'Subscription1', 'KeyIdentifier1'],
      ...['Subscription2', 'KeyIdentifier2', 'OnboardingMode'],
    ],
    run: request,
  },
  {
    name: 'Get-CustomerKeyOnboardingRequest',
    parameters: { OrganizationId: 'text', RequestId: 'text' },
    required: ['OrganizationId'],
    run: list,
  },
];

const MODES = ['Validate', 'Enable', 'Prepare'];

async function request(given: Given, { tenant }: Session): Promise<readonly Value[]> {
  checkOrganisation(getText(given, 'OrganizationId'), tenant.id);
  if (getText(given, 'Scenario').toUpperCase() !== 'MDEP')
    throw noEnum('Scenario', getText(given, 'Scenario'), 'MDEP');
  const mode = getText(given, 'OnboardingMode');
  const known = MODES.find((each) => each.toLowerCase() === mode.toLowerCase());
  if (known === undefined) throw noEnum('OnboardingMode', mode, MODES.join(', '));
  const ask = onboardingControls(openEncryption(tenant))['POST /sandbox/onboarding'];
  const answer = await ask?.({
    ...{ mode: known, organizationId: tenant.id, scenario: 'MDEP' },
    ...{ subscription1: getText(given, 'Subscription1') },
    ...{ keyIdentifier1: getText(given, 'KeyIdentifier1') },
    ...{ subscription2: getText(given, 'Subscription2') },
    ...{ keyIdentifier2: getText(given, 'KeyIdentifier2') },
  });
  const record = OnboardingRecord.safeParse(answer?.body);
  if (record.success) return [drawn(record.data)];
  throw new Failed(
    Problem.safeParse(answer?.body).data?.error ?? 'The request was not understood.',
  );
}

function list(given: Given, { tenant }: Session): readonly Value[] {
  checkOrganisation(getText(given, 'OrganizationId'), tenant.id);
  const id = findText(given, 'RequestId');
  const { requests } = onboardingOf(openEncryption(tenant));
  const found = requests.filter(({ ID }) => id === undefined || ID === id.toLowerCase());
  if (id !== undefined && found.length === 0)
    throw new Failed(`The onboarding request '${id}' was not found.`);
  return found.map(drawn);
}

function checkOrganisation(given: string, tenant: string): void {
  if (given.toLowerCase() !== tenant)
    throw new Failed('The organization is not the one signed in to.');
}

const noEnum = (parameter: string, given: string, possible: string) =>
  new Failed(
    `Cannot bind parameter '${parameter}'. Unable to match the identifier name ${given} to a valid ` +
      `enumerator name. Specify one of the following enumerator names and try again: ${possible}`,
  );

const drawn = (record: OnboardingRecord): Value => toValue(record);
