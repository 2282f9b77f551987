import { MINUTE, type Clock } from '../../core/clock.ts';
import type { Attempt, Call } from './call.ts';
import { closed } from './failure.ts';
import { LONGEST_PAUSE, retryAfter } from './retry.ts';

/** Throttling looks at the last five minutes; whoever asks for more has made a mistake. */
const LONGEST_CLOSURE = 5 * MINUTE;

export interface Gates {
  /** Waits until the host is open again; throws when that would take too long. */
  pass(host: string, call: Call): Promise<void>;
  heed(host: string, result: Attempt, now: Date): void;
}

/** `Retry-After` closes a host for everybody: those who keep knocking are shut out for longer. */
export function gatesOf(clock: Clock): Gates {
  const closedUntil = new Map<string, number>();
  return {
    async pass(host: string, call: Call): Promise<void> {
      const wait = (closedUntil.get(host) ?? 0) - clock.now().getTime();
      if (wait > LONGEST_PAUSE) throw closed(call, wait);
      if (wait > 0) await clock.sleep(wait);
    },
    heed(host: string, result: Attempt, now: Date): void {
      if (result.kind !== 'answer' || ![429, 503].includes(result.answer.status)) return;
      const wait = retryAfter(result.answer, now);
      if (wait === undefined) return;
      const until = now.getTime() + Math.min(wait, LONGEST_CLOSURE);
      closedUntil.set(host, Math.max(closedUntil.get(host) ?? 0, until));
    },
  };
}
