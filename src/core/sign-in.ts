import { MINUTE } from './clock.ts';
import type { Person } from './people.ts';

/** So long a sign-in counts as new, in milliseconds. */
export const FRESH = 10 * MINUTE;

/** What came of a look at what a client sent as proof of a sign-in. */
export type Proven =
  | { readonly kind: 'proven'; readonly signedInAt: string }
  /** A sentence that says what to do. */
  | { readonly kind: 'refused'; readonly says: string };

/** Whether somebody has just signed in, by the word of the tenant's own directory. */
export interface SignIns {
  /** What a client needs to have somebody sign in. */
  readonly offer: { readonly connection: string; readonly resource: string };
  /** `person` is whoever pressed: a sign-in of somebody else proves nothing. */
  prove(token: string, person: Person): Promise<Proven>;
}
