import { setTimeout as pause } from 'node:timers/promises';
import type { Tenant } from '../service.ts';
import { holds, type Operation } from './documents.ts';
import { nowOf, type Org } from './org.ts';
import { Refused } from './refused.ts';

/** Seen in solution history: publish, change of a definition, import. */
export type Customization = 'Publish' | 'EntityCustomization';

/** Lets something else, such as an import, hold the environment's lock for a while. */
export function holdCustomizationLock(
  tenant: Tenant,
  organisationId: string,
  until: Date,
  by: string,
): void {
  const since = tenant.clock.now().toISOString();
  holds(tenant).put(organisationId, { until: until.toISOString(), by, since });
}

/** What holds the lock at this moment. */
export function findRunning(org: Org): Operation | undefined {
  const running = org.running.get('now');
  if (running !== undefined) return running;
  const held = holds(org.tenant).find(org.seed.organisationId);
  if (held === undefined || Date.parse(held.until) <= nowOf(org).getTime()) return undefined;
  const name = `${held.by} in progress`;
  return {
    id: org.seed.organisationId,
    name,
    operation: held.by,
    suboperation: 3,
    startedAt: held.since,
    endedAt: null,
  };
}

const lockedBy = (wanted: Customization, running: Operation) =>
  new Refused(
    503,
    '0x80071151',
    `CustomizationLockException: Cannot start the requested operation [${wanted}] because there is another [${running.operation}] running at this moment. Use Solution History for more details.`,
  );

/**
 * Runs one customization: `change` is looked over and made at the end, after the real time that
 * it takes, so that a kill in the middle leaves nothing half done.
 */
export async function customize(
  org: Org,
  what: { readonly operation: Customization; readonly name: string; readonly takes: number },
  change: () => void,
): Promise<void> {
  const other = findRunning(org);
  if (other !== undefined) throw lockedBy(what.operation, other);
  const id = org.tenant.newId();
  const startedAt = nowOf(org).toISOString();
  const { name, operation } = what;
  const started = { id, name, operation, suboperation: 0, startedAt, endedAt: null };
  org.running.set('now', started);
  try {
    await pause(what.takes);
    org.tenant.together(() => {
      change();
      const ended = { ...started, endedAt: nowOf(org).toISOString() };
      org.documents.operations.put(`${startedAt}/${id}`, ended);
    });
  } finally {
    org.running.delete('now');
  }
}
