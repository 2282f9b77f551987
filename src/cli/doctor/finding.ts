import { GatewayError } from '../../core/errors.ts';

/** What was looked at, whether it is as it has to be, and what to do if not. */
export interface Finding {
  readonly about: string;
  readonly ok: boolean;
  readonly says: string;
}

/** What is missing, with what puts it right. */
export const missing = (sentence: string): GatewayError =>
  new GatewayError(sentence, { status: 200, transient: false });

/** Looks; what could not be looked at counts as not in order, and its sentence says why. */
export async function found(about: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { about, ok: true, says: await look() };
  } catch (error) {
    const says = error instanceof Error ? error.message : 'failed for an unknown reason';
    return { about, ok: false, says };
  }
}
