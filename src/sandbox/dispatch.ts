import type { Faults, Fault } from './faults.ts';
import type { Limiter } from './limiter.ts';
import { refusal } from './refusals.ts';
import type { Service, ServiceAnswer, ServiceRequest } from './service.ts';
import type { Tokens } from './tokens.ts';

/** A request as it came over the wire. */
export interface Arrival {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: larger than anybody reads. */
  readonly text: string | undefined;
}

/** What goes back; `undefined` breaks the connection instead. */
export type Departure = (ServiceAnswer & { readonly page?: string }) | undefined;

export interface Rules {
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly limiter: Limiter;
  /** Waits; rejects when the caller has gone away. */
  readonly pause: (ms: number) => Promise<void>;
  readonly report: (error: unknown) => void;
}

/** Answers one request: faults first, then limits and tokens, then the service itself. */
export async function dispatch(
  service: Service,
  arrival: Arrival,
  rules: Rules,
): Promise<Departure> {
  const fault = rules.faults.take(service.name, arrival);
  if (fault === undefined) return serve(service, arrival, rules);
  const carried = fault.when === 'after' ? await serve(service, arrival, rules) : undefined;
  if (fault.delayMs !== undefined) await rules.pause(fault.delayMs);
  if (fault.reset === true) return undefined;
  if (fault.status !== undefined) return faulty(service, arrival, fault, fault.status);
  return carried ?? serve(service, arrival, rules);
}

function faulty(
  { name }: Service,
  { url }: Arrival,
  { body, retryAfter }: Fault,
  status: number,
): Departure {
  const wait = retryAfter === undefined ? {} : { retryAfter };
  const answer = refusal(name, url.hostname, { status, ...wait });
  return body === undefined ? answer : { ...answer, page: body };
}

async function serve(service: Service, arrival: Arrival, rules: Rules): Promise<ServiceAnswer> {
  const { headers, method, url, text } = arrival;
  const host = url.hostname;
  const refuse = (status: number, more = {}) => refusal(service.name, host, { status, ...more });
  if (text === undefined) return refuse(413);
  if (!isDecodable(url.pathname)) return refuse(400);
  const caller = rules.tokens.findCaller(headers.authorization, host);
  // A vault answers with its own challenge; the token endpoint needs no token.
  if (caller === undefined && !OPEN.has(service.name)) return refuse(401);
  const wait = rules.limiter.findWait(caller?.objectId ?? 'anybody', host);
  if (wait !== undefined) return refuse(429, { retryAfter: wait });
  const read = readBody(headers['content-type'], text);
  if (!read.readable) return refuse(400, { message: 'The body of the request is not valid JSON.' });
  return carryOut(service, { method, url, headers, body: read.body, caller }, rules);
}

const OPEN: ReadonlySet<string> = new Set(['identity', 'keyvault']);

async function carryOut(
  service: Service,
  request: ServiceRequest,
  { report }: Rules,
): Promise<ServiceAnswer> {
  try {
    return await service.handle(request);
  } catch (error) {
    report(error);
    return refusal(service.name, request.url.hostname, { status: 500 });
  }
}

const isDecodable = (path: string): boolean => {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
};

interface Read {
  readonly readable: boolean;
  readonly body: unknown;
}

function readBody(type = '', text: string): Read {
  if (text === '') return { readable: true, body: undefined };
  if (/^application\/x-www-form-urlencoded/i.test(type))
    return { readable: true, body: Object.fromEntries(new URLSearchParams(text)) };
  if (!/\bjson\b/i.test(type)) return { readable: true, body: text };
  try {
    return { readable: true, body: JSON.parse(text) };
  } catch {
    return { readable: false, body: undefined };
  }
}
