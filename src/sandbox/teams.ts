import type { IncomingMessage, ServerResponse } from 'node:http';
import { botAt } from './teams-bot.ts';
import { connector } from './teams-connector.ts';
import {
  enter,
  getPerson,
  getVisitor,
  messages,
  people,
  press,
  say,
  setAccess,
  type DoorParts,
} from './teams-door.ts';
import { refuseStrangers } from './teams-guard.ts';
import { Answer, readJson, refusal, sendJson } from './teams-http.ts';
import { LIMITS, type Limits } from './teams-limits.ts';
import { liveOver } from './teams-live.ts';
import { sendPageFile } from './teams-page.ts';
import { openChatStore } from './teams-store.ts';
import { z } from 'zod';

export interface TeamsOptions {
  /** `teams.sqlite` is kept there. */
  readonly folder: string;
  readonly clock: { now(): Date };
  /** Where the bot takes activities, such as `http://127.0.0.1:3978/api/messages`. */
  readonly botEndpoint: string;
  /** Sent with each activity, such as `http://127.0.0.1:3978/sandbox/connector`. */
  readonly serviceUrl: string;
  readonly log?: (message: string, details: Readonly<Record<string, unknown>>) => void;
  readonly limits?: Limits;
  /** Milliseconds that the bot has for a turn. */
  readonly patience?: number;
}

/** Microsoft Teams for the sandbox: the Bot Connector, and the page where people chat. */
export interface Teams {
  /** True when the path was its own. To be called with the request's body unread. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Forgets every message and who has opened what; open pages start anew. */
  reset(): void;
  /** Ends the open event streams and closes the file. */
  close(): void;
}

/** Everything of one running Teams. */
interface Running extends DoorParts {
  readonly connect: ReturnType<typeof connector>;
}

export function createTeams(options: TeamsOptions): Teams {
  const { folder, clock, serviceUrl, botEndpoint, limits = LIMITS, patience } = options;
  const store = openChatStore(folder);
  const live = liveOver(store);
  const deliver = botAt(botEndpoint, patience);
  const connect = connector({ store, live, clock, serviceUrl, limits });
  const running: Running = { store, live, clock, serviceUrl, deliver, connect };
  return {
    async handle(request, response) {
      const url = addressOf(request);
      if (url === undefined || !isOurs(url.pathname)) return false;
      await answer(running, request, response, url).catch((error: unknown) => {
        fail(options.log, response, url.pathname, error);
      });
      return true;
    },
    reset() {
      store.clear();
      live.reset();
    },
    close() {
      live.close();
      store.close();
    },
  };
}

// Of a request the path counts alone; a path such as `//x` is no address by itself.
function addressOf({ url = '/' }: IncomingMessage): URL | undefined {
  return URL.parse(`http://127.0.0.1${url.startsWith('/') ? url : '/'}`) ?? undefined;
}

const OURS = /^\/(?:$|sandbox\/(?:page|teams|connector\/+v3)(?:\/|$))/;
const isOurs = (path: string): boolean => OURS.test(path);

function fail(
  log: TeamsOptions['log'],
  response: ServerResponse,
  path: string,
  error: unknown,
): void {
  if (response.headersSent) return void response.end();
  if (error instanceof Answer) return sendJson(response, error.status, error.body, error.headers);
  log?.('The sandbox could not answer.', { path, error });
  sendJson(response, 500, { error: 'The sandbox could not answer; see its log.' });
}

async function answer(
  running: Running,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  refuseStrangers(request);
  const [first, area, ...rest] = pathOf(url);
  if (first === undefined || area === 'page') return page(request, response, rest);
  if (area === 'connector') return connectorCall(running, request, response, url, rest);
  const [route = '', name] = rest;
  if (request.method === 'GET') return look(running, request, response, url, route);
  if (request.method !== 'POST') throw refusal(405, 'Use GET or POST.');
  sendJson(response, 200, await act(running, route, name, await readJson(request)));
}

function pathOf(url: URL): readonly string[] {
  try {
    return url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    throw refusal(400, 'The path is not valid.');
  }
}

async function page(request: IncomingMessage, response: ServerResponse, path: readonly string[]) {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw refusal(405, 'Use GET.');
  if (path.length > 1) throw refusal(404, 'There is no such file.');
  await sendPageFile(response, path[0] ?? 'index.html');
}

async function connectorCall(
  { connect }: Running,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  [, conversations, ...path]: readonly string[],
): Promise<void> {
  if (conversations !== 'conversations') throw refusal(404, 'There is no such call.');
  const body = await readJson(request);
  const called = { method: request.method ?? 'GET', path, query: url.searchParams, body };
  const { status, body: result } = connect(called);
  sendJson(response, status, result);
}

function look(
  running: Running,
  request: IncomingMessage,
  response: ServerResponse,
  { searchParams }: URL,
  route: string,
): void {
  if (route === 'people') return sendJson(response, 200, people(running));
  const visitor = () => getVisitor(searchParams.get('person'), searchParams.get('conversation'));
  if (route === 'messages') return sendJson(response, 200, messages(running, visitor()));
  if (route !== 'events') throw refusal(404, 'There is no such address.');
  const last = request.headers['last-event-id'] ?? searchParams.get('after') ?? undefined;
  running.live.follow(response, visitor().place.id, z.string().optional().parse(last));
}

const Who = z.looseObject({
  person: z.string().optional(),
  conversation: z.string().optional(),
});

async function act(running: Running, route: string, name: string | undefined, body: unknown) {
  if (route === 'people') return setAccess(running, getPerson(name), body);
  const who = Who.safeParse(body);
  if (!who.success) throw refusal(400, 'Send a JSON object that names a person.');
  const visitor = getVisitor(who.data.person, who.data.conversation);
  if (route === 'say') return say(running, visitor, body);
  if (route === 'press') return press(running, visitor, body);
  if (route !== 'open') throw refusal(404, 'There is no such address.');
  await enter(running, visitor);
  return { opened: true };
}
