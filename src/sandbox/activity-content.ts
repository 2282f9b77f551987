import {
  blobsBetween,
  isCollected,
  isExpired,
  KEPT,
  readId,
  type Blob,
  type Window,
} from './activity-blobs.ts';
import { refuse, WINDOW } from './activity-refused.ts';
import { contentTypeOf, getSubscription, option } from './activity-subscriptions.ts';
import type { ServiceAnswer, ServiceRequest, Tenant } from './service.ts';

const DAY = 24 * 3_600_000;

/** Small, so that a reader who does not turn the page is found out. */
const PAGE = 4;

const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?$/;

function timeOf(text: string): number {
  const time = TIME.test(text) ? Date.parse(text.length === 10 ? text : `${text}Z`) : NaN;
  if (Number.isNaN(time))
    throw refuse(
      'AF20002',
      'Invalid parameter type: startTime or endTime. Expected type: DateTime.',
    );
  return time;
}

/** Both ends or none; none means the last 24 hours. */
function windowOf(tenant: Tenant, request: ServiceRequest): Window {
  const now = tenant.clock.now().getTime();
  const [from, to] = [option(request, 'startTime'), option(request, 'endTime')];
  if (from === undefined && to === undefined) return { start: now - DAY, end: now + 1 };
  if (from === undefined || to === undefined) throw refuse('AF20030', WINDOW);
  const [start, end] = [timeOf(from), timeOf(to)];
  if (end - start > DAY) throw refuse('AF20030', WINDOW);
  if (end <= start) throw refuse('AF20055', WINDOW);
  if (start < now - KEPT)
    throw refuse(
      'AF20051',
      'Content requested with the key has already expired. Content older than 7 days cannot be retrieved.',
    );
  return { start, end };
}

const feedOf = ({ url }: ServiceRequest) =>
  `https://${url.host}${/^\/api\/v1(?:\.0)?\/[^/]+\/activity\/feed/i.exec(url.pathname)?.[0] ?? ''}`;

const listed = (request: ServiceRequest, contentType: string, { id, created }: Blob) => ({
  contentType,
  contentId: id,
  contentUri: `${feedOf(request)}/audit/${id}`,
  contentCreated: created.toISOString(),
  contentExpiration: new Date(created.getTime() + KEPT).toISOString(),
});

/** Where the page starts: after the blob that the token names. */
function offsetOf(request: ServiceRequest, blobs: readonly Blob[]): number {
  const token = option(request, 'nextPage');
  if (token === undefined) return 0;
  const index = blobs.findIndex(({ id }) => Buffer.from(id).toString('base64url') === token);
  if (index === -1) throw refuse('AF20031', `Invalid nextPage Input: ${token}.`);
  return index + 1;
}

function nextPage(request: ServiceRequest, last: Blob, { start, end }: Window): string {
  const url = new URL(request.url);
  const seconds = (time: number) => new Date(time).toISOString().slice(0, 19);
  for (const name of [...url.searchParams.keys()])
    if (/^(?:nextPage|startTime|endTime)$/i.test(name)) url.searchParams.delete(name);
  url.searchParams.set('startTime', seconds(start));
  url.searchParams.set('endTime', seconds(end));
  url.searchParams.set('nextPage', Buffer.from(last.id).toString('base64url'));
  return url.href;
}

/** GET subscriptions/content: what became available in the window, page by page. */
export function content(tenant: Tenant, request: ServiceRequest): ServiceAnswer {
  const contentType = contentTypeOf(request);
  const subscription = getSubscription(tenant, contentType);
  const window = windowOf(tenant, request);
  const inside = blobsBetween(tenant, contentType, window).filter((blob) =>
    isCollected(subscription, blob),
  );
  const offset = offsetOf(request, inside);
  const shown = inside.slice(offset, offset + PAGE);
  const last = offset + shown.length < inside.length ? shown.at(-1) : undefined;
  return {
    status: 200,
    ...(last === undefined ? {} : { headers: { nextpageuri: nextPage(request, last, window) } }),
    body: shown.map((blob) => listed(request, contentType, blob)),
  };
}

/** GET subscriptions/notifications: there are none, for webhooks are not taken. */
export function notifications(tenant: Tenant, request: ServiceRequest): ServiceAnswer {
  getSubscription(tenant, contentTypeOf(request));
  windowOf(tenant, request);
  return { status: 200, body: [] };
}

/** GET audit/…: the records of a blob, until it expires. */
export function blob(tenant: Tenant, id: string): ServiceAnswer {
  const said = readId(id);
  if (said === undefined) throw refuse('AF20052', `Content ID ${id} in the URL is invalid.`);
  const { contentType, created } = said;
  const subscription = getSubscription(tenant, contentType);
  const found = blobsBetween(tenant, contentType, { start: created, end: created + 1 }).find(
    (known) => known.id === id && isCollected(subscription, known),
  );
  if (found === undefined) throw refuse('AF20050', `The specified content (${id}) does not exist.`);
  if (isExpired(tenant, found))
    throw refuse(
      'AF20051',
      `Content requested with the key ${id} has already expired. Content older than 7 days cannot be retrieved.`,
    );
  return { status: 200, body: found.records };
}
