import type { IncomingMessage } from 'node:http';

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\]|::1|::ffff:127\.\d+\.\d+\.\d+)$/i;

const hostOf = (text: string): string | undefined => {
  const address = text.includes('://') ? text : `http://${text}`;
  return URL.canParse(address) ? new URL(address).hostname : undefined;
};

const isLoopback = (name: string | undefined) => name !== undefined && LOOPBACK.test(name);

/**
 * Why a request to the controls is refused: it came from another machine, by a name that somebody
 * else may point here, or from a page of somebody else in this machine's browser.
 */
export function findObjection({ socket, headers, method }: IncomingMessage): string | undefined {
  if (!isLoopback(socket.remoteAddress))
    return 'The sandbox is controlled from its own machine only.';
  if (!isLoopback(hostOf(headers.host ?? ''))) return 'The sandbox answers to loopback names only.';
  if (method === 'GET' || method === 'HEAD') return undefined;
  const site = headers['sec-fetch-site'];
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
  const origin = headers.origin;
  const elsewhere = origin !== undefined && hostOf(origin) !== hostOf(headers.host ?? '');
  return foreign || elsewhere ? 'Pages of other sites may not control the sandbox.' : undefined;
}
