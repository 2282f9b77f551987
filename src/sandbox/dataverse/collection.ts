import type { ServiceAnswer } from '../service.ts';
import { filterOf } from './filter.ts';
import { orderOf, type Row } from './filter-values.ts';
import type { Call } from './org.ts';
import { badQuery, noProperty } from './refused.ts';

const FORMATTED = 'OData.Community.Display.V1.FormattedValue';

/** What a type of rows is called and how its rows are dressed. */
export interface RowType {
  readonly set: string;
  /** Type name in messages, such as `account` or `EntityMetadata`. */
  readonly type: string;
  readonly key: string;
  /** Property names; undefined lets every name through. */
  readonly properties: ReadonlySet<string>;
  readonly sortable?: ReadonlySet<string>;
  etag?(row: Row): string;
  /** Annotated texts, by property. */
  formatted?(row: Row): Readonly<Record<string, string>>;
  /** Definitions never page. */
  readonly pages: boolean;
}

export const option = ({ request }: Call, name: string): string | undefined =>
  request.url.searchParams.get(name) ?? undefined;

const ALLOWED = ['$select', '$filter', '$orderby', '$top', '$count', '$skiptoken', '$expand'];

/** A query option that the service does not have is refused, not ignored. */
export function checkOptions({ request }: Call): void {
  const strange = [...request.url.searchParams.keys()].find(
    (name) => name.startsWith('$') && !ALLOWED.includes(name),
  );
  if (strange !== undefined) throw badQuery(`The query parameter '${strange}' is not supported.`);
}

const knows = (type: RowType) => (path: string) => type.properties.has(path.split('/')[0] ?? '');

/** Names after `$select`; undefined selects everything. */
function selected(call: Call, type: RowType): readonly string[] | undefined {
  const text = option(call, '$select');
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  const strange = names.find((name) => !type.properties.has(name));
  if (strange !== undefined) throw noProperty(strange, type.type);
  return [...new Set([type.key, ...names])];
}

const annotations = (type: RowType, row: Row, names: readonly string[]) =>
  Object.entries(type.formatted?.(row) ?? {})
    .filter(([name]) => names.includes(name))
    .map(([name, text]) => [`${name}@${FORMATTED}`, text]);

/** One row as it is sent: selected, with its version and its annotations. */
export function dressed(call: Call, type: RowType, row: Row): Row {
  const names = selected(call, type) ?? Object.keys(row);
  const values = names.filter((name) => name in row).map((name) => [name, row[name]]);
  const own = Object.entries(row).filter(([name]) => name.startsWith('@'));
  return {
    ...(type.etag === undefined ? {} : { '@odata.etag': type.etag(row) }),
    ...Object.fromEntries(own),
    ...Object.fromEntries(values),
    ...(call.annotated ? Object.fromEntries(annotations(type, row, names)) : {}),
  };
}

const context = (call: Call, type: RowType, single: boolean) => {
  const select = option(call, '$select');
  const names = select === undefined ? '' : `(${select})`;
  return `${call.base}/$metadata#${type.set}${names}${single ? '/$entity' : ''}`;
};

/** The answer for one row. */
export const single = (call: Call, type: RowType, row: Row): ServiceAnswer => ({
  status: 200,
  body: { '@odata.context': context(call, type, true), ...dressed(call, type, row) },
});

const DEFAULT_PAGE = 5000;

const pageSize = ({ request }: Call): number => {
  const wanted = /odata\.maxpagesize=(\d+)/.exec(request.headers['prefer'] ?? '')?.[1];
  const size = Math.min(Number(wanted ?? DEFAULT_PAGE), DEFAULT_PAGE);
  return size > 0 ? size : DEFAULT_PAGE;
};

function topOf(call: Call): number | undefined {
  const text = option(call, '$top');
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text) || Number(text) < 1)
    throw badQuery(`Invalid value '${text}' for $top query option found.`);
  return Number(text);
}

/** The cookie is opaque to callers: page number, size, and the moment that the pages show. */
const cookieOf = (page: number, size: number, at: string) =>
  `<cookie pagenumber="${page}" pagesize="${size}" pagingcookie="${at}" istracking="False" />`;

interface Page {
  readonly number: number;
  readonly size: number;
  readonly at: string;
}

function pageOf(call: Call): Page {
  const token = option(call, '$skiptoken');
  const at = call.org.tenant.clock.now().toISOString();
  if (token === undefined) return { number: 1, size: pageSize(call), at };
  const [, number, size, shown] =
    /^<cookie pagenumber="(\d+)" pagesize="(\d+)" pagingcookie="([^"]+)"/.exec(token) ?? [];
  if (number === undefined || size === undefined || shown === undefined)
    throw badQuery('Malformed XML in the Paging Cookie.');
  return { number: Number(number), size: Number(size), at: shown };
}

function nextLink(call: Call, page: Page): string {
  const url = new URL(call.request.url);
  url.searchParams.set('$skiptoken', cookieOf(page.number + 1, page.size, page.at));
  return url.href;
}

/** Filter, order, top and pages over rows; `rows` is told which moment the pages show. */
export function collection(
  call: Call,
  type: RowType,
  rows: (at: Date) => readonly Row[],
): ServiceAnswer {
  checkOptions(call);
  const page = pageOf(call);
  const [filter, order, top] = [option(call, '$filter'), option(call, '$orderby'), topOf(call)];
  const sortable = type.sortable ?? type.properties;
  let found = rows(new Date(page.at));
  if (filter !== undefined) found = found.filter(filterOf(filter, knows(type)));
  if (order !== undefined) found = found.toSorted(orderOf(order, (name) => sortable.has(name)));
  const isPaged = type.pages && top === undefined;
  const start = isPaged ? (page.number - 1) * page.size : 0;
  const shown = found.slice(start, start + (isPaged ? page.size : (top ?? found.length)));
  const value = shown.map((row) => dressed(call, type, row));
  const isMore = isPaged && start + shown.length < found.length;
  const count = option(call, '$count') === 'true' ? { '@odata.count': found.length } : {};
  const total =
    call.annotated && type.pages ? { '@Microsoft.Dynamics.CRM.totalrecordcount': -1 } : {};
  return {
    status: 200,
    body: {
      '@odata.context': context(call, type, false),
      ...total,
      ...count,
      value,
      ...(isMore ? { '@odata.nextLink': nextLink(call, page) } : {}),
    },
  };
}
