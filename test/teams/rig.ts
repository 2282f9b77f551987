import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdapter, type Adapter, type AdapterSettings } from '../../src/teams/adapter.ts';
import type { TurnContext } from '../../src/teams/botbuilder.ts';
import { isLoopbackUrl } from '../../src/teams/clouds.ts';
import { LIMITS, type Limits } from '../../src/teams/limits.ts';
import { memoryLog, type Line, type Log } from '../../src/teams/log.ts';
import type { Handlers } from '../../src/teams/handlers.ts';
import type { TurnParts } from '../../src/teams/turn-parts.ts';
import { createMetrics, type Metrics } from '../../src/teams/metrics.ts';
import { createServer, type Server, type ServerParts } from '../../src/teams/server.ts';
import { createTurns } from '../../src/teams/turns.ts';

export const TENANT = '11111111-1111-4111-8111-111111111111';
export const ADA = 'aaaaaaaa-0000-4000-8000-000000000001';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the connector answers to one call; undefined: a success. */
export type Script = (sent: Sent) =>
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly afterMs?: number;
      readonly reset?: boolean;
    }
  | undefined;

export async function listening(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createHttp((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => answer(request, response, body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Teams' connector: keeps what it gets and answers by script. */
export async function fakeConnector(script: Script = () => undefined) {
  const sent: Sent[] = [];
  const server = await listening((request, response, body) => {
    const call: Sent = {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body: body === '' ? {} : (JSON.parse(body) as Sent['body']),
    };
    sent.push(call);
    const scripted = script(call) ?? { status: 200, body: { id: `sent-${sent.length}` } };
    if (scripted.reset === true) request.socket.destroy();
    setTimeout(() => {
      if (response.destroyed) return;
      response.writeHead(scripted.status, {
        'Content-Type': 'application/json',
        ...scripted.headers,
      });
      response.end(scripted.body === undefined ? '' : JSON.stringify(scripted.body));
    }, scripted.afterMs ?? 0);
  });
  const texts = () =>
    sent.flatMap(({ body }) => (typeof body.text === 'string' ? [body.text] : []));
  return { ...server, sent, texts, serviceUrl: `http://127.0.0.1:${server.port}/teams/` };
}

export type FakeConnector = Awaited<ReturnType<typeof fakeConnector>>;

export interface Rig {
  readonly connector: FakeConnector;
  readonly adapter: Adapter;
  readonly server: Server;
  readonly url: string;
  readonly metrics: Metrics;
  readonly lines: readonly Line[];
  readonly log: Log;
  post(body: unknown, headers?: Record<string, string>): Promise<{ status: number; body: unknown }>;
  stop(): Promise<void>;
}

const echo: Handlers = {
  message: async ({ context, text }) => {
    await context.sendActivity(`You said ${text}`);
  },
  press: async ({ verb }) => ({ kind: 'message', text: `You pressed ${verb}` }),
};

/** A bot over HTTP with a connector of its own. */
export async function startRig(given: {
  readonly handlers?: Partial<Handlers>;
  readonly bot?: (context: TurnContext) => Promise<void>;
  readonly settings?: Partial<AdapterSettings>;
  readonly limits?: Partial<Limits>;
  readonly turns?: Partial<TurnParts>;
  readonly server?: Partial<ServerParts>;
  readonly script?: Script;
}): Promise<Rig> {
  const log = memoryLog();
  const metrics = createMetrics();
  const limits = { ...LIMITS, ...given.limits };
  const connector = await fakeConnector(given.script);
  const adapter = createAdapter(
    {
      appId: '',
      appType: 'SingleTenant',
      allowAnonymous: true,
      serviceUrlAllowed: isLoopbackUrl,
      backOffMs: 5,
      ...given.settings,
    },
    log,
  );
  const handlers = { ...echo, ...given.handlers };
  const turns = createTurns({ tenant: TENANT, handlers, limits, metrics, log, ...given.turns });
  const health = async () => ({ ready: true });
  const bot = given.bot ?? turns;
  const server = createServer({ adapter, bot, limits, health, metrics, log, ...given.server });
  const { port } = await server.listen('127.0.0.1', 0);
  const url = `http://127.0.0.1:${port}`;
  return {
    connector,
    adapter,
    server,
    url,
    metrics,
    lines: log.lines,
    log,
    post: (body, headers) => post(url, body, headers),
    async stop() {
      await server.close(200);
      await connector.close();
    },
  };
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

let count = 0;

/** A message as Teams sends it, with whatever a test wants otherwise. */
export function message(
  connector: { readonly serviceUrl: string },
  text: string,
  other: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  count += 1;
  return {
    type: 'message',
    id: `in-${count}`,
    channelId: 'msteams',
    serviceUrl: connector.serviceUrl,
    timestamp: '2026-11-21T10:00:00.000Z',
    from: { id: '29:ada', name: 'Ada', aadObjectId: ADA },
    recipient: { id: '28:bot', name: 'Audit Steward' },
    conversation: { id: 'a:ada', conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    text,
    ...other,
  };
}

export const press = (
  connector: { readonly serviceUrl: string },
  verb: unknown,
  other: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  ...message(connector, ''),
  type: 'invoke',
  name: 'adaptiveCard/action',
  replyToId: 'card-1',
  value: { action: { type: 'Action.Execute', verb, data: { run: '7K2QF' } }, trigger: 'manual' },
  ...other,
});

/** Resolves once the condition holds; fails after ten seconds, which a busy machine may need. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('It never came true.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
