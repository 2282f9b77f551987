import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SandboxClock, ServiceName, Tenant } from './service.ts';
import type { Store } from './documents.ts';
import { TENANT_ID } from './people.ts';

/** Something that was changed in the tenant, by whatever service. */
export const Changed = z.object({
  time: z.string(),
  service: z.string(),
  operation: z.string(),
  target: z.string(),
  details: z.unknown().optional(),
});
export type Changed = z.infer<typeof Changed>;

const COLLECTION = 'changes';

/** Everything that was changed, in order. */
export const listChanges = (store: Store): readonly Changed[] =>
  store.documents(COLLECTION, Changed).list();

/** The seeded tenant over its documents. */
export function openTenant(store: Store, clock: SandboxClock): Tenant {
  const changes = store.documents(COLLECTION, Changed);
  const note = (service: ServiceName, operation: string, target: string, details?: unknown) => {
    // Keys are read back in the order of text, so numbers are padded.
    const key = String(store.count(COLLECTION)).padStart(9, '0');
    changes.put(key, { time: clock.now().toISOString(), service, operation, target, details });
  };
  return {
    id: TENANT_ID,
    clock,
    documents: store.documents,
    together: store.together,
    newId: randomUUID,
    changed: note,
  };
}
