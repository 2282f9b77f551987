import { Client, GraphClientError, type Context } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { GatewayError } from '../../core/errors.ts';
import type { Answer, Call } from './call.ts';
import { parseAnswer, type Http } from './client.ts';
import { refusal } from './failure.ts';
import { endless, MAX_PAGES, sameOrigin } from './pages.ts';

/** Words and permissions of one Graph call, which the library's own request cannot carry. */
export interface Words extends Pick<
  Call,
  'doing' | 'advice' | 'safe' | 'requestId' | 'once' | 'fresh' | 'patience' | 'passes'
> {
  /** A refusal that means something to the gateway; undefined: it is told as any other. */
  refused?(answer: Answer): GatewayError | undefined;
}

/** The library hands bodies on as text. */
function bodyOf(body: unknown): unknown {
  return typeof body === 'string' ? JSON.parse(body) : undefined;
}

const isMethod = (method: string): method is Call['method'] =>
  ['GET', 'POST', 'PUT', 'PATCH'].includes(method);

function callOf({ refused: _refused, ...words }: Words, { request, options }: Context): Call {
  const url = typeof request === 'string' ? request : request.url;
  const method = options?.method ?? 'GET';
  if (!isMethod(method)) throw new Error(`Graph is not called with ${method}.`);
  const body = bodyOf(options?.body);
  return {
    ...words,
    method,
    url,
    headers: Object.fromEntries(new Headers(options?.headers).entries()),
    ...(body === undefined ? {} : { body }),
  };
}

const responseOf = (answer: Answer): Response =>
  answer.status === 204
    ? new Response(null, { status: 204 })
    : Response.json(answer.body ?? {}, { status: answer.status });

/**
 * The Graph library over the bot's own HTTP client, in place of the library's tokens and repeats:
 * one set of rules for hosts, deadlines and `Retry-After` holds for all services.
 */
function graphClient(http: Http, words: Words): Client {
  return Client.initWithMiddleware({
    baseUrl: `https://${http.cloud.graph}/`,
    // The library adds no token of its own: `middleware` ends the chain.
    middleware: {
      async execute(context) {
        const call = callOf(words, context);
        context.response = await answered(http, call, words).then(responseOf, (error: unknown) => {
          throw carried(error);
        });
      },
    },
  });
}

async function answered(http: Http, call: Call, words: Words): Promise<Answer> {
  const answer = await http.ask(call);
  if (answer.ok) return answer;
  throw words.refused?.(answer) ?? refusal(call, answer);
}

/** Runs a Graph call; the library passes errors of its own kind through as they are. */
export async function viaGraph<T>(http: Http, words: Words, work: Work<T>): Promise<T> {
  try {
    return await work(graphClient(http, words));
  } catch (error) {
    if (error instanceof GraphClientError && error.customError instanceof GatewayError)
      throw error.customError;
    throw error;
  }
}

type Work<T> = (client: Client) => Promise<T>;

function carried(error: unknown): GraphClientError {
  const carrier = new GraphClientError();
  carrier.customError = error;
  return carrier;
}

/** All pages of a Graph collection, each checked at the door. */
export function pagesOf<T>(
  http: Http,
  words: Words,
  path: string,
  { row, headers = {} }: { readonly row: z.ZodType<T>; readonly headers?: Record<string, string> },
): Promise<readonly T[]> {
  const form = z.object({ value: z.array(row), '@odata.nextLink': z.string().optional() });
  const { refused: _refused, ...worded } = words;
  const call: Call = { ...worded, method: 'GET', url: `https://${http.cloud.graph}/v1.0${path}` };
  return viaGraph(http, words, async (client) => {
    const rows: T[] = [];
    let url: string | undefined = call.url;
    for (let pages = 0; url !== undefined; pages += 1) {
      if (pages === MAX_PAGES) throw endless(call);
      const body: unknown = await client.api(url).headers(headers).get();
      const page = parseAnswer(call, 200, body, form);
      rows.push(...page.value);
      const link = page['@odata.nextLink'];
      url = link === undefined ? undefined : sameOrigin(call, link);
    }
    return rows;
  });
}
