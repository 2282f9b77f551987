import { MINUTE } from '../../core/clock.ts';
import type { Entry } from '../../core/ledger.ts';
import type { Logged } from './fitting.ts';

/** `UserType` of an application. */
const APPLICATION = 5;

/** Clocks of services and ours may differ by so much. */
const SKEW = 2 * MINUTE;

/** What the bot has done itself, and how records of it are known. */
export interface Own {
  /** The application that the bot acts as. */
  readonly applicationId: string;
  /** Of all runs about the same thing. */
  readonly history: readonly Entry[];
}

/**
 * Was it the bot, carrying out what was approved? Its records name a request id or the application;
 * where a service logs neither, an application must have done it while the bot did.
 */
export function isOwn(record: Logged, { applicationId, history }: Own): boolean {
  const text = record.raw.toLowerCase();
  const at = Date.parse(record.at);
  const near = history.filter(
    (entry) =>
      (entry.kind === 'applying' || entry.kind === 'applied') &&
      Math.abs(Date.parse(entry.at) - at) <= SKEW,
  );
  const named = near.some(
    (entry) => entry.kind === 'applying' && text.includes(entry.requestId.toLowerCase()),
  );
  const byApplication =
    text.includes(applicationId.toLowerCase()) || record.userType === APPLICATION;
  return named || (byApplication && near.length > 0);
}
