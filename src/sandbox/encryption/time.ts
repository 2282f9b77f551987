import { recordActivity } from '../activity-records.ts';
import { M365_ENCRYPTION } from '../arm/ids.ts';
import { effectiveAt, findAssigned, KEY, type Encryption, type Policy } from './documents.ts';
import { unwrapUnder, Unreachable } from './key-reach.ts';

/** How often the workloads open the policy anew, in milliseconds. */
const EVERY = 24 * 60 * 60_000;
/** Logs reach back so far. */
const KEPT_DAYS = 30;

/** Lets Microsoft 365 use the keys of the assigned policy, once it is in effect and daily since. */
export function letKeysBeUsed(encryption: Encryption): void {
  const assigned = findAssigned(encryption);
  if (assigned === undefined) return;
  const { tenant, used } = encryption;
  const now = tenant.clock.now().getTime();
  const first = effectiveAt(assigned.policy, assigned.assignedAt).getTime();
  const last = Date.parse(used.find(KEY)?.until ?? '') || -Infinity;
  const due = dueTimes(Math.max(first, last + EVERY), now);
  if (due.length === 0) return;
  tenant.together(() => {
    for (const time of due) useOnce(encryption, assigned.policy, new Date(time));
    used.put(KEY, { until: new Date(due.at(-1) ?? now).toISOString() });
  });
}

/** Every day from the first on; what is older than the logs keep is left out. */
function dueTimes(first: number, now: number): readonly number[] {
  if (first > now) return [];
  const days = Math.floor((now - first) / EVERY);
  const from = Math.max(0, days - KEPT_DAYS + 1);
  return Array.from({ length: days - from + 1 }, (_, day) => first + (from + day) * EVERY);
}

function useOnce(encryption: Encryption, policy: Policy, at: Date): void {
  const failed = policy.keys.filter((root) => !opens(encryption, root, at));
  record(
    encryption,
    policy,
    failed.map(({ uri }) => uri),
    at,
  );
}

function opens(encryption: Encryption, root: Policy['keys'][number], at: Date): boolean {
  try {
    unwrapUnder(encryption, root, at);
    return true;
  } catch (thrown) {
    if (thrown instanceof Unreachable) return false;
    throw thrown;
  }
}

const CUSTOMER_KEY_SERVICE_ENCRYPTION = 69;

/** With both keys gone, the key that Microsoft keeps for the purpose takes their place. */
function record(
  { tenant }: Encryption,
  policy: Policy,
  unreachable: readonly string[],
  at: Date,
): void {
  const fallback = unreachable.length === policy.keys.length;
  recordActivity({ ...tenant, clock: { now: () => at } }, 'customer-key', {
    CreationTime: at.toISOString().slice(0, 19),
    RecordType: CUSTOMER_KEY_SERVICE_ENCRYPTION,
    Operation: fallback ? 'FallbackToAvailabilityKey' : 'UnwrapDataEncryptionPolicyKey',
    OrganizationId: tenant.id,
    UserType: 4,
    UserKey: M365_ENCRYPTION,
    UserId: 'M365DataAtRestEncryption',
    Workload: 'M365DataAtRestEncryption',
    Version: 1,
    ResultStatus: unreachable.length === 0 ? 'Success' : 'PartiallySucceeded',
    ObjectId: policy.name,
    UnreachableKeys: unreachable,
  });
}
