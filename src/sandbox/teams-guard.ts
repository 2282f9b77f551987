import type { IncomingMessage } from 'node:http';
import { refusal } from './teams-http.ts';

const LOOPBACK_PEER = /^(?:::ffff:)?127(?:\.\d{1,3}){3}$|^::1$/;
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Nobody but this machine, by a name of this machine, from a page of this machine: another host
 * name means DNS rebinding, another origin a foreign web page in the same browser.
 */
export function refuseStrangers(request: IncomingMessage): void {
  if (!LOOPBACK_PEER.test(request.socket.remoteAddress ?? ''))
    throw refusal(403, 'The sandbox answers to this machine only.');
  if (!LOOPBACK_HOST.test(request.headers.host ?? ''))
    throw refusal(403, 'The sandbox answers to localhost and 127.0.0.1 only.');
  if (isForeign(request)) throw refusal(403, 'The sandbox takes no requests from other sites.');
}

function isForeign({ headers, method }: IncomingMessage): boolean {
  const { origin } = headers;
  if (origin !== undefined) return origin.toLowerCase() !== `http://${headers.host}`.toLowerCase();
  const site = headers['sec-fetch-site'];
  const reading = method === 'GET' || method === 'HEAD';
  return !reading && (site === 'cross-site' || site === 'same-site');
}
