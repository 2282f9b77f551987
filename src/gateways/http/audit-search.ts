import { MINUTE, SECOND } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import { findRecordType, permissionFor, SEARCH_EVERYTHING } from '../audit-record-types.ts';
import type {
  AuditSearch,
  FoundPage,
  SearchBody,
  SearchRef,
  SearchVersion,
} from '../audit-search.ts';
import { foundOf, Queries, Query, Records, seenOf } from './audit-search-forms.ts';
import { adviceFor, NOT_SERVED, refusedBy } from './audit-search-refusals.ts';
import type { Call } from './call.ts';
import { parseAnswer, type Http } from './client.ts';
import { exactBody } from './exact-json.ts';
import { refusal } from './failure.ts';
import { viaGraph, type Words } from './graph-client.ts';
import { MAX_PAGES, sameOrigin } from './pages.ts';

const PATH = '/security/auditLog/queries';
/** Or record types that are newer than the version come as `unknownFutureValue`. */
const HEADERS = { prefer: 'include-unknown-enum-members' };

const DYNAMICS_ALONE = `${SEARCH_EVERYTHING}, or for Dynamics alone ${permissionFor([21])},`;

const isGone = (error: unknown): boolean => error instanceof GatewayError && error.status === 404;
const isNotServed = (error: unknown): boolean =>
  error instanceof GatewayError && error.code === NOT_SERVED;

type Setting = SearchVersion | 'auto';

/** Asks in the version that answered last; `auto` falls back to beta once, and stays there. */
function inVersion(setting: Setting) {
  let served: SearchVersion = setting === 'auto' ? 'v1.0' : setting;
  return async <T>(
    work: (version: SearchVersion) => Promise<T>,
    version: SearchVersion = served,
  ): Promise<T> => {
    try {
      return await work(version);
    } catch (error) {
      if (setting !== 'auto' || version === 'beta' || !isNotServed(error)) throw error;
      const value = await work('beta');
      served = 'beta';
      return value;
    }
  };
}

const worded = (doing: string, permission = DYNAMICS_ALONE): Words => ({
  doing,
  patience: 30 * SECOND,
  advice: adviceFor(permission),
  refused: refusedBy(doing, permission, { creates: false }),
});

/** What creating this search needs; a name that is nobody's number needs everything. */
function permissionOf({ recordTypeFilters }: SearchBody): string {
  const types = recordTypeFilters?.map(findRecordType);
  return permissionFor(types?.every((type) => type !== undefined) ? types : undefined);
}

function creating(body: SearchBody, fresh: boolean): Words {
  const permission = permissionOf(body);
  const doing = 'Searching the audit log';
  return {
    ...worded(doing, permission),
    ...{ once: true, fresh, patience: MINUTE },
    refused: refusedBy(doing, permission, { creates: true }),
  };
}

/** The answer told that it was created, but not which one it is. */
const nameless = (doing: string, cause: unknown): GatewayError =>
  new GatewayError(`${doing} was begun, but the answer does not say under which id.`, {
    ...{ status: 201, transient: true, unknownOutcome: true, cause },
  });

async function create(http: Http, version: SearchVersion, body: SearchBody, fresh: boolean) {
  const words = creating(body, fresh);
  const answer: unknown = await viaGraph(http, words, (client) =>
    client.api(PATH).version(version).headers(HEADERS).post(body),
  );
  const query = Query.safeParse(answer);
  if (!query.success) throw nameless(words.doing, query.error);
  return { id: query.data.id, version };
}

async function find(http: Http, version: SearchVersion, name: string) {
  const words = worded('Listing the searches of the audit log');
  const call: Call = { ...words, method: 'GET', url: `https://${http.cloud.graph}/` };
  return viaGraph(http, words, async (client): Promise<SearchRef | undefined> => {
    let url: string | undefined = `https://${http.cloud.graph}/${version}${PATH}`;
    const seen = new Set<string>();
    while (url !== undefined && !seen.has(url) && seen.size < MAX_PAGES) {
      seen.add(url);
      const body: unknown = await client.api(url).headers(HEADERS).get();
      const page = parseAnswer(call, 200, body, Queries);
      const found = page.value.find(({ displayName }) => displayName === name);
      if (found !== undefined) return { id: found.id, version };
      const link: string | null | undefined = page['@odata.nextLink'];
      url = link ? sameOrigin(call, link) : undefined;
    }
    return undefined;
  });
}

async function get(http: Http, version: SearchVersion, id: string) {
  const path = `${PATH}/${encodeURIComponent(id)}`;
  const words = worded('Looking at a search of the audit log');
  const call: Call = { ...words, method: 'GET', url: path };
  const body: unknown = await viaGraph(http, words, (client) =>
    client.api(path).version(version).headers(HEADERS).get(),
  );
  return seenOf(parseAnswer(call, 200, body, Query));
}

const circling = (doing: string): GatewayError =>
  new GatewayError(
    `${doing} was ended: Microsoft’s list of records leads back to a page that was read already.`,
    { status: 200, transient: false },
  );

/** A 403 in the middle of the results passes by itself, so it is met with patience. */
const reading = (http: Http): Call => ({
  doing: 'Reading what a search of the audit log found',
  method: 'GET',
  url: `https://${http.cloud.graph}/`,
  headers: HEADERS,
  patience: 2 * MINUTE,
  advice: adviceFor(DYNAMICS_ALONE),
  passes: ({ status }) => status === 403,
});

/** Links are followed as they are: the library would take their queries apart. */
async function pageAt(http: Http, url: string): Promise<FoundPage> {
  const call = { ...reading(http), url };
  const answer = await http.ask(call);
  if (!answer.ok) {
    const told = refusedBy(call.doing, DYNAMICS_ALONE, { creates: false })(answer);
    // By now it has been asked several times: a 403 that stays is no passing one.
    throw told ?? refusal({ ...call, passes: () => false }, answer);
  }
  const page = parseAnswer(call, answer.status, exactBody(answer), Records);
  const link = page['@odata.nextLink'];
  const next = link ? { next: sameOrigin(call, link) } : {};
  return { records: page.value.map(foundOf), ...next };
}

async function* pages(http: Http, ref: SearchRef, from: string | undefined) {
  const call = reading(http);
  const first = `https://${http.cloud.graph}/${ref.version}${PATH}/${encodeURIComponent(ref.id)}/records`;
  const seen = new Set<string>();
  let url: string | undefined = from === undefined ? first : sameOrigin(call, from);
  while (url !== undefined) {
    if (seen.has(url)) throw circling(call.doing);
    seen.add(url);
    const page = await pageAt(http, url);
    yield page;
    url = page.next;
  }
}

/** Searches of the audit log through Microsoft Graph; only the global service has them. */
export function graphAuditSearch(
  http: Http,
  { version: setting }: { readonly version: Setting },
): AuditSearch {
  const asking = inVersion(setting);
  const lookUp = (name: string) => asking((version) => find(http, version, name));
  return {
    async create(body, { fresh } = { fresh: false }) {
      try {
        return await asking((version) => create(http, version, body, fresh));
      } catch (error) {
        if (!(error instanceof GatewayError) || !error.unknownOutcome) throw error;
        const found = await lookUp(body.displayName).catch(() => undefined);
        if (found === undefined) throw error;
        return found;
      }
    },
    find: lookUp,
    get: (ref) =>
      asking((version) => get(http, version, ref.id), ref.version).catch((error: unknown) => {
        if (isGone(error)) return undefined;
        throw error;
      }),
    pages: (ref, from) => pages(http, ref, from),
  };
}
