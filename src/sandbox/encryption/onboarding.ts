import { z } from 'zod';
import { requestRetention } from '../arm/features.ts';
import type { ByHand } from '../service.ts';
import { KEY, type Encryption, type Failed, type OnboardingRecord } from './documents.ts';
import { failedValidations, type Branch } from './validations.ts';

const Request = z.strictObject({
  mode: z.enum(['Validate', 'Enable', 'Prepare']),
  organizationId: z.guid().optional(),
  scenario: z.literal('MDEP').default('MDEP'),
  subscription1: z.guid(),
  keyIdentifier1: z.string().min(1),
  subscription2: z.guid(),
  keyIdentifier2: z.string().min(1),
  /** Sources disagree whether the service still demands the retention; by default it does not. */
  retentionRequired: z.boolean().default(false),
});
type Request = z.infer<typeof Request>;

const NONE = { state: 'NotOnboarded' as const, subscriptions: [], requests: [] };

/** How far the tenant is with onboarding. */
export const onboardingOf = ({ onboarding }: Encryption) => onboarding.find(KEY) ?? NONE;

const EXAMPLE =
  'mode (Validate, Enable or Prepare), subscription1, keyIdentifier1, subscription2 and ' +
  'keyIdentifier2 are what New-CustomerKeyOnboardingRequest takes.';

/** What an administrator does with the onboarding module, which has no documented API. */
export const onboardingControls = (encryption: Encryption): Readonly<Record<string, ByHand>> => ({
  'GET /sandbox/onboarding': () => ({ status: 200, body: onboardingOf(encryption) }),
  'POST /sandbox/onboarding'(body) {
    const wanted = Request.safeParse(body);
    if (!wanted.success) return { status: 400, body: { error: EXAMPLE } };
    const { organizationId: organisation } = wanted.data;
    if (organisation !== undefined && organisation.toLowerCase() !== encryption.tenant.id)
      return { status: 403, body: { error: 'The organization is not the one signed in to.' } };
    return { status: 200, body: onboard(encryption, wanted.data) };
  },
});

const branchesOf = (wanted: Request): readonly Branch[] => [
  { subscription: wanted.subscription1, uri: wanted.keyIdentifier1 },
  { subscription: wanted.subscription2, uri: wanted.keyIdentifier2 },
];

function onboard(encryption: Encryption, wanted: Request): OnboardingRecord {
  const { tenant } = encryption;
  return tenant.together(() => {
    if (wanted.mode === 'Prepare') prepare(encryption, wanted);
    const failures = failedValidations(encryption, branchesOf(wanted), wanted.retentionRequired);
    const record = recordOf(encryption, wanted, failures);
    keep(encryption, wanted, record);
    return record;
  });
}

function prepare({ azure }: Encryption, { subscription1, subscription2 }: Request): void {
  for (const id of [subscription1, subscription2])
    if (azure.subscriptions.find(id.toLowerCase())) requestRetention(azure, id.toLowerCase(), '');
}

const recordOf = (
  { tenant }: Encryption,
  { mode }: Request,
  failures: readonly Failed[],
): OnboardingRecord => ({
  ID: tenant.newId(),
  CreatedDate: tenant.clock.now().toISOString(),
  ValidationResult: failures.length === 0 ? 'Success' : 'Failed',
  EnablementResult: enablement(mode, failures.length === 0),
  FailedValidations: [...failures],
});

function enablement(mode: Request['mode'], valid: boolean): string {
  if (mode !== 'Enable') return 'NotStarted';
  return valid ? 'Success' : 'Failed';
}

function keep(encryption: Encryption, wanted: Request, record: OnboardingRecord): void {
  const { tenant, onboarding } = encryption;
  const before = onboardingOf(encryption);
  const enabled = record.EnablementResult === 'Success';
  const own = branchesOf(wanted).map(({ subscription }) => subscription.toLowerCase());
  onboarding.put(KEY, {
    state: enabled ? 'Enabled' : before.state,
    subscriptions: enabled ? [...new Set([...before.subscriptions, ...own])] : before.subscriptions,
    requests: [...before.requests, record].slice(-20),
  });
  if (enabled) tenant.changed('exchange', 'onboarding.enable', tenant.id, { subscriptions: own });
}
