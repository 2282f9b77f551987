import { z } from 'zod';
import { SECOND } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { Answer, Call } from './call.ts';
import type { Http } from './client.ts';
import { armRefusal } from './azure-refusals.ts';
import { untilSeen } from './azure-waiting.ts';
import { sameOrigin } from './pages.ts';
import { retryAfter } from './retry.ts';

const Status = z.object({
  status: z.string(),
  error: z.object({ code: z.string().catch(''), message: z.string().catch('') }).nullish(),
});

/** Where the service says how an operation is getting on; undefined: it has ended. */
function linkOf(call: Call, answer: Answer): string | undefined {
  const link =
    answer.header('azure-asyncoperation') ??
    (answer.status === 202 ? answer.header('location') : undefined);
  return link === undefined ? undefined : sameOrigin(call, link);
}

/** Follows a long-running operation to its end; an operation without a link ended with the answer. */
export async function settled(
  http: Http,
  call: Call,
  answer: Answer,
  patience?: number,
): Promise<Answer> {
  const url = linkOf(call, answer);
  if (url === undefined) return answer;
  const { doing } = call;
  const follow: Call = { doing, method: 'GET', url, ...(call.advice && { advice: call.advice }) };
  let asked = retryAfter(answer, http.clock.now());
  return untilSeen<Answer>(http, {
    doing,
    ...(patience === undefined ? {} : { patience }),
    async look() {
      if (asked !== undefined) {
        const pause = Math.min(asked, LONGEST_PAUSE);
        asked = undefined;
        return { pause };
      }
      const now = await http.ask(follow);
      if (!now.ok) throw armRefusal(follow, now);
      asked = retryAfter(now, http.clock.now());
      return hasEnded(call, now) ? now : undefined;
    },
  });
}

/** The service may ask for more patience than its operation needs. */
const LONGEST_PAUSE = 15 * SECOND;

function hasEnded(call: Call, answer: Answer): boolean {
  if (answer.status === 202) return false;
  const parsed = Status.safeParse(answer.body);
  // What `Location` leads to has no status: it is the resource itself.
  if (!parsed.success) return true;
  const { status, error } = parsed.data;
  if (['failed', 'canceled'].includes(status.toLowerCase()))
    throw ended(call, answer, status, error?.code ?? '');
  return status.toLowerCase() === 'succeeded';
}

function ended(call: Call, answer: Answer, status: string, code: string): GatewayError {
  if (code !== '') return armRefusal(call, { ...answer, status: 409, ok: false, code });
  return new GatewayError(
    `${call.doing} was begun, but ended as ${status}. Type resume to try again.`,
    { status: answer.status, transient: false },
  );
}
