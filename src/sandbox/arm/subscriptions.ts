import type { ServiceAnswer } from '../service.ts';
import { type Azure, type Subscription } from './documents.ts';
import { GUID } from './ids.ts';
import { locationsOf } from './locations.ts';
import { answerPage } from './pages.ts';
import { AzureRefused } from './refused.ts';
import { mayAct } from './roles.ts';
import { nameAt, path, SUBSCRIPTION, type Ask, type Route } from './route.ts';

const VERSIONS = ['2022-12-01', '2021-01-01'];

/** Subscriptions that the caller can see, and the regions they may use. */
export const subscriptionRoutes: readonly Route[] = [
  { method: 'GET', path: path('/subscriptions'), versions: VERSIONS, answer: list },
  {
    method: 'GET',
    path: path(SUBSCRIPTION),
    versions: VERSIONS,
    action: 'Microsoft.Resources/subscriptions/read',
    answer: (ask) => ({
      status: 200,
      body: drawn(getSubscription(ask.azure, nameAt(ask, 0))),
    }),
  },
  {
    method: 'GET',
    path: path(`${SUBSCRIPTION}/locations`),
    versions: VERSIONS,
    action: 'Microsoft.Resources/subscriptions/locations/read',
    answer: (ask) => ({
      status: 200,
      body: { value: locationsOf(getSubscription(ask.azure, nameAt(ask, 0)).id) },
    }),
  },
];

const isThere = ({ tenant }: Azure, { readyAt }: Subscription) =>
  Date.parse(readyAt) <= tenant.clock.now().getTime();

/** The subscription with this id. */
export function getSubscription(azure: Azure, id: string): Subscription {
  if (!GUID.test(id))
    throw new AzureRefused(
      400,
      'InvalidSubscriptionId',
      `The provided subscription identifier '${id}' is malformed or invalid.`,
    );
  const found = azure.subscriptions.find(id.toLowerCase());
  if (found !== undefined && isThere(azure, found)) return found;
  throw new AzureRefused(
    404,
    'SubscriptionNotFound',
    `The subscription '${id}' could not be found.`,
  );
}

const drawn = (found: Subscription) => ({
  id: `/subscriptions/${found.id}`,
  subscriptionId: found.id,
  displayName: found.name,
  tenantId: found.tenantId,
  state: found.state,
  subscriptionPolicies: {
    locationPlacementId: 'Public_2014-09-01',
    quotaId: found.quotaId,
    spendingLimit: found.spendingLimit,
  },
  authorizationSource: 'RoleBased',
  managedByTenants: found.managedBy.map((tenantId) => ({ tenantId })),
});

const READ = 'Microsoft.Resources/subscriptions/read';

function list({ azure, request, caller }: Ask): ServiceAnswer {
  const seen = azure.subscriptions
    .list()
    .filter((each) => isThere(azure, each))
    .filter(({ id }) => mayAct(azure, caller.objectId, READ, `/subscriptions/${id}`));
  return answerPage(request, seen.map(drawn));
}
