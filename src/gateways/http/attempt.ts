import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import type { Agent } from 'node:https';
import { z } from 'zod';
import { SECOND } from '../../core/clock.ts';
import { isSafe, patienceOf, type Answer, type Attempt, type Call } from './call.ts';
import { recordExchanges } from './recording.ts';

/** Where errors of all these services keep their code and text. */
const Fault = z.object({
  error: z.object({ code: z.string().catch(''), message: z.string().catch('') }),
});

function parsed(text: string): unknown {
  const bare = text.replace(/^\uFEFF/, '');
  return bare.trim() === '' ? undefined : JSON.parse(bare);
}

function parsedOrNothing(text: string): unknown {
  try {
    return parsed(text);
  } catch {
    return undefined;
  }
}

export function answerOf(response: PipelineResponse): Answer {
  const { status, headers } = response;
  const ok = status >= 200 && status < 300;
  const text = response.bodyAsText ?? '';
  const body = ok ? parsed(text) : parsedOrNothing(text);
  const fault = Fault.safeParse(body);
  const { code, message } = fault.success ? fault.data.error : { code: '', message: '' };
  return { status, ok, body, text, code, message, header: (name) => headers.get(name) };
}

/** Errors before a connection stood: the service cannot have seen the request. */
const UNREACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

type Silence = Extract<Attempt, { kind: 'silence' }>;

const UNSECURED = /before secure TLS connection was established/;

function wasReached(cause: unknown): boolean {
  if (!(cause instanceof Error)) return true;
  const code: unknown = Reflect.get(cause, 'code');
  return !(typeof code === 'string' && UNREACHED.has(code)) && !UNSECURED.test(cause.message);
}

/** What became of a request that has no answer. */
export function silence(call: Call, cause: unknown): Silence {
  const reached = wasReached(cause);
  const late = cause instanceof Error && cause.name === 'AbortError';
  const why = late
    ? `none came within ${patienceOf(call) / SECOND} seconds`
    : reached
      ? 'the connection broke'
      : 'the service could not be reached';
  return { kind: 'silence', reached, why, cause };
}

export interface Sending {
  readonly token: string;
  readonly requestId: string;
  /** Where this service takes the request id. */
  readonly idHeader: string;
  readonly agent: Agent | undefined;
}

function requestOf(call: Call, { token, requestId, idHeader, agent }: Sending) {
  const request = createPipelineRequest({
    url: call.url,
    method: call.method,
    requestId,
    abortSignal: AbortSignal.timeout(patienceOf(call)),
    headers: createHttpHeaders({
      accept: 'application/json',
      'accept-encoding': 'gzip,deflate',
      authorization: `Bearer ${token}`,
      [idHeader]: requestId,
      ...(call.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...call.headers,
    }),
  });
  if (call.body !== undefined) request.body = JSON.stringify(call.body);
  if (agent !== undefined) request.agent = agent;
  return request;
}

/** Sends once; whatever happens is a value. */
export async function attempt(client: HttpClient, call: Call, sending: Sending): Promise<Attempt> {
  const request = requestOf(call, sending);
  const response = await recordExchanges
    .sendRequest(request, (sent) => client.sendRequest(sent))
    .catch((error: unknown): Attempt => silence(call, error));
  if ('kind' in response) return response;
  try {
    return { kind: 'answer', answer: answerOf(response) };
  } catch (cause) {
    // A page in place of data. What a write answers is of no use to anybody: its status says it.
    if (isSafe(call)) return { kind: 'garbled', status: response.status, cause };
    const { bodyAsText: _page, ...bare } = response;
    return { kind: 'answer', answer: answerOf(bare) };
  }
}
