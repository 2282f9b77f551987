import type { Person } from '../core/people.ts';
import type { Proven, SignIns } from '../core/sign-in.ts';

/** What came with a press as proof of a sign-in. A token is wrapped, so that nothing prints it. */
export type Proof =
  | { readonly kind: 'token'; readonly token: { reveal(): string } }
  /** Somebody typed a code; whose sign-in that was nobody could tell. */
  | { readonly kind: 'code' };

/** What a client needs to have somebody sign in. */
export interface SignIn {
  readonly kind: 'sign-in';
  readonly text: string;
  readonly connection: string;
  readonly resource: string;
}

type Signed =
  | Extract<Proven, { kind: 'proven' }>
  | { readonly kind: 'message'; readonly text: string }
  | SignIn;

const SIGN_IN_NOW = 'Sign in to approve this.';

const NO_CODES =
  'Nothing was recorded: a code that is typed does not count as a sign-in here. Press Approve in Teams on a computer or phone where you are signed in with your work account. If it stays, ask an administrator whether Teams may get sign-ins for this bot.';

const NOT_SET_UP =
  'Nothing was recorded: this has to be approved with a new sign-in, and none is set up. Ask an administrator to set SSO_AUDIENCE and SSO_CONNECTION.';

/** When this person has signed in, or what is answered instead: first of all that they should. */
export async function signedIn(
  signIns: SignIns | undefined,
  person: Person,
  proof: Proof | undefined,
): Promise<Signed> {
  if (signIns === undefined) return { kind: 'message', text: NOT_SET_UP };
  if (proof === undefined) return { kind: 'sign-in', text: SIGN_IN_NOW, ...signIns.offer };
  if (proof.kind === 'code') return { kind: 'message', text: NO_CODES };
  const proven = await signIns.prove(proof.token.reveal(), person);
  return proven.kind === 'proven' ? proven : { kind: 'message', text: proven.says };
}
