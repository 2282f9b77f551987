import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { GatewayError } from '../core/errors.ts';
import { within } from './bounded.ts';
import type { Exchange, Incoming, Outgoing } from './exchange.ts';

/** Teams' side of the conversation: what the bot sends. */
export interface Connector {
  /** The answer's body, parsed. Throws a `GatewayError` for everything that is not a success. */
  send(
    method: Outgoing['method'],
    serviceUrl: string,
    path: string,
    body: unknown,
  ): Promise<unknown>;
}

export interface ConnectorParts {
  readonly exchange: Exchange;
  /** Undefined without an app id; `fresh` asks for a new token although the old one lasts. */
  readonly token: (fresh: boolean) => Promise<string | undefined>;
  readonly serviceUrlAllowed: (url: string) => boolean;
  /** For one call with all its repeats. */
  readonly deadlineMs: number;
  readonly backOffMs?: number;
}

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages#status-codes-from-bot-conversational-apis */
const PASSING = [412, 429, 502, 503, 504];
const ATTEMPTS = 4;

/** Sends to Teams: only to allowed hosts, within a deadline, repeated where that helps. */
export function createConnector(parts: ConnectorParts): Connector {
  return {
    async send(method, serviceUrl, path, body) {
      if (!parts.serviceUrlAllowed(serviceUrl))
        throw failure('The service address is not one of Teams.', 0, 'ServiceUrlNotAllowed', false);
      const url = new URL(`${serviceUrl.replace(/\/+$/, '')}${path}`);
      return repeated(parts, { method, url, body: JSON.stringify(body) });
    },
  };
}

type Call = Pick<Outgoing, 'method' | 'url' | 'body'>;

async function repeated(parts: ConnectorParts, call: Call): Promise<unknown> {
  const until = performance.now() + parts.deadlineMs;
  for (let attempt = 1, fresh = false; ; attempt += 1) {
    const incoming = await attempted(parts, call, until - performance.now(), fresh, attempt);
    if (incoming !== undefined && isSuccess(incoming)) return parsed(incoming.text);

    const renew: boolean = incoming?.status === 401 && !fresh;
    const pause = renew ? 0 : pauseBefore(incoming, attempt, parts.backOffMs ?? 500);
    const again = renew || incoming === undefined || PASSING.includes(incoming.status);
    const late = performance.now() + pause >= until;
    if (!again || late || attempt >= ATTEMPTS) throw refusalOf(incoming);
    fresh = renew;
    if (pause > 0) await sleep(pause);
  }
}

/** Undefined when the connection broke, which is worth another try; a stall is not. */
async function attempted(
  parts: ConnectorParts,
  call: Call,
  left: number,
  fresh: boolean,
  attempt: number,
): Promise<Incoming | undefined> {
  const deadline = Math.max(1, Math.ceil(left));
  const signal = AbortSignal.timeout(deadline);
  try {
    const headers = headersOf(call.body, await within(deadline, parts.token(fresh)));
    return await parts.exchange({ ...call, headers, signal });
  } catch (cause) {
    if (isTimeout(cause) || signal.aborted)
      throw failure('Teams did not answer in time.', 0, 'Timeout', true, cause);
    if (!isBroken(cause) || attempt >= ATTEMPTS)
      throw failure('Teams could not be reached.', 0, codeOf(cause), true, cause);
    return undefined;
  }
}

const headersOf = (body: Outgoing['body'], token: string | undefined): Record<string, string> => ({
  'Content-Type': 'application/json; charset=utf-8',
  'Content-Length': String(Buffer.byteLength(body)),
  Accept: 'application/json',
  'User-Agent': 'audit-steward (botbuilder/4.23.3)',
  ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
});

const Coded = z.looseObject({ name: z.string().optional(), code: z.string().optional() });
const codeOf = (error: unknown): string => Coded.safeParse(error).data?.code ?? '';
const isTimeout = (error: unknown): boolean =>
  /^(?:TimedOut|TimeoutError|AbortError)$/.test(Coded.safeParse(error).data?.name ?? '');
const isBroken = (error: unknown): boolean =>
  ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'EAI_AGAIN'].includes(codeOf(error));

const isSuccess = ({ status }: Incoming): boolean => status >= 200 && status < 300;

/** Milliseconds: what the answer asks for, else twice as long each time, with jitter. */
function pauseBefore(incoming: Incoming | undefined, attempt: number, base: number): number {
  const asked = retryAfterMs(incoming?.retryAfter);
  return asked ?? base * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
}

function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

const Refused = z.looseObject({ error: z.looseObject({ code: z.string() }) });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusalOf(incoming: Incoming | undefined): GatewayError {
  if (incoming === undefined) return failure('Teams could not be reached.', 0, 'ECONNRESET', true);
  const { status, text, retryAfter } = incoming;
  const code = Refused.safeParse(parsed(text)).data?.error.code ?? '';
  const named = code === '' ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
  const wait = retryAfterMs(retryAfter);
  return new TeamsRefusal(`Teams did not take the message (${named}).`, {
    status,
    code,
    transient: PASSING.includes(status) || status >= 500,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** A refusal of Teams, with the pause it asked for. */
export class TeamsRefusal extends GatewayError {
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    what: ConstructorParameters<typeof GatewayError>[1] & { readonly retryAfterMs?: number },
  ) {
    super(message, what);
    this.retryAfterMs = what.retryAfterMs;
  }
}

const failure = (
  message: string,
  status: number,
  code: string,
  transient: boolean,
  cause?: unknown,
): TeamsRefusal =>
  new TeamsRefusal(message, { status, code, transient, unknownOutcome: transient, cause });
