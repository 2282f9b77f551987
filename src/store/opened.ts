import type { WithLock } from '../core/ledger.ts';
import type { Kind } from './append-only.ts';
import type { Database } from './tables.ts';

/** A database that is up to date and ready for use. */
export interface Opened {
  readonly db: Database;
  readonly kind: Kind;
  readonly withLock: WithLock;
  close(): Promise<void>;
}
