import type { Store } from '../../src/store/open.ts';
import { memoryClock, type MemoryClock } from '../fakes/memory-clock.ts';
import { catalogueContract } from './catalogue-contract.ts';
import { dueContract } from './due-contract.ts';
import { keepContract } from './keep-contract.ts';
import { ledgerContract } from './ledger-contract.ts';
import { lockContract } from './lock-contract.ts';
import { openingsContract } from './openings-contract.ts';
import { outboxContract } from './outbox-contract.ts';
import { seenContract } from './seen-contract.ts';
import { stateContract } from './state-contract.ts';
import { treeContract } from './tree-contract.ts';

export type AnyStore = Omit<Store, 'kind'>;

/** A fresh store for each test. */
export interface Fresh {
  readonly clock: MemoryClock;
  readonly store: AnyStore;
}

/** Opens an empty store; what it returns beside the store is run after the test. */
export type Open = (clock: MemoryClock) => Promise<{ store: AnyStore; remove(): Promise<void> }>;

/** What every store keeps, whatever is underneath. */
export function storeContract(name: string, open: Open): void {
  suite(`${name} keeps the contract of a store:`, () => {
    let opened: { clock: MemoryClock; store: AnyStore; remove(): Promise<void> } | undefined;

    setup(async () => {
      const clock = memoryClock();
      opened = { clock, ...(await open(clock)) };
    });
    teardown(async () => {
      await opened?.store.close();
      await opened?.remove();
    });

    const fresh = (): Fresh => {
      if (opened === undefined) throw new Error('Only inside a test.');
      return opened;
    };
    ledgerContract(fresh);
    treeContract(fresh);
    openingsContract(fresh);
    dueContract(fresh);
    outboxContract(fresh);
    keepContract(fresh);
    seenContract(fresh);
    catalogueContract(fresh);
    stateContract(fresh);
    lockContract(fresh);
  });
}
