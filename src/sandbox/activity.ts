import { blob, content, notifications } from './activity-content.ts';
import { FeedRefused, refusalAnswer, refuse } from './activity-refused.ts';
import { list, option, start, stop } from './activity-subscriptions.ts';
import { seedHistory } from './history/history.ts';
import type { Service, ServiceAnswer, ServiceRequest, Tenant } from './service.ts';

const HOST = 'manage.office.com';
const PATH = /^\/api\/v1(?:\.0)?\/([^/]+)\/activity\/feed\/(.+)$/i;
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Requests in a minute that one publisher may send. */
const QUOTA = 2000;
const MINUTE = 60_000;

type Handle = (tenant: Tenant, request: ServiceRequest) => ServiceAnswer;

const ROUTES: Readonly<Record<string, Handle>> = {
  'POST subscriptions/start': start,
  'POST subscriptions/stop': stop,
  'GET subscriptions/list': list,
  'GET subscriptions/content': content,
  'GET subscriptions/notifications': notifications,
};

/** The tenant in the address must be a tenant, ours, and the caller's. */
function checkTenant(tenant: Tenant, { caller }: ServiceRequest, id: string): void {
  if (caller === undefined)
    throw new FeedRefused(
      401,
      'AF10001',
      'The permission set () does not include ActivityFeed.Read.',
    );
  if (!GUID.test(id))
    throw refuse('AF20010', `The tenant ID passed in the URL (${id}) is not a valid GUID.`);
  if (id.toLowerCase() !== caller.tenantId)
    throw refuse(
      'AF20013',
      `The tenant ID passed in the URL (${id}) does not match the tenant ID passed in the access token (${caller.tenantId}).`,
    );
  if (id.toLowerCase() !== tenant.id)
    throw refuse('AF20011', `The specified tenant ID (${id}) does not exist in the system.`);
}

function checkPublisher(request: ServiceRequest): void {
  const publisher = option(request, 'PublisherIdentifier');
  if (publisher === undefined) throw refuse('AF20001', 'Missing parameter: PublisherIdentifier.');
  if (!GUID.test(publisher))
    throw refuse('AF20002', 'Invalid parameter type: PublisherIdentifier. Expected type: Guid.');
}

function answer(tenant: Tenant, request: ServiceRequest): ServiceAnswer {
  const [, id = '', path = ''] = PATH.exec(request.url.pathname) ?? [];
  checkTenant(tenant, request, id);
  if (request.method === 'GET' && /^audit\//i.test(path))
    return blob(tenant, decodeURIComponent(path.slice('audit/'.length)));
  const handle = ROUTES[`${request.method} ${path.toLowerCase()}`];
  if (handle === undefined) return { status: 404 };
  checkPublisher(request);
  return handle(tenant, request);
}

/** The Office 365 Management Activity API; `past`: of a tenant in which something has happened already. */
export function activityService(tenant: Tenant, { past = false } = {}): Service {
  const used = new Map<string, { minute: number; requests: number }>();

  const checkQuota = (request: ServiceRequest): void => {
    const publisher = option(request, 'PublisherIdentifier') ?? '';
    const minute = Math.floor(tenant.clock.now().getTime() / MINUTE);
    const known = used.get(publisher);
    const requests = known?.minute === minute ? known.requests + 1 : 1;
    used.set(publisher, { minute, requests });
    if (requests > QUOTA)
      // Throttling comes as a 403 here; only the code in its body tells it from a missing permission.
      throw new FeedRefused(
        403,
        'AF429',
        `Too many requests. Method=${request.method}, PublisherId=${publisher}`,
      );
  };

  return {
    name: 'activity',
    serves: (host) => host === HOST,
    seed() {
      if (past) seedHistory(tenant);
    },
    handle(request) {
      try {
        checkQuota(request);
        return answer(tenant, request);
      } catch (thrown) {
        if (thrown instanceof FeedRefused) return refusalAnswer(thrown);
        throw thrown;
      }
    },
  };
}
