import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTeams, type Teams, type TeamsOptions } from '../../src/sandbox/teams.ts';

/** An activity as the bot received it. */
export type Activity = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

export interface ChattyBot {
  readonly received: Activity[];
  /** What to do with a message, and what to answer an invoke. */
  onMessage(activity: Activity, send: Send): Promise<unknown> | unknown;
  onPress(activity: Activity, send: Send): Promise<unknown> | unknown;
  /** HTTP status of the next answers. */
  status: number;
}

/** A call of the connector at the conversation of the activity; returns status, headers, body. */
export type Send = (method: string, path: string, body?: unknown) => Promise<Sent>;
export interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

export interface TeamsHouse {
  readonly url: string;
  readonly bot: ChattyBot;
  readonly teams: Teams;
  readonly folder: string;
  readonly connect: Send;
  readonly clock: { now(): Date };
  post(path: string, body: unknown): Promise<Sent>;
  get(path: string): Promise<Sent>;
  messages(person: string, conversation?: string): Promise<Activity[]>;
  close(): Promise<void>;
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

async function call(method: string, url: string, body?: unknown): Promise<Sent> {
  const init =
    body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(url, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...init,
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

const echo = (): ChattyBot => ({
  received: [],
  status: 200,
  onMessage: (activity, send) =>
    activity.text === undefined
      ? undefined
      : send('POST', 'activities', { type: 'message', text: `You said ${activity.text}` }),
  onPress: () => ({
    statusCode: 200,
    type: 'application/vnd.microsoft.activity.message',
    value: 'Done.',
  }),
});

/** Teams and a small bot on one loopback server, as in the product. */
export async function openHouse(
  options: Partial<TeamsOptions> & { readonly port?: number } = {},
  more?: (path: string, request: IncomingMessage) => Promise<unknown> | unknown,
): Promise<TeamsHouse> {
  const bot = echo();
  const server = createServer();
  await new Promise<void>((listening) => server.listen(options.port ?? 0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'teams-'));
  const clock = options.clock ?? { now: () => new Date() };
  const teams = createTeams({
    botEndpoint: `${url}/api/messages`,
    serviceUrl: `${url}/sandbox/connector`,
    ...options,
    folder,
    clock,
  });
  serve(server, teams, bot, more);
  return {
    url,
    bot,
    teams,
    folder,
    clock,
    connect: (method, path, body) => call(method, `${url}/sandbox/connector/v3/${path}`, body),
    post: (path, body) => call('POST', url + path, body),
    get: (path) => call('GET', url + path),
    messages: async (person, conversation = 'personal') => {
      const query = new URLSearchParams({ person, conversation });
      const { body } = await call('GET', `${url}/sandbox/teams/messages?${query}`);
      return body.messages;
    },
    close: () => closeAll(server, teams),
  };
}

function serve(
  server: Server,
  teams: Teams,
  bot: ChattyBot,
  more: (path: string, request: IncomingMessage) => unknown = () => undefined,
): void {
  server.on('request', (request, response) => {
    void (async () => {
      if (await teams.handle(request, response)) return;
      const path = request.url ?? '/';
      const answer =
        path === '/api/messages'
          ? await take(bot, JSON.parse(await bodyOf(request)))
          : { status: 200, body: await more(path, request) };
      response.writeHead(
        answer.body === undefined && path !== '/api/messages' ? 404 : answer.status,
      );
      response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
    })();
  });
}

async function take(bot: ChattyBot, activity: Activity) {
  bot.received.push(activity);
  const { serviceUrl, conversation } = activity;
  const base = `${serviceUrl}/v3/conversations/${encodeURIComponent(conversation.id)}/`;
  const send: Send = (method, path, body) => call(method, base + path, body);
  if (activity.type === 'invoke')
    return { status: bot.status, body: await bot.onPress(activity, send) };
  if (activity.type === 'message') await bot.onMessage(activity, send);
  return { status: bot.status, body: undefined };
}

async function closeAll(server: Server, teams: Teams): Promise<void> {
  teams.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
}
