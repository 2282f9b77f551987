import { z } from 'zod';
import type { TenantClock } from './clock.ts';
import type { Store } from './documents.ts';
import type { Faults } from './faults.ts';
import type { Service } from './service.ts';
import { listChanges } from './tenant.ts';

export interface Seen {
  readonly clock: TenantClock;
  readonly services: readonly Service[];
  readonly faults: Faults;
  readonly store: Store;
  readonly more: (() => Promise<object>) | undefined;
}

/** What `GET /sandbox/state` shows. */
export async function summary({ clock, services, faults, store, more }: Seen): Promise<object> {
  const exchanges = store.documents('exchanges', z.object({ count: z.number() }));
  const counted = (name: string) => exchanges.find(name)?.count ?? 0;
  const names = [...new Set(services.map(({ name }) => name))];
  return {
    clock: { now: clock.now().toISOString(), offsetMs: clock.offsetMs() },
    services: names.map((name) => ({ name, exchanges: counted(name) })),
    documents: store.counts(),
    faults: faults.list(),
    changes: listChanges(store),
    exchanges: names.reduce((sum, name) => sum + counted(name), 0),
    ...(await more?.()),
  };
}
