import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { TokenCredential } from '@azure/core-auth';
import { cloudOf } from '../../src/gateways/clouds.ts';
import { createHttp, type Http, type HttpOptions } from '../../src/gateways/http/client.ts';

export interface Seen {
  readonly method: string;
  /** As the client meant it: `https://host/path`. */
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

export interface Scripted {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Breaks the connection without an answer. */
  readonly reset?: boolean;
  /** Never answers. */
  readonly stall?: boolean;
}

export interface Stub {
  readonly http: Http;
  /** Connects to the stub, whatever host is named. */
  readonly agent: https.Agent;
  readonly seen: Seen[];
  /** Milliseconds that the client paused, in order. */
  readonly pauses: number[];
  readonly scopes: string[];
  /** Answers in order; the last one stays. A function is asked each time. */
  answers(...script: readonly (Scripted | ((seen: Seen) => Scripted))[]): void;
  close(): Promise<void>;
}

export const quiet = { debug: () => undefined, warn: () => undefined };

/** A clock whose sleepers wake at once, and which knows how long they wanted to sleep. */
export function hastyClock(start = Date.now()) {
  const pauses: number[] = [];
  let slept = 0;
  return {
    pauses,
    now: () => new Date(start + slept),
    async sleep(milliseconds: number) {
      pauses.push(milliseconds);
      slept += milliseconds;
    },
  };
}

const textOf = ({ body }: Scripted): string | undefined =>
  body === undefined || typeof body === 'string' ? body : JSON.stringify(body);

async function readAll(request: http.IncomingMessage): Promise<string> {
  const parts = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** A service on loopback that answers as told, under whatever address it is called. */
export async function startStub(more: Partial<HttpOptions> = {}): Promise<Stub> {
  const seen: Seen[] = [];
  let script: readonly (Scripted | ((seen: Seen) => Scripted))[] = [{ status: 200, body: {} }];

  const server = http.createServer((request, response) => {
    void readAll(request).then((text) => {
      const { method = '', headers } = request;
      const one = { method, url: `https://${headers.host}${request.url}`, headers, text };
      const next = script[Math.min(seen.length - begun, script.length - 1)] ?? {};
      seen.push(one);
      const reply = typeof next === 'function' ? next(one) : next;
      if (reply.stall) return;
      if (reply.reset) return void request.socket.destroy();
      response.writeHead(reply.status ?? 200, reply.headers);
      response.end(textOf(reply));
    });
  });
  let begun = 0;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as net.AddressInfo;
  const agent = Object.assign(new https.Agent({ keepAlive: true }), {
    createConnection: () => net.connect(port, '127.0.0.1'),
  });

  const scopes: string[] = [];
  const credential: TokenCredential = {
    async getToken(scope) {
      scopes.push(String(scope));
      return { token: 'canary-token', expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
  const clock = hastyClock();
  const options = { cloud: cloudOf('public'), credential, agent, clock, log: quiet };
  return {
    http: createHttp({ ...options, random: () => 1, ...more }),
    agent,
    seen,
    scopes,
    pauses: clock.pauses,
    answers(...given) {
      script = given;
      begun = seen.length;
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** What somebody threw. */
export async function thrownBy(work: () => Promise<unknown>): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown.');
}
