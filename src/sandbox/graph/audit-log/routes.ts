import { findPage, nextLink } from '../../odata.ts';
import type { ByHand, ServiceAnswer, ServiceRequest, Tenant } from '../../service.ts';
import { UNIFIED_AUDIT, UnifiedAudit } from '../../unified-log.ts';
import { noSegment, refuse } from '../answers.ts';
import type { Directory } from '../directory.ts';
import type { Route } from '../route.ts';
import { allowedFor, asksTooMuch } from './permission.ts';
import {
  AT_ONCE,
  findSearch,
  limitOf,
  listSearches,
  searchesOf,
  Settings,
  settingsOf,
  statusOf,
  underWay,
  Wanted,
  type Search,
} from './queries.ts';
import { resultsOf, type Results } from './results.ts';
import { recordView, searchView } from './view.ts';

/** Small, so that a reader who does not turn the page is found out. */
const PAGE = 150;
const SEARCHES_ON_A_PAGE = 20;
const MOST = 999;

const contextOf = ({ url }: ServiceRequest, what: string): string =>
  `https://${url.host}/${url.pathname.split('/')[1] ?? 'v1.0'}/$metadata#security/auditLog/queries${what}`;

const notPermitted = (): ServiceAnswer =>
  refuse(403, 'You dont have any permissions to search the audit log.', 'UnknownError');

/** How the service says it; some pass it on as JSON inside the message. */
const auditingOff = (): ServiceAnswer =>
  refuse(
    400,
    JSON.stringify({ Status: 'AuditingDisabledTenant', Message: 'Auditing is disabled.' }),
    'UnknownError',
  );

const isOff = (tenant: Tenant): boolean =>
  tenant.documents(UNIFIED_AUDIT, UnifiedAudit).find('tenant')?.enabled === false;

/** One list's page, as Graph shows it. */
function answerPage(
  request: ServiceRequest,
  { rows, size, what }: { rows: readonly object[]; size: number; what: string },
): ServiceAnswer {
  const options = request.url.searchParams;
  const top = options.get('$top') ?? String(size);
  if (!/^\d{1,4}$/.test(top) || Number(top) < 1 || Number(top) > MOST)
    return refuse(400, `Invalid page size specified: '${top}'.`, 'BadRequest');
  const page = findPage(rows, Math.min(Number(top), MOST), options.get('$skiptoken'));
  if (page === undefined) return refuse(400, 'The skip token is invalid.', 'BadRequest');
  const link =
    page.skipToken === undefined
      ? {}
      : { '@odata.nextLink': nextLink(request.url, page.skipToken) };
  const body = { '@odata.context': contextOf(request, what), ...link, value: page.rows };
  return { status: 200, body };
}

/** Searches of the unified audit log (`security/auditLog/queries`). */
export function auditLogRoutes(directory: Directory, tenant: Tenant) {
  const now = () => tenant.clock.now();
  const found = lately<Results>();
  const resultsFor = (request: ServiceRequest, search: Search) =>
    found(search.id, () => resultsOf(tenant, search, allowedFor(directory, request.caller)));
  const shown = (request: ServiceRequest, search: Search) =>
    searchView(
      search,
      now(),
      statusOf(search, now()) === 'succeeded' ? resultsFor(request, search) : undefined,
    );
  const mayAsk = ({ caller }: ServiceRequest) => !asksTooMuch(allowedFor(directory, caller), []);

  function create(request: ServiceRequest): ServiceAnswer {
    const wanted = Wanted.safeParse(request.body);
    if (!wanted.success || endsFirst(wanted.data))
      return refuse(400, 'Invalid request data', 'BadRequest');
    const allowed = allowedFor(directory, request.caller);
    if (asksTooMuch(allowed, wanted.data.recordTypeFilters ?? [])) return notPermitted();
    if (isOff(tenant)) return auditingOff();
    if (underWay(tenant, request.caller) >= AT_ONCE) return refuse(429);
    const search = begin(tenant, request, wanted.data);
    const context = contextOf(request, '/$entity');
    return { status: 201, body: { '@odata.context': context, ...shown(request, search) } };
  }

  const withSearch = (
    request: ServiceRequest,
    id: string,
    work: (search: Search) => ServiceAnswer,
  ): ServiceAnswer => {
    if (!mayAsk(request)) return notPermitted();
    const search = findSearch(tenant, request.caller, id);
    return search === undefined ? refuse(404, `Query '${id}' was not found.`) : work(search);
  };

  const routes: readonly Route[] = [
    { method: 'POST', path: /^security\/auditLog\/queries$/i, answer: create },
    {
      method: 'GET',
      path: /^security\/auditLog\/queries$/i,
      answer: (request) =>
        mayAsk(request)
          ? answerPage(request, {
              // What was found is counted for one that is looked at.
              rows: listSearches(tenant, request.caller).map((one) => searchView(one, now())),
              size: SEARCHES_ON_A_PAGE,
              what: '',
            })
          : notPermitted(),
    },
    {
      method: 'GET',
      path: /^security\/auditLog\/queries\/([^/]+)$/i,
      answer: (request, id = '') =>
        withSearch(request, id, (search) => ({
          status: 200,
          body: { '@odata.context': contextOf(request, '/$entity'), ...shown(request, search) },
        })),
    },
    {
      method: 'GET',
      path: /^security\/auditLog\/queries\/([^/]+)\/records$/i,
      answer: (request, id = '') =>
        withSearch(request, id, (search) => {
          if (statusOf(search, now()) !== 'succeeded') return noSegment();
          const rows = resultsFor(request, search).records.map(recordView);
          return answerPage(request, { rows, size: PAGE, what: `('${search.id}')/records` });
        }),
    },
  ];
  return { routes, controls: { 'POST /sandbox/audit-search': set(tenant) } };
}

const endsFirst = ({ filterStartDateTime: from, filterEndDateTime: to }: Wanted): boolean =>
  typeof from === 'string' && typeof to === 'string' && Date.parse(to) < Date.parse(from);

function begin(tenant: Tenant, { caller }: ServiceRequest, wanted: Wanted): Search {
  const search: Search = {
    id: tenant.newId(),
    caller: caller?.objectId ?? '',
    createdAt: tenant.clock.now().toISOString(),
    wanted,
    limit: limitOf(tenant),
  };
  searchesOf(tenant).put(search.id, search);
  return search;
}

/** `POST /sandbox/audit-search`: how many records a search may bring. */
const set =
  (tenant: Tenant): ByHand =>
  (body) => {
    const wanted = Settings.safeParse(body);
    if (!wanted.success)
      return { status: 400, body: { error: 'Say {"recordCountLimit": 1 to 1000000}.' } };
    settingsOf(tenant).put('tenant', wanted.data);
    return { status: 200, body: wanted.data };
  };

const REMEMBERED = 12;

/** What was worked out for the last few, so that turning a page costs no search. */
function lately<T>() {
  const known = new Map<string, T>();
  return (key: string, work: () => T): T => {
    const value = known.get(key) ?? work();
    known.delete(key);
    known.set(key, value);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    return value;
  };
}
