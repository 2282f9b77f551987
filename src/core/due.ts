import type { Data } from './data.ts';

/** Work nobody asked for at this moment: it is only a schedule, and a sweep can re-create it. */
export interface DueWork {
  readonly tenant: string;
  /** Unique within tenant and kind: scheduling it again moves it. */
  readonly key: string;
  readonly kind: string;
  /** ISO time. */
  readonly due: string;
  readonly attempts: number;
  readonly payload: Data;
}

/** Work as it is put on the schedule: nobody has tried it yet. */
export type Scheduled = Omit<DueWork, 'attempts'>;

export interface DueState extends DueWork {
  readonly state: 'waiting' | 'leased' | 'dead';
  readonly lastError?: string;
}

/** A table of due work with lease, retry and dead letter, on SQLite and PostgreSQL alike. */
export interface DueTable {
  /** Creates or moves; a dead row comes back to life with no attempts. The earlier due time wins
   * unless `move` says otherwise. Of several pieces of work all are put on the schedule, or none. */
  schedule(work: Scheduled | readonly Scheduled[], how?: 'earlier' | 'move'): Promise<void>;
  /** Takes up to `limit` rows that are due, for `leaseMs`; two workers never get the same row. */
  claim(now: string, leaseMs: number, limit: number): Promise<readonly DueWork[]>;
  /** Done: the row goes, unless it was scheduled anew meanwhile. */
  complete(work: DueWork): Promise<void>;
  /** Back with back-off to `retryAt`, or to the dead letters when `retryAt` is undefined. */
  fail(work: DueWork, error: string, retryAt: string | undefined): Promise<void>;
  /** The earliest due time of all waiting rows. */
  next(): Promise<string | undefined>;
  list(tenant: string): Promise<readonly DueState[]>;
  /** Drops a row that is no longer wanted. */
  cancel(tenant: string, kind: string, key: string): Promise<void>;
}
