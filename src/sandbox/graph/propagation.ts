import { z } from 'zod';
import type { Tenant } from '../service.ts';

/** Until a new object of the directory is seen everywhere, in milliseconds. */
const SPREADING = 60_000;

const seen = (tenant: Tenant) => tenant.documents('directory-seen', z.object({ from: z.string() }));

/** A new object: it is read a while after it was created. */
export function spread(tenant: Tenant, id: string): void {
  const from = new Date(tenant.clock.now().getTime() + SPREADING).toISOString();
  seen(tenant).put(id, { from });
}

/** Is the object seen everywhere by now? */
export function isPropagated(tenant: Tenant, id: string): boolean {
  const from = seen(tenant).find(id)?.from;
  return from === undefined || Date.parse(from) <= tenant.clock.now().getTime();
}
