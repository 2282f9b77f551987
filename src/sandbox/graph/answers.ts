import { findPage, nextLink, type Row } from '../odata.ts';
import { parseFilter, type Filter } from '../filter.ts';
import { refusal } from '../refusals.ts';
import type { ServiceAnswer, ServiceRequest } from '../service.ts';
import type { DirectoryObject } from './directory.ts';
import { KNOWN, USUAL_OF_USER, type TypeName } from './properties.ts';

const HOST = 'graph.microsoft.com';
const ROOT = `https://${HOST}/v1.0/$metadata#`;

/** So small that whoever reads only the first page is found out. */
const PAGE = 2;

export const refuse = (status: number, message?: string, code?: string): ServiceAnswer =>
  refusal('graph', HOST, {
    status,
    ...(message === undefined ? {} : { message }),
    ...(code === undefined ? {} : { code }),
  });

export const notFound = (id: string): ServiceAnswer =>
  refuse(
    404,
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

export const noSegment = (): ServiceAnswer =>
  refuse(400, 'Resource not found for the segment.', 'BadRequest');

/** A list of the directory, and how it is to be answered. */
export interface Listing {
  readonly context: string;
  readonly type: TypeName;
  readonly rows: readonly Row[];
  /** Pages are cut before this is asked, so a page may be emptier than the next: true to life. */
  readonly cast?: (row: Row) => boolean;
}

/** One page of a list, filtered, sorted and narrowed as the address says. */
export function answerList(listing: Listing, request: ServiceRequest): ServiceAnswer {
  const options = request.url.searchParams;
  const problem = findProblem(request, listing.cast !== undefined);
  if (problem !== undefined) return problem;
  const sifted = sift(listing, options);
  if (!sifted.ok) return refuse(400, sifted.problem, 'Request_UnsupportedQuery');
  const page = findPage(sifted.rows, sizeOf(options.get('$top')), options.get('$skiptoken'));
  if (page === undefined) return refuse(400, 'The skip token is invalid.');
  const shaped = shape(listing.type, options.get('$select'));
  if (!shaped.ok) return refuse(400, shaped.problem, 'BadRequest');

  const counted = isEventual(request) && options.get('$count')?.toLowerCase() === 'true';
  const cast = sifted.rows.filter(listing.cast ?? (() => true));
  return {
    status: 200,
    body: {
      '@odata.context': `${ROOT}${listing.context}`,
      ...(counted ? { '@odata.count': cast.length } : {}),
      ...(page.skipToken === undefined
        ? {}
        : { '@odata.nextLink': nextLink(request.url, page.skipToken) }),
      value: page.rows.filter(listing.cast ?? (() => true)).map(shaped.narrow),
    },
  };
}

/** One object. */
export function answerOne(type: TypeName, row: Row, { url }: ServiceRequest): ServiceAnswer {
  const shaped = shape(type, url.searchParams.get('$select'));
  if (!shaped.ok) return refuse(400, shaped.problem, 'BadRequest');
  const context = `${ROOT}${type === 'user' ? 'users' : `${type}s`}/$entity`;
  return { status: 200, body: { '@odata.context': context, ...shaped.narrow(row) } };
}

const isEventual = ({ headers }: ServiceRequest) =>
  headers.consistencylevel?.toLowerCase() === 'eventual';

const sizeOf = (top: string | null) => (top === null ? PAGE : Math.min(Number(top), PAGE));

const HARD = /\bendswith\s*\(|\bne\b|\bnot\b/i;

const NOT_ADVANCED =
  "This query needs the header 'ConsistencyLevel: eventual' and, unless it is a search, '$count=true'.";

/** What the directory only answers to a query that declares itself an advanced one. */
function findProblem(request: ServiceRequest, isCast: boolean): ServiceAnswer | undefined {
  const options = request.url.searchParams;
  const top = options.get('$top') ?? '1';
  if (!/^\d{1,3}$/.test(top) || Number(top) < 1)
    return refuse(
      400,
      `Invalid page size specified: '${top}'. Must be between 1 and 999 inclusive.`,
    );
  if (options.has('$expand')) return refuse(400, 'Expanding is not supported here.', 'BadRequest');
  const hard = HARD.test((options.get('$filter') ?? '').replace(/'[^']*'/g, ''));
  const counted = options.get('$count')?.toLowerCase() === 'true';
  const advanced = isEventual(request) && (counted || !(hard || isCast));
  if ((hard || isCast || options.has('$search')) && !advanced)
    return refuse(400, NOT_ADVANCED, 'Request_UnsupportedQuery');
  return undefined;
}

type Sifted =
  | { readonly ok: true; readonly rows: readonly Row[] }
  | { readonly ok: false; readonly problem: string };

const EVERYTHING: Filter = { ok: true, fits: () => true };

function sift({ type, rows }: Listing, options: URLSearchParams): Sifted {
  const known: readonly string[] = KNOWN[type];
  const wanted = options.get('$filter');
  const filter =
    wanted === null ? EVERYTHING : parseFilter(wanted, { known, caseSensitive: false });
  if (!filter.ok) return filter;
  const search = /^"(?<name>\w+):(?<part>.*)"$/s.exec(options.get('$search') ?? '')?.groups;
  if (options.has('$search') && search === undefined)
    return { ok: false, problem: 'Syntax error: a search is written "property:text".' };
  const [name, direction = 'asc'] = (options.get('$orderby') ?? 'id').trim().split(/\s+/);
  if (name === undefined || !known.includes(name))
    return { ok: false, problem: `Could not find a property named '${name}'.` };
  const found = rows.filter(filter.fits).filter((row) => isFound(row, search));
  return { ok: true, rows: options.has('$orderby') ? sorted(found, name, direction) : found };
}

const isFound = (row: Row, search: Readonly<Record<string, string>> | undefined) =>
  search === undefined ||
  String(row[search.name ?? ''] ?? '')
    .toLowerCase()
    .includes((search.part ?? '').toLowerCase());

const sorted = (rows: readonly Row[], name: string, direction: string) => {
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  const text = (row: Row) => String(row[name] ?? '');
  return rows.toSorted((left, right) => sign * text(left).localeCompare(text(right)));
};

type Shaped =
  { readonly ok: true; narrow(row: Row): Row } | { readonly ok: false; readonly problem: string };

function shape(type: TypeName, select: string | null): Shaped {
  const known = KNOWN[type];
  const wanted = select?.split(',').map((name) => name.trim().toLowerCase());
  const unknown = wanted?.find((name) => !known.some((each) => each.toLowerCase() === name));
  if (unknown !== undefined)
    return {
      ok: false,
      problem: `Could not find a property named '${unknown}' on type 'microsoft.graph.${type}'.`,
    };
  return { ok: true, narrow: (row) => narrowed(row, type, wanted) };
}

/** Properties that were asked for and are not set are answered as null. */
function narrowed(row: Row, type: TypeName, wanted: readonly string[] | undefined): Row {
  const actual = type === 'directoryObject' ? typeOf(row) : type;
  const usual = actual === 'user' ? USUAL_OF_USER : Object.keys(row);
  const names = wanted && KNOWN[actual].filter((name) => wanted.includes(name.toLowerCase()));
  const marks = Object.entries(row).filter(([name]) => name.startsWith('@'));
  const values = (names ?? usual).map((name) => [name, row[name] ?? null]);
  return { ...Object.fromEntries(marks), ...Object.fromEntries(values) };
}

const typeOf = (row: Row): TypeName => {
  if ('userPrincipalName' in row) return 'user';
  return 'appId' in row ? 'servicePrincipal' : 'group';
};

/** An object of a mixed list says what it is. */
export const typed = ({ kind, properties }: DirectoryObject): Row => ({
  '@odata.type': `#microsoft.graph.${kind}`,
  ...properties,
});
