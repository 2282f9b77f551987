import { option } from './options.ts';
import type { Call } from './org.ts';
import { badQuery } from './refused.ts';

const DEFAULT_PAGE = 5000;

const pageSize = ({ request }: Call): number => {
  const wanted = /odata\.maxpagesize=(\d+)/.exec(request.headers['prefer'] ?? '')?.[1];
  const size = Math.min(Number(wanted ?? DEFAULT_PAGE), DEFAULT_PAGE);
  return size > 0 ? size : DEFAULT_PAGE;
};

/** How many rows the caller wants at most. */
export function topOf(call: Call): number | undefined {
  const text = option(call, '$top');
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text) || Number(text) < 1)
    throw badQuery(`Invalid value '${text}' for $top query option found.`);
  return Number(text);
}

/** The cookie is opaque to callers: page number, size, and the moment that the pages show. */
const cookieOf = (page: number, size: number, at: string) =>
  `<cookie pagenumber="${page}" pagesize="${size}" pagingcookie="${at}" istracking="False" />`;

/** Which rows a request shows; `at` is the moment that all of its pages show. */
export interface Page {
  readonly number: number;
  readonly size: number;
  readonly at: string;
}

/** The page that the request is for: the first one, or the one that its cookie names. */
export function pageOf(call: Call): Page {
  const token = option(call, '$skiptoken');
  const at = call.org.tenant.clock.now().toISOString();
  if (token === undefined) return { number: 1, size: pageSize(call), at };
  const [, number, size, shown] =
    /^<cookie pagenumber="(\d+)" pagesize="(\d+)" pagingcookie="([^"]+)"/.exec(token) ?? [];
  if (number === undefined || size === undefined || shown === undefined)
    throw badQuery('Malformed XML in the Paging Cookie.');
  return { number: Number(number), size: Number(size), at: shown };
}

/** The address of the page after this one. */
export function nextLink(call: Call, page: Page): string {
  const url = new URL(call.request.url);
  url.searchParams.set('$skiptoken', cookieOf(page.number + 1, page.size, page.at));
  return url.href;
}
