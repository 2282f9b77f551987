import type { ServiceAnswer } from '../service.ts';
import { nowIn, type Azure } from './documents.ts';
import { answerPage } from './pages.ts';
import { AzureRefused } from './refused.ts';
import { nameAt, path, SUBSCRIPTION, type Ask, type Route } from './route.ts';

const VERSIONS = ['2021-07-01'];
const LIST = `${SUBSCRIPTION}/providers/Microsoft\\.Features/providers/([^/]+)/features`;
const REGISTRATION = path(
  `${SUBSCRIPTION}/providers/Microsoft\\.Features/featureProviders/([^/]+)/subscriptionFeatureRegistrations/([^/]+)`,
);
const may = (verb: string) => ({ versions: VERSIONS, action: `Microsoft.Features/${verb}` });
const REGISTER = may('providers/features/register/action');

/** Preview features of a subscription. */
export const featureRoutes: readonly Route[] = [
  { method: 'GET', path: path(LIST), ...may('providers/features/read'), answer: list },
  { method: 'GET', path: path(`${LIST}/([^/]+)`), ...may('providers/features/read'), answer: read },
  { method: 'POST', path: path(`${LIST}/([^/]+)/register`), ...REGISTER, answer: register },
  { method: 'GET', path: REGISTRATION, ...may('registrations/read'), answer: readRegistration },
  {
    method: 'PUT',
    path: REGISTRATION,
    ...REGISTER,
    answer(ask) {
      request(ask);
      return readRegistration(ask);
    },
  },
];

/** Keeps a subscription from being cancelled at once. */
export const RETENTION = 'mandatoryRetentionPeriodEnabled';
const NAMESPACE = 'Microsoft.Resources';

/** Microsoft approves by hand: days, in milliseconds. */
const APPROVING = 2 * 24 * 60 * 60_000;

const keyOf = (subscription: string) => `${subscription}/${NAMESPACE}/${RETENTION}`.toLowerCase();

/** When the feature was, or will be, registered; undefined while nobody has asked for it. */
function findRegistration(azure: Azure, subscription: string): string | undefined {
  const asked = azure.features.find(keyOf(subscription))?.requestedAt;
  return asked === undefined ? undefined : new Date(Date.parse(asked) + APPROVING).toISOString();
}

function stateOf(azure: Azure, subscription: string): string {
  const at = findRegistration(azure, subscription);
  if (at === undefined) return 'NotRegistered';
  return at <= nowIn(azure) ? 'Registered' : 'Pending';
}

/** Keys show the retention once the provider was registered again after the approval. */
export function isRetained(azure: Azure, subscription: string): boolean {
  const at = findRegistration(azure, subscription);
  const refreshed = azure.providers.find(`${subscription}/microsoft.keyvault`)?.registeredAt;
  if (at === undefined || refreshed === undefined) return false;
  return at <= nowIn(azure) && refreshed >= at;
}

/** Is the retention asked for and approved in this subscription? */
export const hasRetention = (azure: Azure, subscription: string): boolean =>
  stateOf(azure, subscription) === 'Registered';

function checkKnown(ask: Ask): void {
  const [, namespace = '', name = ''] = ask.names;
  const known =
    namespace.toLowerCase() === NAMESPACE.toLowerCase() &&
    name.toLowerCase() === RETENTION.toLowerCase();
  if (!known)
    throw new AzureRefused(
      404,
      'FeatureNotFound',
      `The feature '${name}' could not be found in the resource provider '${namespace}'.`,
    );
}

const drawn = (azure: Azure, subscription: string) => ({
  id: `/subscriptions/${subscription}/providers/Microsoft.Features/providers/${NAMESPACE}/features/${RETENTION}`,
  name: `${NAMESPACE}/${RETENTION}`,
  type: 'Microsoft.Features/providers/features',
  properties: { state: stateOf(azure, subscription) },
});

function list(ask: Ask): ServiceAnswer {
  const own = nameAt(ask, 1).toLowerCase() === NAMESPACE.toLowerCase();
  return answerPage(ask.request, own ? [drawn(ask.azure, nameAt(ask, 0))] : []);
}

function read(ask: Ask): ServiceAnswer {
  checkKnown(ask);
  return { status: 200, body: drawn(ask.azure, nameAt(ask, 0)) };
}

function register(ask: Ask): ServiceAnswer {
  request(ask);
  return read(ask);
}

/** Asking again does not start the wait anew. */
function request(ask: Ask): void {
  checkKnown(ask);
  requestRetention(ask.azure, nameAt(ask, 0).toLowerCase(), ask.caller.objectId);
}

/** Asks Microsoft for the retention, unless somebody has. */
export function requestRetention(azure: Azure, subscription: string, requester: string): void {
  if (azure.features.find(keyOf(subscription)) !== undefined) return;
  azure.tenant.together(() => {
    azure.features.put(keyOf(subscription), { requestedAt: nowIn(azure), requester });
    azure.tenant.changed('arm', 'features/register', `/subscriptions/${subscription}`, {
      feature: RETENTION,
    });
  });
}

function readRegistration(ask: Ask): ServiceAnswer {
  checkKnown(ask);
  const { azure } = ask;
  const subscription = nameAt(ask, 0).toLowerCase();
  const at = findRegistration(azure, subscription);
  const registered = at !== undefined && at <= nowIn(azure);
  return {
    status: 200,
    body: {
      id: `/subscriptions/${subscription}/providers/Microsoft.Features/featureProviders/${NAMESPACE}/subscriptionFeatureRegistrations/${RETENTION}`,
      name: RETENTION,
      type: 'Microsoft.Features/featureProviders/subscriptionFeatureRegistrations',
      properties: {
        tenantId: azure.tenant.id,
        subscriptionId: subscription,
        featureName: RETENTION,
        providerNamespace: NAMESPACE,
        state: stateOf(azure, subscription),
        approvalType: 'ApprovalRequired',
        ...(registered ? { registrationDate: at } : {}),
      },
    },
  };
}
