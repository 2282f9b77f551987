import { MINUTE } from '../../core/clock.ts';
import { durationInWords } from '../../core/duration.ts';

/** Why a sign-in does not count. */
export type Refused =
  | 'unreadable'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'person'
  | 'expired'
  | 'undated'
  | 'stale'
  | 'future'
  | 'unavailable';

const NOTHING = 'Nothing was recorded:';
const AGAIN = 'Press Approve again and sign in when you are asked to.';

/** What people are told, with what to do about it. */
export const refusals: Readonly<Record<Refused, string>> = {
  unreadable: `${NOTHING} what your Teams sent is no sign-in. ${AGAIN}`,
  signature: `${NOTHING} your organisation’s directory has not signed this sign-in. ${AGAIN} If it stays, tell your administrator.`,
  issuer: `${NOTHING} this is a sign-in to another organisation. Press Approve again and sign in with the account that you use here.`,
  audience: `${NOTHING} this sign-in is for another application than this bot. Ask an administrator to compare SSO_AUDIENCE and SSO_CONNECTION with the application’s registration.`,
  person: `${NOTHING} somebody else signed in. Press Approve again and sign in as yourself.`,
  expired: `${NOTHING} this sign-in is not valid now. ${AGAIN}`,
  undated: `${NOTHING} this sign-in does not say when it was. Ask an administrator to add the optional claim auth_time to the access tokens of the application (Entra admin center, App registrations, Token configuration).`,
  stale: `${NOTHING} your last sign-in is too old. Sign out of Teams and in again, then press Approve.`,
  future: `${NOTHING} this sign-in is said to be in the future, so a clock is wrong. Ask an administrator to check the clock of the machine that the bot runs on.`,
  unavailable: `${NOTHING} sign-ins cannot be checked right now, for the directory’s keys cannot be had. Try again in a moment.`,
};

/** The client may hand over a sign-in of this morning without asking anybody. */
export const staleness = (age: number): string =>
  `${NOTHING} you last signed in ${durationInWords(Math.floor(age / MINUTE) * MINUTE)} ago, and ten minutes are allowed. Sign out of Teams and in again, then press Approve.`;
