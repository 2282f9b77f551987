import { z } from 'zod';
import { refuse } from './activity-refused.ts';
import type { Documents, ServiceAnswer, ServiceRequest, Tenant } from './service.ts';

export const CONTENT_TYPES = [
  'Audit.AzureActiveDirectory',
  'Audit.Exchange',
  'Audit.SharePoint',
  'Audit.General',
  'DLP.All',
];

/** From when to when content was collected; without an end it still is. */
const Period = z.object({ from: z.string(), to: z.string().nullable() });

const Subscription = z.object({ contentType: z.string(), periods: z.array(Period) });
export type Subscription = z.infer<typeof Subscription>;

/** Query options of this service are named without regard to case. */
export function option({ url }: ServiceRequest, name: string): string | undefined {
  const lower = name.toLowerCase();
  return [...url.searchParams].find(([key]) => key.toLowerCase() === lower)?.[1];
}

export const subscriptions = (tenant: Tenant): Documents<Subscription> =>
  tenant.documents('activity-subscriptions', Subscription);

export const isEnabled = ({ periods }: Subscription): boolean => periods.at(-1)?.to === null;

/** The content type that the request names, in the service's own spelling. */
export function contentTypeOf(request: ServiceRequest): string {
  const given = option(request, 'contentType');
  if (given === undefined) throw refuse('AF20001', 'Missing parameter: contentType.');
  const known = CONTENT_TYPES.find((name) => name.toLowerCase() === given.toLowerCase());
  if (known === undefined) throw refuse('AF20020', 'The specified content type is not valid.');
  return known;
}

const shown = (subscription: Subscription) => ({
  contentType: subscription.contentType,
  status: isEnabled(subscription) ? 'enabled' : 'disabled',
  webhook: null,
});

/** POST subscriptions/start: starting twice changes nothing. */
export function start(tenant: Tenant, request: ServiceRequest): ServiceAnswer {
  const contentType = contentTypeOf(request);
  const webhook: unknown = Reflect.get(Object(request.body), 'webhook');
  if (webhook !== undefined && webhook !== null)
    throw refuse('AF20021', 'The webhook endpoint could not be validated.');
  const known = subscriptions(tenant).find(contentType) ?? { contentType, periods: [] };
  if (isEnabled(known)) return { status: 200, body: shown(known) };
  const from = tenant.clock.now().toISOString();
  const started = { contentType, periods: [...known.periods, { from, to: null }] };
  tenant.together(() => {
    subscriptions(tenant).put(contentType, started);
    tenant.changed('activity', 'subscription.start', contentType);
  });
  return { status: 200, body: shown(started) };
}

/** A subscription that collects; without one there is no content. */
export function getSubscription(tenant: Tenant, contentType: string): Subscription {
  const known = subscriptions(tenant).find(contentType);
  if (known === undefined)
    throw refuse('AF20022', 'No subscription found for the specified content type.');
  if (!isEnabled(known)) throw refuse('AF20023', 'The subscription was disabled by the tenant.');
  return known;
}

/** POST subscriptions/stop: 200 without a body. */
export function stop(tenant: Tenant, request: ServiceRequest): ServiceAnswer {
  const known = getSubscription(tenant, contentTypeOf(request));
  const to = tenant.clock.now().toISOString();
  const periods = known.periods.map((period) => (period.to === null ? { ...period, to } : period));
  tenant.together(() => {
    subscriptions(tenant).put(known.contentType, { ...known, periods });
    tenant.changed('activity', 'subscription.stop', known.contentType);
  });
  return { status: 200 };
}

/** GET subscriptions/list. */
export const list = (tenant: Tenant): ServiceAnswer => ({
  status: 200,
  body: subscriptions(tenant).list().map(shown),
});
