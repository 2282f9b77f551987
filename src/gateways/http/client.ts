import { randomUUID } from 'node:crypto';
import type { Agent } from 'node:https';
import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/core-auth';
import type { z } from 'zod';
import type { Clock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import { findScope, requestIdHeader, type Cloud } from '../clouds.ts';
import { attempt } from './attempt.ts';
import type { Answer, Attempt, Call } from './call.ts';
import { noAnswer, refusal, unreadable } from './failure.ts';
import { gatesOf } from './gates.ts';
import { deadlineOf, LONGEST_PAUSE, pauseAfter, TRIES } from './retry.ts';
import { tokensFrom } from './tokens.ts';

export interface HttpLog {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** All that gateways need of HTTP: tokens, deadlines, repeats and sentences are seen to here. */
export interface Http {
  readonly cloud: Cloud;
  /** The machine's own time, for pauses between looks. */
  readonly clock: Clock;
  /** The last answer, whatever its status. Throws `GatewayError` when there is none. */
  ask(call: Call): Promise<Answer>;
  /** Throws `GatewayError` unless the status says success. */
  send(call: Call): Promise<Answer>;
  /** As `send`, with the body parsed: what comes in is checked at the door. */
  read<T>(call: Call, schema: z.ZodType<T>): Promise<T>;
}

export interface HttpOptions {
  readonly cloud: Cloud;
  readonly credential: TokenCredential;
  /** Makes the credential anew, so that a permission just granted counts at once. */
  readonly renew?: () => TokenCredential;
  /** Connects elsewhere than the address says: the sandbox. */
  readonly agent?: Agent;
  /** The machine's own, never the sandbox's: a service means real seconds with `Retry-After`. */
  readonly clock: Clock;
  readonly log: HttpLog;
  readonly random?: () => number;
}

/** Makes the one HTTP client of all gateways. */
export function createHttp(options: HttpOptions): Http {
  const ask = asking(options);
  const send = async (call: Call): Promise<Answer> => {
    const answer = await ask(call);
    if (!answer.ok) throw refusal(call, answer);
    return answer;
  };
  return {
    cloud: options.cloud,
    clock: options.clock,
    ask,
    send,
    async read(call, schema) {
      const { status, body } = await send(call);
      return parseAnswer(call, status, body, schema);
    },
  };
}

/** The body in the form that was agreed on, or a `GatewayError`. */
export function parseAnswer<T>(call: Call, status: number, body: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(body);
  if (!result.success) throw unreadable(call, status, result.error, { transient: false });
  return result.data;
}

function scopeOf(call: Call, cloud: Cloud): string {
  const scope = URL.canParse(call.url) ? findScope(cloud, new URL(call.url)) : undefined;
  if (scope !== undefined) return scope;
  throw new GatewayError(
    `${call.doing} was not tried: the address is none of Microsoft's in the configured cloud. ` +
      'Check the CLOUD setting.',
    { status: 0, transient: false },
  );
}

function asking(options: HttpOptions): (call: Call) => Promise<Answer> {
  const { cloud, credential, agent, clock, log, random = Math.random } = options;
  const client = createDefaultHttpClient();
  const tokens = tokensFrom(credential, clock, options.renew);
  const gates = gatesOf(clock);

  return async (call) => {
    const scope = scopeOf(call, cloud);
    const { host } = new URL(call.url);
    const { requestId = randomUUID() } = call;
    const idHeader = requestIdHeader(cloud, host);
    if (call.fresh === true) tokens.renew(scope);
    const giveUpAt = clock.now().getTime() + deadlineOf(call);
    for (let tried = 1; ; tried += 1) {
      await gates.pass(host, call);
      const token = await tokens.get(scope, call.doing);
      const result = await attempt(client, call, { token, requestId, idHeader, agent });
      log.debug({ host, method: call.method, tried, ...outcome(result) }, call.doing);

      if (isRefusedSignIn(result) && tokens.renew(scope)) continue;
      const now = clock.now();
      gates.heed(host, result, now);
      const pause = pauseAfter(call, result, tried, { now, random });
      const worthIt = pause !== undefined && pause <= LONGEST_PAUSE && tried < TRIES;
      if (!worthIt || now.getTime() + pause > giveUpAt) return conclude(call, result);
      log.warn({ host, tried, pause, ...outcome(result) }, `${call.doing}: trying again`);
      await clock.sleep(pause);
    }
  };
}

const isRefusedSignIn = (result: Attempt): boolean =>
  result.kind === 'answer' && [401, 403].includes(result.answer.status);

const outcome = (result: Attempt): object =>
  result.kind === 'answer'
    ? { status: result.answer.status, code: result.answer.code }
    : { outcome: result.kind };

function conclude(call: Call, result: Attempt): Answer {
  if (result.kind === 'answer') return result.answer;
  throw noAnswer(call, result);
}
