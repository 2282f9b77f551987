import { z } from 'zod';
import type { SandboxClock } from './service.ts';
import type { Store } from './documents.ts';

/** The tenant's clock: the machine's, plus what was advanced. */
export interface TenantClock extends SandboxClock {
  offsetMs(): number;
  /** Forward only: what a tenant has seen cannot be unseen. */
  advance(ms: number): void;
  /** Called with the whole offset after each jump; returns how to stop listening. */
  onAdvance(listener: (offsetMs: number) => void): () => void;
  /** Reads the offset again, after a reset. */
  restart(): void;
}

/** The offset may not leave what a `Date` and people can make sense of. */
export const FARTHEST = 100 * 365 * 24 * 60 * 60 * 1000;

const Offset = z.object({ offsetMs: z.number().min(0).max(FARTHEST) });

/** A clock whose offset outlives the process. */
export function tenantClock(store: Store): TenantClock {
  const kept = store.documents('clock', Offset);
  const listeners = new Set<(offsetMs: number) => void>();
  const read = () => kept.find('tenant')?.offsetMs ?? 0;
  let offset = read();
  const move = (to: number) => {
    offset = to;
    for (const listener of listeners) listener(offset);
  };

  return {
    now: () => new Date(Date.now() + offset),
    offsetMs: () => offset,
    advance(ms) {
      kept.put('tenant', { offsetMs: offset + ms });
      move(offset + ms);
    },
    onAdvance(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    restart: () => move(read()),
  };
}
