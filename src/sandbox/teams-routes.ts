import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { connector } from './teams-connector.ts';
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
import { consent, sendFile, takeUpload } from './teams-files.ts';
import { refuseStrangers } from './teams-guard.ts';
import { readJson, refusal, sendJson } from './teams-http.ts';
import { sendPageFile } from './teams-page.ts';

/** Everything of one running Teams. */
export interface Running extends DoorParts {
  readonly connect: ReturnType<typeof connector>;
}

/** Answers one request to an address of ours, or throws the answer. */
export async function answer(
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
  if (route === 'uploads') return takeUpload(running, request, response, name);
  if (route === 'files') return sendFile(running, request, response, name);
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
  if (route === 'consent') return consent(running, visitor, body);
  if (route !== 'open') throw refusal(404, 'There is no such address.');
  await enter(running, visitor);
  return { opened: true };
}
