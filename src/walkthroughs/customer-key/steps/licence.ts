import { MINUTE } from '../../../core/clock.ts';
import type { GuidedChange, Step, WaitChange } from '../../../core/step.ts';
import type { LicencePlan } from '../../../gateways/tenant.ts';
import { PREFLIGHT_SOURCES } from '../sources/preflight.ts';
import type { Site } from '../world.ts';

/** Service plan "Microsoft Customer Key". */
export const CUSTOMER_KEY_PLAN = '6db1f1db-2b46-403f-be40-e39395f08dbb';

export const LICENCES = [
  'Office 365 E5',
  'Microsoft 365 E5',
  'Microsoft 365 E5 Compliance',
  'Microsoft 365 E5 Information Protection & Governance',
  'Microsoft 365 Security and Compliance for FLW',
];

/** The best that the tenant has; `missing` says why nothing of it counts. */
export type Licence =
  | { readonly kind: 'held' | 'expiring' | 'provisioning'; readonly plan: LicencePlan }
  | { readonly kind: 'missing'; readonly why: readonly string[] };

const is = (value: string, ...wanted: readonly string[]): boolean =>
  wanted.some((one) => one.toLowerCase() === value.toLowerCase());

function kindOf({ skuState, units, provisioning }: LicencePlan) {
  const counts = (is(skuState, 'Enabled') && units > 0) || is(skuState, 'Warning');
  if (!counts) return 'missing';
  if (is(provisioning, 'PendingProvisioning')) return 'provisioning';
  if (!is(provisioning, 'Success')) return 'missing';
  return is(skuState, 'Warning') ? 'expiring' : 'held';
}

const whyNot = ({ sku, skuState, units, provisioning }: LicencePlan): string =>
  `${sku || 'A licence'} contains it, but its state is ${skuState || 'not said'}, ${units} units are paid for, and the plan is ${provisioning || 'not said'}.`;

/** Check LIC-1: by the id of the plan, for names of licences have too many variants to know all. */
export function judgeLicence(plans: readonly LicencePlan[]): Licence {
  const ours = plans.filter(({ planId }) => is(planId, CUSTOMER_KEY_PLAN));
  for (const kind of ['held', 'expiring', 'provisioning'] as const) {
    const plan = ours.find((one) => kindOf(one) === kind);
    if (plan !== undefined) return { kind, plan };
  }
  return { kind: 'missing', why: ours.map(whyNot) };
}

const about = (before: string) => ({
  operation: 'tenant.licence',
  target: 'subscribed licences',
  before,
  after: `service plan ${CUSTOMER_KEY_PLAN}, provisioned`,
});

const buy = (why: readonly string[]): GuidedChange => ({
  kind: 'guided',
  summary: 'The tenant needs a licence that contains Customer Key.',
  details: about(why.length === 0 ? 'no licence contains it' : why.join(' ')),
  guide: {
    steps: [
      ...(why.length === 0 ? ['No licence of the tenant contains Customer Key.'] : why),
      'Open the Microsoft 365 admin center, Billing, Licenses.',
      `Licences that contain it: ${LICENCES.join('; ')}. The older Office 365 Advanced Compliance still counts.`,
      'Buy or renew one of them, or have Microsoft put right why the one you have does not count. What is bought shows here after minutes, sometimes hours.',
    ],
    link: 'https://admin.microsoft.com/Adminportal/Home#/licenses',
    proof: 'observed',
    statement: 'A licence with Customer Key is in place.',
  },
});

const provisioning: WaitChange = {
  kind: 'wait',
  summary: 'Wait until Customer Key is provisioned in the tenant.',
  details: about('PendingProvisioning'),
  on: 'Microsoft to provision the service plan of a licence that is there',
  usually: 'minutes to hours; Microsoft gives no figure',
  lookAgain: 15 * MINUTE,
};

/** Check LIC-1. */
export const licence = (site: Site): Step => ({
  id: 'licence',
  title: 'A licence contains Customer Key',
  stage: 'Preflight',
  risk: 'routine',
  sources: [PREFLIGHT_SOURCES.licences, PREFLIGHT_SOURCES.plan, PREFLIGHT_SOURCES.plans],
  async check() {
    const found = judgeLicence(await site.plans());
    if (found.kind === 'missing') return [buy(found.why)];
    return found.kind === 'provisioning' ? [provisioning] : [];
  },
  async found() {
    const found = judgeLicence(await site.plans());
    if (found.kind === 'missing') return 'No licence contains it any more.';
    const { sku, skuState, units } = found.plan;
    return found.kind === 'expiring'
      ? `${sku} contains Customer Key, but its state is ${skuState}: it ends soon unless it is renewed, and without it the keys cannot be managed. That it still counts is unconfirmed.`
      : `${sku} contains Customer Key: ${units} units, state ${skuState}.`;
  },
});
