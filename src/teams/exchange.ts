import { Agent as PlainAgent, request as plain, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as tls } from 'node:https';

export interface Outgoing {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly signal: AbortSignal;
}

export interface Incoming {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

const LONGEST = 1024 * 1024;

/** Sends one HTTP request over kept connections. */
export type Exchange = (outgoing: Outgoing) => Promise<Incoming>;

/** Connections are kept open between calls: a TLS handshake costs more than a whole turn. */
export function createExchange(): Exchange {
  const plainAgent = new PlainAgent({ keepAlive: true, maxSockets: 64 });
  const tlsAgent = new TlsAgent({ keepAlive: true, maxSockets: 64 });
  return ({ method, url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const agent = secure ? tlsAgent : plainAgent;
      const send = secure ? tls : plain;
      const outgoing = send(url, { method, headers, agent, signal }, (incoming) => {
        received(incoming).then(resolve, reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
}

function received(incoming: IncomingMessage): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    let text = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (part: string) => {
      if (text.length < LONGEST) text += part;
    });
    incoming.on('error', reject);
    incoming.on('end', () => {
      const retryAfter = incoming.headers['retry-after'];
      resolve({ status: incoming.statusCode ?? 0, retryAfter, text });
    });
  });
}
