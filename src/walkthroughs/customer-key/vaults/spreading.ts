import { SECOND } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { Change, WaitChange } from '../../../core/step.ts';

const RIGHT = 'the right that was given to the bot';

/** Until something that was changed a moment ago is known everywhere. */
export const spreadingTo = (target: string, what = RIGHT): WaitChange => ({
  kind: 'wait',
  summary: `Wait until ${what} is known everywhere.`,
  details: {
    operation: 'azure.access.spreading',
    target,
    before: 'given, not known everywhere yet',
    after: 'known everywhere',
  },
  on: `Azure to make ${what} known everywhere`,
  usually: 'minutes, seldom more than ten',
  lookAgain: 30 * SECOND,
});

/** A right that is still spreading is waited for under its own name, not as a silent service. */
export async function orSpreading(
  target: string,
  check: () => Promise<readonly Change[]>,
): Promise<readonly Change[]> {
  try {
    return await check();
  } catch (error) {
    const spreading = error instanceof GatewayError && error.code === 'AccessStillSpreading';
    if (spreading) return [spreadingTo(target)];
    throw error;
  }
}

/** A read meets a conflict only in a subscription that has not registered the provider: nothing yet. */
export async function orUnregistered<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof GatewayError && error.status === 409) return undefined;
    throw error;
  }
}
