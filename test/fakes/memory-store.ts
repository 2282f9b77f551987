import type { Clock } from '../../src/core/clock.ts';
import type { ConversationState } from '../../src/store/conversation-state.ts';
import { localLock } from '../../src/store/local-lock.ts';
import type { Store } from '../../src/store/open.ts';
import { memoryCatalogue } from './memory-catalogue.ts';
import { memoryDueTable } from './memory-due.ts';
import { memoryKeep } from './memory-keep.ts';
import { memoryLedger, type Texts } from './memory-ledger.ts';
import { memoryOpenings } from './memory-openings.ts';
import { memoryPostings, memoryReferences } from './memory-outbox.ts';
import { memorySeenCards } from './memory-seen.ts';
import { memoryConversationState } from './memory-state.ts';
import { memoryTree } from './memory-tree.ts';

/** A whole store in memory; it keeps the same contract as the real ones (`test/store/contract.ts`). */
export function memoryStore(clock?: Pick<Clock, 'now'>): Omit<Store, 'kind'> {
  const states = new Map<string, ConversationState>();
  const texts: Texts = new Map();
  return {
    ledger: memoryLedger(clock, texts),
    tree: memoryTree(texts),
    openings: memoryOpenings(texts, clock ?? { now: () => new Date() }),
    due: memoryDueTable(),
    references: memoryReferences(),
    postings: memoryPostings(),
    keep: memoryKeep(),
    seen: memorySeenCards(),
    catalogue: memoryCatalogue(() => (clock?.now() ?? new Date()).getTime()),
    withLock: localLock(),
    conversationState(tenant) {
      const state = states.get(tenant) ?? memoryConversationState();
      states.set(tenant, state);
      return state;
    },
    ping: async () => undefined,
    close: async () => undefined,
  };
}
