import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { dispatch, type Arrival, type Departure, type Rules } from './dispatch.ts';
import { findBody, headersOf } from './http.ts';
import type { Exchange } from './exchange-log.ts';
import type { Service } from './service.ts';
import type { Authority } from './tls/authority.ts';

export interface Listening {
  readonly authority: Authority;
  readonly services: readonly Service[];
  readonly rules: Omit<Rules, 'pause'>;
  /** Called before the answer leaves. */
  readonly exchanged: (exchange: Exchange) => void;
}

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** One TLS listener for every service: the name in the handshake tells which is meant. */
export async function listen(listening: Listening, port: number | undefined): Promise<Listener> {
  const closing = new AbortController();
  const server = https.createServer(
    { SNICallback: pickContext(listening), ALPNProtocols: ['http/1.1'] },
    (request, response) => void answer(listening, request, response, closing.signal),
  );
  // Longer than clients keep a connection idle, so that none is closed under a request.
  server.keepAliveTimeout = 120_000;
  const bound = await bind(server, port);
  return {
    port: bound,
    async close() {
      closing.abort();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function bind(server: https.Server, port: number | undefined): Promise<number> {
  try {
    server.listen(port ?? 0, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    // Somebody else has taken the port that was ours before.
    if (port === undefined) throw error;
    return bind(server, undefined);
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox has no port.');
  return address.port;
}

type Pick = NonNullable<https.ServerOptions['SNICallback']>;

const pickContext =
  ({ authority, services }: Listening): Pick =>
  (name, done) => {
    const host = name.toLowerCase();
    // As with a name that does not resolve: nobody there to talk to.
    if (!services.some((service) => service.serves(host)))
      return done(new Error(`No service of the sandbox answers at ${host}`));
    return done(null, authority.contextFor(host));
  };

async function answer(
  listening: Listening,
  request: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const signal = AbortSignal.any([closing, gone.signal]);
    const pause = (ms: number) => sleep(ms, undefined, { signal });
    await exchange(listening, request, response, pause);
  } catch (error) {
    const left = error instanceof Error && error.name === 'AbortError';
    if (!left && !gone.signal.aborted) listening.rules.report(error);
    request.socket.destroy();
  }
}

async function exchange(
  { services, rules, exchanged }: Listening,
  request: IncomingMessage,
  response: ServerResponse,
  pause: Rules['pause'],
): Promise<void> {
  const url = findAddress(request);
  const service = services.find(({ serves }) => url !== undefined && serves(url.hostname));
  if (url === undefined || service === undefined) return misdirected(response);

  const headers = headersOf(request);
  const method = request.method ?? 'GET';
  const since = performance.now();
  const arrival: Arrival = { method, url, headers, text: await findBody(request) };
  const departure = await dispatch(service, arrival, { ...rules, pause });
  if (departure === undefined) return void request.socket.destroy();

  const answered = drawn(departure);
  exchanged({
    time: new Date().toISOString(),
    tookMs: Math.round(performance.now() - since),
    service: service.name,
    method,
    url: url.href,
    requestHeaders: headers,
    requestBody: asLogged(headers['content-type'], arrival.text),
    status: departure.status,
    responseHeaders: answered.headers,
    responseBody: departure.page ?? departure.body ?? null,
  });
  // Two calls: a web framework in the same process may have replaced writeHead by one that
  // returns nothing.
  response.writeHead(departure.status, answered.headers);
  response.end(answered.text);
}

/** The address that was meant: the host of the request, which must be the one of the handshake. */
function findAddress({ socket, headers, url }: IncomingMessage): URL | undefined {
  const name = 'servername' in socket ? socket.servername : undefined;
  const host = headers.host?.toLowerCase().replace(/:\d+$/, '');
  const address = `https://${host}${url}`;
  return host === name && URL.canParse(address) ? new URL(address) : undefined;
}

function misdirected(response: ServerResponse): void {
  response.writeHead(421, { 'content-type': 'text/plain' });
  response.end('The host of the request is not the one this connection was made for.');
}

function drawn(departure: NonNullable<Departure>) {
  const { page, body } = departure;
  const text = page ?? (body === undefined ? '' : JSON.stringify(body));
  const type = page?.startsWith('<') ? 'text/html' : 'application/json; charset=utf-8';
  const headers = {
    ...(text === '' ? {} : { 'content-type': type }),
    ...departure.headers,
    date: new Date().toUTCString(),
    // No body and no length on 204, as the protocol demands.
    ...(departure.status === 204 ? {} : { 'content-length': String(Buffer.byteLength(text)) }),
  };
  return { text, headers };
}

function asLogged(type = '', text: string | undefined): unknown {
  if (text === undefined || text === '') return null;
  if (!/\bjson\b/i.test(type)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
