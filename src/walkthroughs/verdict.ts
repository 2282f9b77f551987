import { GatewayError } from '../core/errors.ts';

/** What could not be read, with the sentence why: never taken for a pass. */
export interface Unread {
  readonly unread: string;
}

export const isUnread = <T>(value: T | Unread): value is Unread =>
  typeof value === 'object' && value !== null && 'unread' in value;

/** A source that refuses or does not answer leaves the others as they are. */
export async function tried<T>(read: Promise<T>): Promise<T | Unread> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof GatewayError) return { unread: error.message };
    throw error;
  }
}

export type Verdict =
  | { readonly kind: 'pass'; readonly evidence: string }
  | { readonly kind: 'fail'; readonly evidence: string }
  /** Neither good nor bad: a fact worth knowing. */
  | { readonly kind: 'note'; readonly evidence: string }
  | { readonly kind: 'unread'; readonly evidence: string };

export const pass = (evidence: string): Verdict => ({ kind: 'pass', evidence });
export const fail = (evidence: string): Verdict => ({ kind: 'fail', evidence });
export const note = (evidence: string): Verdict => ({ kind: 'note', evidence });
export const verdict = (holds: boolean, evidence: string): Verdict =>
  holds ? pass(evidence) : fail(evidence);

/** Judges what was read; what was not read is neither pass nor fail. */
export function given<T>(value: T | Unread, judge: (value: T) => Verdict): Verdict {
  return isUnread(value) ? { kind: 'unread', evidence: value.unread } : judge(value);
}
