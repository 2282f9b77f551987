import { z } from 'zod';
import { GatewayError } from '../../core/errors.ts';
import type { Answer, Call } from './call.ts';
import { parseAnswer, type Http } from './client.ts';
import { unreadable } from './failure.ts';
import { armRefusal, stillSpreading } from './azure-refusals.ts';
import { settled } from './azure-operations.ts';
import { isNotYet } from './azure-waiting.ts';
import type { Spreading } from './azure-spreading.ts';
import { endless, MAX_PAGES, sameOrigin } from './pages.ts';

/** One call, as the parts of this gateway word it. */
export interface ArmCall {
  readonly doing: string;
  readonly path: string;
  /** Version of this resource's interface. */
  readonly version: string;
  /** What the bot's application lacks when it is refused: `the role Reader on the subscription`. */
  readonly needs: string;
  readonly query?: Readonly<Record<string, string>>;
}

export interface ArmWrite extends ArmCall {
  readonly method: 'PUT' | 'PATCH' | 'POST';
  readonly body?: unknown;
  readonly requestId: string;
  /** The same again does no harm: all but a PATCH of this gateway. */
  readonly safe: boolean;
  /** Milliseconds to follow a long-running operation; what is not over by then goes on by itself. */
  readonly follow?: number;
}

/** Azure Resource Manager over the bot's HTTP client. */
export interface Arm {
  readonly http: Http;
  /** Undefined: the service says that there is none. */
  find<T>(call: ArmCall, form: z.ZodType<T>): Promise<T | undefined>;
  get<T>(call: ArmCall, form: z.ZodType<T>): Promise<T>;
  /** All pages. */
  list<T>(call: ArmCall, row: z.ZodType<T>): Promise<readonly T[]>;
  /** Returns when the operation has ended, or is left to itself. */
  write(call: ArmWrite): Promise<Answer>;
}

export interface ArmOptions {
  /** Tells a right that is still spreading from one that is missing. */
  readonly spreading: Spreading;
}

/** Group or subscription: rights at, above and below it are looked at. */
const scopeOf = (path: string): string => path.split('/providers/Microsoft.', 2)[0] ?? '';

/**
 * Without a code it is not the service that says so, but something before it; and what is in a
 * subscription that cannot be found is not known to be gone.
 */
const saysAbsent = ({ code }: Answer): boolean => code !== '' && code !== 'SubscriptionNotFound';

export function openArm(http: Http, { spreading }: ArmOptions): Arm {
  const callOf = (call: ArmCall): Call => ({
    doing: call.doing,
    method: 'GET',
    url: addressOf(http, call),
    advice: { 403: adviceOf(call), 401: adviceOf(call) },
  });
  const refused = async (call: Call, path: string, answer: Answer): Promise<GatewayError> => {
    const lacks = answer.status === 403 && answer.code === 'AuthorizationFailed';
    return lacks && (await spreading(scopeOf(path)))
      ? stillSpreading(call, 403)
      : armRefusal(call, answer);
  };
  const read = async (call: ArmCall): Promise<Answer | undefined> => {
    const answer = await http.ask(callOf(call));
    if (answer.ok) return answer;
    if (answer.status === 404 && saysAbsent(answer)) return undefined;
    throw await refused(callOf(call), call.path, answer);
  };
  const find = async <T>(call: ArmCall, form: z.ZodType<T>): Promise<T | undefined> => {
    const answer = await read(call);
    return answer && parseAnswer(callOf(call), answer.status, answer.body, form);
  };
  return {
    http,
    find,
    async get(call, form) {
      const found = await find(call, form);
      if (found !== undefined) return found;
      throw new GatewayError(
        `${call.doing} failed: it was not found. Check that it still exists.`,
        {
          status: 404,
          transient: false,
        },
      );
    },
    async list(call, row) {
      const form = z.object({ value: z.array(row), nextLink: z.string().nullish() });
      const first = callOf(call);
      const rows = [];
      let url: string | undefined = first.url;
      for (let pages = 0; url !== undefined; pages += 1) {
        if (pages === MAX_PAGES) throw endless(first);
        const page: Call = { ...first, url };
        const answer = await http.ask(page);
        if (!answer.ok) throw await refused(page, call.path, answer);
        const { value, nextLink } = parseAnswer(page, answer.status, answer.body, form);
        rows.push(...value);
        url = (nextLink ?? '') === '' ? undefined : sameOrigin(first, nextLink ?? '');
      }
      return rows;
    },
    async write({ method, body, requestId, safe, follow, ...call }) {
      const sent: Call = {
        ...callOf(call),
        ...{ method, requestId, safe, patience: WRITE_PATIENCE },
        ...(body === undefined ? {} : { body }),
        // It says itself that it did nothing.
        passes: ({ code }) => code === 'ConflictError',
      };
      const answer = await http.ask(sent);
      if (!answer.ok) throw await refused(sent, call.path, answer);
      try {
        return await settled(http, sent, answer, follow);
      } catch (error) {
        if (follow !== undefined && isNotYet(error)) return answer;
        throw error;
      }
    },
  };
}

const WRITE_PATIENCE = 30_000;

function addressOf(http: Http, { path, version, query }: ArmCall): string {
  const parameters = new URLSearchParams({ 'api-version': version, ...query });
  // The service reads a plus sign as one, not as a space.
  const search = parameters.toString().replaceAll('+', '%20');
  return `https://${http.cloud.arm}${path}?${search}`;
}

const adviceOf = ({ needs }: ArmCall): string =>
  `Give the bot’s application ${needs}, then type resume. If that was done a moment ago, it takes ` +
  'up to ten minutes to be known everywhere.';

/** For an answer whose body is needed but is not what was agreed on. */
export const parsed = <T>(call: ArmCall, answer: Answer, form: z.ZodType<T>): T => {
  const result = form.safeParse(answer.body);
  if (result.success) return result.data;
  const bare: Call = { doing: call.doing, method: 'GET', url: '' };
  throw unreadable(bare, answer.status, result.error, { transient: false });
};

/** A path of names that people chose: none of them can become more than one segment. */
export const pathOf = (strings: TemplateStringsArray, ...names: readonly string[]): string =>
  String.raw({ raw: strings }, ...names.map((name) => encodeURIComponent(name)));
