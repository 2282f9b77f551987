import { findPage, nextLink } from '../odata.ts';
import type { ServiceAnswer, ServiceRequest } from '../service.ts';
import { badRequest } from './refused.ts';

/** So small that whoever reads only the first page is found out. */
const PAGE = 3;

/** One page of a list, with the address of the next one. */
export function answerPage({ url }: ServiceRequest, rows: readonly object[]): ServiceAnswer {
  const token = url.searchParams.get('$skiptoken') ?? url.searchParams.get('$skipToken');
  const page = findPage(rows, sizeOf(url.searchParams.get('$top')), token);
  if (page === undefined) throw badRequest('The skip token is invalid.');
  const next = page.skipToken === undefined ? {} : { nextLink: nextLink(url, page.skipToken) };
  return { status: 200, body: { value: page.rows, ...next } };
}

function sizeOf(top: string | null): number {
  if (top === null) return PAGE;
  if (!/^[1-9]\d{0,3}$/.test(top)) throw badRequest(`The value '${top}' of $top is invalid.`);
  return Math.min(Number(top), PAGE);
}
