import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WithLock } from '../core/ledger.ts';
import type { LockSession } from './lock-session.ts';
import { localLock } from './local-lock.ts';

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;

/**
 * A lock across replicas. Callers in this process queue first, so that one connection is enough for
 * any number of keys: the pool is never drained by those who wait, however locks are nested.
 * PostgreSQL frees the locks of a process that ends.
 */
export function advisoryLock(session: LockSession, waitMs: number): WithLock {
  const here = localLock();
  return (key, work) =>
    here(key, async () => {
      const release = await acquire(session, key, waitMs);
      try {
        return await work();
      } finally {
        await release();
      }
    });
}

async function acquire(session: LockSession, key: string, waitMs: number) {
  const id = lockId(key);
  const deadline = Date.now() + waitMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const release = await session.tryLock(id);
    if (release !== undefined) return release;
    if (Date.now() >= deadline) throw new Error(heldTooLong(key, waitMs));
    // Replicas that wait for the same key should not ask in step.
    await sleep(pause * (0.5 + Math.random()));
  }
}

const heldTooLong = (key: string, waitMs: number): string =>
  `Another replica has been busy with ${key} for ${waitMs / 1000} s. Try again in a few minutes.`;

/** PostgreSQL's locks have 64-bit numbers for names. */
const lockId = (key: string): string =>
  createHash('sha256').update(key, 'utf8').digest().readBigInt64BE().toString();
