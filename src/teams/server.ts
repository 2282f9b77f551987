import { once } from 'node:events';
import { STATUS_CODES } from 'node:http';
import pino from 'pino';
import restify, { type Request, type Response } from 'restify';
import type { Adapter } from './adapter.ts';
import { readBody } from './body.ts';
import type { TurnContext } from './botbuilder.ts';
import { within } from './bounded.ts';
import { isLoopback } from './clouds.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export interface ServerParts {
  readonly adapter: Adapter;
  readonly bot: (context: TurnContext) => Promise<void>;
  readonly limits?: Limits;
  /** Asked for at each `GET /readyz`; only `ready` is shown to the outside, all of it is logged. */
  readonly health: () => Promise<{ readonly ready: boolean }>;
  readonly metrics: Metrics;
  /** Sees whatever is not one of the bot's own routes first; true when it has answered. */
  readonly before?: (request: Request, response: Response) => Promise<boolean>;
  readonly log: Log;
}

export interface Server {
  /** Resolves with the port, which is a free one when 0 was asked for. */
  listen(host: string, port: number): Promise<{ readonly port: number }>;
  /** Takes no more requests and waits for running turns, at most this long (default 10 s). */
  close(deadlineMs?: number): Promise<void>;
}

const MESSAGES = '/api/messages';
const OWN: readonly string[] = [MESSAGES, '/healthz', '/readyz', '/metrics'];
const HEALTH_DEADLINE = 3000;

/** The bot's HTTP side. No answer carries a stack, a host or an error's text. */
export function createServer(parts: ServerParts): Server {
  const desk: Desk = { ...parts, running: new Set(), closing: false };
  const server = routed(desk);
  const { server: http } = server;
  http.requestTimeout = 30_000;
  http.headersTimeout = 15_000;
  // Longer than the proxies before it keep theirs: else they meet a connection just closed.
  http.keepAliveTimeout = 75_000;
  return {
    async listen(host, port) {
      // restify passes the error on to whoever listens, and ends the process when nobody does.
      server.on('error', () => undefined);
      server.listen(port, host);
      await once(http, 'listening').catch((error: unknown) => {
        throw new Error(
          `Port ${port} cannot be used: ${reasonOf(error)}. Set PORT to another one.`,
        );
      });
      return { port: server.address().port };
    },
    close: (deadlineMs = 10_000) => stop(desk, server, deadlineMs),
  };
}

interface Desk extends ServerParts {
  readonly running: Set<Promise<void>>;
  closing: boolean;
}

function routed(desk: Desk): restify.Server {
  const options: restify.ServerOptions = { name: '', handleUncaughtExceptions: false };
  // restify's own logger writes to stdout, and may write what a request carried. Its types still
  // ask for the logger of an older version.
  Reflect.set(options, 'log', pino({ level: 'silent' }));
  const server = restify.createServer(options);
  server.pre((request, response, next) => {
    ahead(desk, request, response).then(
      (answered) => next(answered ? false : undefined),
      (error: unknown) => next(unanswered(desk, response, error)),
    );
  });
  const route = (method: 'get' | 'post', path: string, answer: Route) =>
    server[method](path, (request, response, next) => {
      const work = answer(desk, request, response).catch((error: unknown) => {
        unanswered(desk, response, error);
      });
      desk.running.add(work);
      void work.finally(() => {
        desk.running.delete(work);
        next(false);
      });
    });
  route('post', MESSAGES, takeActivity);
  route('get', '/healthz', async (_desk, _request, response) => send(response, 200, { ok: true }));
  route('get', '/readyz', sayReady);
  route('get', '/metrics', showMetrics);
  server.on('restifyError', refuseRoute);
  return server;
}

type Route = (desk: Desk, request: Request, response: Response) => Promise<void>;

/** False for the bot's own routes and for what nobody answers. */
async function ahead({ before }: Desk, request: Request, response: Response): Promise<boolean> {
  if (before === undefined || OWN.includes(request.path())) return false;
  return before(request, response);
}

/** Logs, answers if nobody did, and stops restify from answering. */
function unanswered({ log }: Desk, response: Response, error: unknown): false {
  log.error('request.failed', { error });
  if (!response.headersSent) send(response, 500, { error: 'Something went wrong here.' });
  return false;
}

// What restify says of itself names the path and the methods; one word is enough.
function refuseRoute(
  _request: Request,
  response: Response,
  error: { readonly statusCode?: unknown },
  done: () => void,
): void {
  const status = typeof error.statusCode === 'number' ? error.statusCode : 500;
  const text = JSON.stringify({ error: STATUS_CODES[status] ?? 'Refused' });
  // By restify's own way of sending, or it would send a second answer.
  if (!response.headersSent) response.sendRaw(status, text, { ...HEADERS, ...JSON_TYPE });
  done();
}

async function takeActivity(desk: Desk, request: Request, response: Response): Promise<void> {
  const { adapter, bot, limits = LIMITS } = desk;
  if (desk.closing) return send(response, 503, { error: 'The bot is stopping.' });
  // A page in a browser may have its own name point at this machine.
  if (adapter.anonymous && !isLoopback(hostOf(request)))
    return send(response, 403, { error: 'This bot answers on this machine only.' });
  const body = await readBody(request, limits.bodyBytes);
  if (body.kind === 'refused') return send(response, body.status, { error: body.why });
  const answer = await adapter.answer(request.headers.authorization ?? '', body.value, bot);
  if (answer.status === 401) desk.metrics.refused('token');
  send(response, answer.status, answer.body);
}

const hostOf = ({ headers }: Request): string =>
  URL.parse(`http://${headers.host ?? ''}`)?.hostname ?? '';

async function sayReady(desk: Desk, _request: Request, response: Response): Promise<void> {
  const state = await within(HEALTH_DEADLINE, desk.health()).catch((error: unknown) => ({
    ready: false,
    error,
  }));
  const ready = state.ready && !desk.closing;
  if (!ready) desk.log.warn('not.ready', { ...state, stopping: desk.closing });
  send(response, ready ? 200 : 503, { ready });
}

async function showMetrics(desk: Desk, _request: Request, response: Response): Promise<void> {
  const { type, text } = await desk.metrics.page();
  response.writeHead(200, { ...HEADERS, 'Content-Type': type });
  response.end(text);
}

const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy': "default-src 'none'",
  'Referrer-Policy': 'no-referrer',
};

const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };

function send(response: Response, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const text = body === undefined ? '' : JSON.stringify(body);
  const type = text === '' ? {} : JSON_TYPE;
  const length = { 'Content-Length': String(Buffer.byteLength(text)) };
  // What was refused unread is not worth keeping the connection for.
  const end = status === 413 || status === 503 ? { Connection: 'close' } : {};
  response.writeHead(status, { ...HEADERS, ...type, ...length, ...end });
  response.end(text);
}

/** Running turns may finish; who is not done in time is cut off and logged. */
async function stop(desk: Desk, { server }: restify.Server, deadlineMs: number): Promise<void> {
  desk.closing = true;
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  await within(deadlineMs, Promise.all(desk.running)).catch(() => {
    desk.log.warn('stop.turns-left', { turns: desk.running.size });
  });
  server.closeAllConnections();
  await closed;
}

const TAKEN: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses it',
  EACCES: 'it takes rights that this program does not have',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return TAKEN[code] ?? 'the address is not available';
}
