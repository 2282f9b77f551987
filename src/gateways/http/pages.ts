import { GatewayError } from '../../core/errors.ts';
import type { Call } from './call.ts';

/** More than any real answer has; whoever goes on says the same page again and again. */
export const MAX_PAGES = 1000;

/** A link of a service may lead to its next page, never to another host. */
export function sameOrigin({ doing, url }: Call, link: string): string {
  if (URL.canParse(link) && new URL(link).origin === new URL(url).origin) return link;
  throw new GatewayError(
    `${doing} failed: the next page is said to be on another host, so it was not followed. ` +
      'Tell the administrator of this bot.',
    { status: 200, transient: false },
  );
}

export const endless = ({ doing }: Call): GatewayError =>
  new GatewayError(
    `${doing} failed: the list has no end. Try again in a few minutes, and tell the administrator ` +
      'of this bot if it stays so.',
    { status: 200, transient: true },
  );
