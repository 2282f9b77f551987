import { SECOND } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { Answer, Call } from './call.ts';
import type { Http } from './client.ts';
import { sameOrigin } from './pages.ts';

/** What the calls to one tenant's feed share. */
export interface Feed {
  readonly http: Http;
  call(
    doing: string,
    path: string,
    more?: Partial<Call> & { readonly query?: Readonly<Record<string, string>> },
  ): Call;
  /** The address of content is the service's own; it stays on the service's host. */
  follow(doing: string, uri: string): Call;
}

const PERMISSION =
  'Give the bot’s application the permission ActivityFeed.Read of the Office 365 Management APIs, ' +
  'with admin consent, then try again.';

/** Nothing is subscribed to, or no longer. */
export const isNotSubscribed = ({ code }: Answer): boolean =>
  code === 'AF20022' || code === 'AF20023';

/** Content that has expired, or never was there: the rest of the feed is still worth reading. */
export const isGone = ({ code, status }: Answer): boolean =>
  ['AF20050', 'AF20051'].includes(code) || status === 404 || status === 410;

/** The feed is asked with its tenant as publisher, so that its own quota applies. */
export function feedOf(http: Http, tenantId: string): Feed {
  const { activity } = http.cloud;
  const root = `https://${activity}/api/v1.0/${tenantId}/activity/feed/`;
  const base = {
    method: 'GET',
    patience: 30 * SECOND,
    advice: { 401: PERMISSION, 403: PERMISSION },
    passes: ({ code }: Answer) => code === 'AF429' || code === 'AF50000',
  } as const;
  return {
    http,
    call(doing, path, { query, ...more } = {}) {
      if (activity === undefined) throw notOffered();
      const url = new URL(path, root);
      url.search = new URLSearchParams({ ...query, PublisherIdentifier: tenantId }).toString();
      return { ...base, doing, url: url.href, ...more };
    },
    follow(doing, uri) {
      const url = new URL(sameOrigin({ doing, method: 'GET', url: root }, uri));
      url.searchParams.set('PublisherIdentifier', tenantId);
      return { ...base, doing, url: url.href };
    },
  };
}

const notOffered = (): GatewayError =>
  new GatewayError(
    'No address of the activity feed is known for this cloud, so it was not called. Search the ' +
      'audit log in the Purview portal instead.',
    { status: 0, transient: false },
  );
