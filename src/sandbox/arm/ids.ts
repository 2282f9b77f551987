/** Ids of subscriptions, roles and applications that the simulated Azure knows. */
export const SUBSCRIPTIONS = {
  one: '33333333-0000-4000-8000-000000000001',
  two: '33333333-0000-4000-8000-000000000002',
  three: '33333333-0000-4000-8000-000000000003',
  payAsYouGo: '33333333-0000-4000-8000-000000000004',
  freeTrial: '33333333-0000-4000-8000-000000000005',
  otherTenant: '33333333-0000-4000-8000-000000000006',
  disabled: '33333333-0000-4000-8000-000000000007',
} as const;

/** Encrypts data at rest for several workloads of Microsoft 365. */
export const M365_ENCRYPTION = 'c066d759-24ae-40e7-a56f-027002b5d3e4';
export const CUSTOMER_KEY_ONBOARDING = '19f7f505-34aa-44a4-9dcc-6a768854d2ea';

export const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** As Azure compares locations: `West Europe` is `westeurope`. */
export const placeName = (location: string): string => location.toLowerCase().replaceAll(' ', '');

/** A scope without its slashes at the ends, in lower case: how ids are compared. */
export const scopeKey = (scope: string): string =>
  `/${scope.toLowerCase().replace(/^\/+|\/+$/g, '')}`;

/** Is `outer` the same scope as `inner`, or above it? */
export const covers = (outer: string, inner: string): boolean =>
  `${scopeKey(inner)}/`.startsWith(`${scopeKey(outer)}/`);

export const subscriptionOf = (scope: string): string | undefined =>
  /^\/?subscriptions\/([^/]+)/i.exec(scope)?.[1]?.toLowerCase();
