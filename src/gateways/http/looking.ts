import { SECOND, type Clock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';

const TRIES = 3;
const LOOKS = 6;

/** A write that says how to see whether it has happened. */
export interface Write {
  readonly doing: string;
  readonly clock: Clock;
  holds(): Promise<boolean>;
  /** False when there was nothing to send. */
  send(): Promise<boolean>;
}

/**
 * Sends once and looks until the effect shows. A write without an answer may have happened, so it
 * is looked at before it is sent again: nothing is applied twice, nothing of others overwritten.
 */
export async function writeOnce(write: Write): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      if (await write.send()) await untilSeen(write);
      return;
    } catch (error) {
      if (!(error instanceof GatewayError && error.unknownOutcome)) throw error;
      await write.clock.sleep(tried * SECOND);
      if (await write.holds()) return;
      if (tried >= TRIES) throw error;
    }
  }
}

/** What was accepted and stays unseen is waited for by whoever asked, who checks again. */
async function untilSeen({ clock, holds }: Write): Promise<void> {
  for (let look = 1; look <= LOOKS; look += 1) {
    if (await holds()) return;
    await clock.sleep(look * SECOND);
  }
}
