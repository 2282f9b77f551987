import { answerPage } from './pages.ts';
import { AzureRefused } from './refused.ts';
import { nameAt, path, type Route } from './route.ts';

const VERSIONS = ['2020-05-01'];
const ROOT = '/providers/Microsoft.Billing/billingAccounts';

/** A Microsoft Customer Agreement, and the enrolment that came before it. */
const CUSTOMER =
  '5a2b5d2c-0000-4000-8000-000000000001:6c1e0000-0000-4000-8000-000000000002_2019-05-31';
const ENROLMENT = '8608480';
const PROFILE = 'CK4Q-BP01-CON-TOS';
const SECTION = 'CK4Q-IS01-CON-TOS';
const OTHER_SECTION = 'CK4Q-IS02-CON-TOS';

const profileId = `${ROOT}/${CUSTOMER}/billingProfiles/${PROFILE}`;
const sectionId = (name: string) => `${profileId}/invoiceSections/${name}`;
const enrolmentId = `${ROOT}/${ENROLMENT}/enrollmentAccounts/245780`;

/** Billing scopes that exist; the bot's application may create subscriptions on some. */
export const BILLING_SCOPES: readonly { readonly id: string; readonly mayCreate: boolean }[] = [
  { id: sectionId(SECTION), mayCreate: true },
  { id: sectionId(OTHER_SECTION), mayCreate: false },
  { id: enrolmentId, mayCreate: true },
];

const ACCOUNTS = [
  {
    id: `${ROOT}/${CUSTOMER}`,
    name: CUSTOMER,
    type: 'Microsoft.Billing/billingAccounts',
    properties: {
      displayName: 'Contoso',
      agreementType: 'MicrosoftCustomerAgreement',
      accountType: 'Enterprise',
      accountStatus: 'Active',
      hasReadAccess: true,
    },
  },
  {
    id: `${ROOT}/${ENROLMENT}`,
    name: ENROLMENT,
    type: 'Microsoft.Billing/billingAccounts',
    properties: {
      displayName: 'Contoso Enterprise',
      agreementType: 'EnterpriseAgreement',
      accountType: 'Enterprise',
      accountStatus: 'Active',
      hasReadAccess: true,
      enrollmentAccounts: [
        {
          id: enrolmentId,
          name: '245780',
          type: 'Microsoft.Billing/billingAccounts/enrollmentAccounts',
          properties: { accountName: 'Contoso Security', status: 'Active' },
        },
      ],
    },
  },
];

const PROFILES = [
  {
    id: profileId,
    name: PROFILE,
    type: 'Microsoft.Billing/billingAccounts/billingProfiles',
    properties: {
      displayName: 'Contoso',
      billingRelationshipType: 'Direct',
      currency: 'EUR',
      hasReadAccess: true,
      status: 'Active',
      spendingLimit: 'Off',
    },
  },
];

const section = (name: string, displayName: string) => ({
  id: sectionId(name),
  name,
  type: 'Microsoft.Billing/billingAccounts/billingProfiles/invoiceSections',
  properties: { displayName, state: 'Active' },
});

const SECTIONS = [section(SECTION, 'Security'), section(OTHER_SECTION, 'Marketing')];

const checkName = (given: string, known: string) => {
  if (given.toLowerCase() !== known.toLowerCase())
    throw new AzureRefused(404, 'NotFound', `The billing resource '${given}' was not found.`);
};

/** Billing accounts, profiles and invoice sections: where a subscription can be paid from. */
export const billingRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: path(ROOT),
    versions: VERSIONS,
    answer: ({ request }) => answerPage(request, ACCOUNTS),
  },
  {
    method: 'GET',
    path: path(`${ROOT}/([^/]+)/billingProfiles`),
    versions: VERSIONS,
    answer(ask) {
      if (nameAt(ask, 0) === ENROLMENT) return answerPage(ask.request, []);
      checkName(nameAt(ask, 0), CUSTOMER);
      return answerPage(ask.request, PROFILES);
    },
  },
  {
    method: 'GET',
    path: path(`${ROOT}/([^/]+)/billingProfiles/([^/]+)/invoiceSections`),
    versions: VERSIONS,
    answer(ask) {
      checkName(nameAt(ask, 0), CUSTOMER);
      checkName(nameAt(ask, 1), PROFILE);
      return answerPage(ask.request, SECTIONS);
    },
  },
];
