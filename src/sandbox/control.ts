import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { FARTHEST, type TenantClock } from './clock.ts';
import { findDuration } from './duration.ts';
import { Fault, type Faults } from './faults.ts';
import { findObjection } from './guard.ts';
import { findBody, sendJson } from './http.ts';
import type { ByHand } from './service.ts';
import type { Connection } from './transport.ts';

/** What the controls move. */
export interface Controls {
  readonly clock: TenantClock;
  readonly faults: Faults;
  readonly connection: Connection;
  /** Everything worth seeing. */
  state(): Promise<object>;
  reset(): void;
  /** More routes, which belong to the services. */
  readonly byHand?: Readonly<Record<string, ByHand>>;
}

interface Reply {
  readonly status: number;
  readonly body: object;
}

const ok = (body: object): Reply => ({ status: 200, body });
const bad = (problem: string): Reply => ({ status: 400, body: { error: problem } });

const ROUTES: Readonly<
  Record<string, (controls: Controls, body: unknown) => Promise<Reply> | Reply>
> = {
  'GET /sandbox/state': async (controls) => ok(await controls.state()),
  'GET /sandbox/connection': ({ connection, clock }) =>
    ok({ ...connection, clock: { offsetMs: clock.offsetMs() } }),
  'GET /sandbox/faults': ({ faults }) => ok({ faults: faults.list() }),
  'POST /sandbox/faults': ({ faults }, body) => switchOn(faults, body),
  'DELETE /sandbox/faults': ({ faults }) => {
    faults.clear();
    return ok({ faults: [] });
  },
  'GET /sandbox/clock': ({ clock }) => ok(clockOf(clock)),
  'POST /sandbox/clock': ({ clock }, body) => advance(clock, body),
  'POST /sandbox/reset': (controls) => {
    controls.reset();
    return ok(clockOf(controls.clock));
  },
};

const pathsOf = (routes: object) =>
  new Set(Object.keys(routes).map((route) => route.split(' ')[1]));

/** Serves the control routes; false when the path is somebody else's. */
export async function control(
  controls: Controls,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const path = pathOf(request);
  if (!pathsOf({ ...ROUTES, ...controls.byHand }).has(path)) return false;
  const objection = findObjection(request);
  if (objection !== undefined) {
    sendJson(response, 403, { error: objection });
    return true;
  }
  const { status, body } = await reply(controls, request, path);
  sendJson(response, status, body);
  return true;
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?')[0] ?? '';

async function reply(controls: Controls, request: IncomingMessage, path: string): Promise<Reply> {
  const name = `${request.method} ${path}`;
  const [own, byHand] = [ROUTES[name], controls.byHand?.[name]];
  const answer = own ?? (byHand && ((_: Controls, body: unknown) => byHand(body)));
  if (answer === undefined)
    return { status: 405, body: { error: `${path} does not know ${request.method}.` } };
  const text = await findBody(request);
  if (text === undefined) return { status: 413, body: { error: 'The body is too large.' } };
  const read = readJson(text);
  return read.ok ? answer(controls, read.body) : bad('The body is not valid JSON.');
}

function readJson(text: string): { readonly ok: boolean; readonly body?: unknown } {
  if (text.trim() === '') return { ok: true };
  try {
    return { ok: true, body: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

const clockOf = (clock: TenantClock) => ({
  now: clock.now().toISOString(),
  offsetMs: clock.offsetMs(),
});

const Advance = z.strictObject({ advance: z.string().max(100) });

const EXAMPLE =
  'such as {"advance":"PT24H"}: an ISO 8601 duration of weeks, days, hours, minutes and seconds';

function advance(clock: TenantClock, body: unknown): Reply {
  const wanted = Advance.safeParse(body);
  if (!wanted.success) return bad(`Say how far the clock goes forward, ${EXAMPLE}.`);
  const ms = findDuration(wanted.data.advance);
  if (ms === undefined)
    return bad(`"${wanted.data.advance}" is not a duration; write it ${EXAMPLE}.`);
  if (clock.offsetMs() + ms > FARTHEST)
    return bad('The clock of the sandbox goes at most a hundred years forward.');
  clock.advance(ms);
  return ok(clockOf(clock));
}

const Wanted = z.union([z.array(Fault).min(1).max(100), Fault.transform((fault) => [fault])]);

function switchOn(faults: Faults, body: unknown): Reply {
  const wanted = (Array.isArray(body) ? z.array(Fault).min(1).max(100) : Wanted).safeParse(body);
  if (!wanted.success)
    return bad(`These faults cannot be switched on: ${problemsOf(wanted.error)}`);
  faults.add(wanted.data);
  return ok({ faults: faults.list() });
}

const problemsOf = (error: z.ZodError) =>
  error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
