import { MINUTE, SECOND } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { Http } from './client.ts';

/** Nobody is kept waiting longer inside a call: the run goes on later instead. */
const LONGEST = MINUTE;
const FIRST_PAUSE = SECOND;
const LONGEST_PAUSE = 8 * SECOND;

/** A little more or less each time, so that branches which began together do not stay together. */
const jittered = (milliseconds: number): number =>
  Math.ceil(milliseconds * (0.75 + Math.random() / 2));

export interface Look<T> {
  readonly doing: string;
  /** Milliseconds; a minute unless said otherwise. */
  readonly patience?: number;
  /** Undefined: not yet. `pause` is what the service asked for, in milliseconds. */
  look(): Promise<T | { readonly pause: number } | undefined>;
}

const isPause = (seen: unknown): seen is { readonly pause: number } =>
  typeof seen === 'object' && seen !== null && 'pause' in seen && typeof seen.pause === 'number';

/** Looks until it shows; what takes longer is looked at again by the run. */
export async function untilSeen<T>({ clock }: Pick<Http, 'clock'>, wanted: Look<T>): Promise<T> {
  const giveUpAt = clock.now().getTime() + (wanted.patience ?? LONGEST);
  for (let looks = 1; ; looks += 1) {
    const seen = await wanted.look();
    if (seen !== undefined && !isPause(seen)) return seen;
    const own = Math.min(FIRST_PAUSE * 1.5 ** (looks - 1), LONGEST_PAUSE);
    const pause = isPause(seen) ? seen.pause : jittered(own);
    if (clock.now().getTime() + pause > giveUpAt) throw notYet(wanted.doing);
    await clock.sleep(pause);
  }
}

/** Whether something was accepted and only takes its time. */
export const isNotYet = (error: unknown): boolean =>
  error instanceof GatewayError && error.code === NOT_YET;

const NOT_YET = 'NotYetSeen';

const notYet = (doing: string): GatewayError =>
  new GatewayError(
    `${doing} was accepted, but its effect cannot be seen yet. It is looked at again in a while.`,
    { status: 200, code: NOT_YET, transient: true },
  );
