import { DAY, HOUR } from '../../core/clock.ts';
import type { FeedRecord } from '../../gateways/activity-feed.ts';
import type { PolicyVerdict } from '../../gateways/encryption-policies.ts';
import type { KeyUse } from '../../gateways/vault-logs.ts';
import { tried, type Unread } from '../verdict.ts';
import { APPLICATIONS } from './applications.ts';
import type { Branch } from './branch.ts';
import { withoutId } from './workspace.ts';
import type { Site } from './world.ts';

/** `CustomerKeyServiceEncryption` of the unified audit log. */
export const CUSTOMER_KEY_RECORD = 69;

const USES = ['KeyWrap', 'KeyUnwrap', 'KeyGet'];

/** What was seen since the policy was assigned, source by source. */
export interface Evidence {
  /** By branch; undefined: no workspace takes this vault's log. */
  readonly vaults: readonly {
    readonly branch: Branch;
    readonly uses: readonly KeyUse[] | Unread | undefined;
  }[];
  /** Oldest first. */
  readonly records: readonly FeedRecord[] | Unread;
  /** Undefined: the bot does not run the cmdlets. */
  readonly verdict: PolicyVerdict | Unread | undefined;
}

/** Windows of at most a day, as far back as the feed keeps anything. */
export function windowsOf(since: string, now: Date): readonly (readonly [string, string])[] {
  const start = Math.max(Date.parse(since), now.getTime() - 7 * DAY + HOUR);
  const count = Math.max(1, Math.ceil((now.getTime() - start) / DAY));
  return Array.from({ length: count }, (_, index) => [
    new Date(start + index * DAY).toISOString(),
    new Date(Math.min(start + (index + 1) * DAY, now.getTime())).toISOString(),
  ]);
}

async function recordsOf({ world }: Site, since: string, now: Date) {
  const windows = windowsOf(since, now);
  const batches = await Promise.all(windows.map(([from, to]) => world.feed.list(from, to)));
  const fitting = batches
    .flat()
    .filter(
      ({ recordType, createdAt }) => recordType === CUSTOMER_KEY_RECORD && createdAt >= since,
    );
  const known = new Map(fitting.map((record) => [record.id, record]));
  return [...known.values()].sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
}

async function usesOf({ world, answers }: Site, { vaultId }: Branch, since: string) {
  const { workspace: resource, workspaceId: workspace } = answers;
  if (resource === undefined) return undefined;
  if (workspace === undefined) return { unread: withoutId(resource) };
  const application = APPLICATIONS.encryption;
  const uses = await tried(
    world.vaultLogs.listUses({ workspace, vault: vaultId, application, since }),
  );
  return 'unread' in uses ? uses : uses.filter(({ operation }) => USES.includes(operation));
}

/** Asks every source at once; one that does not answer leaves the others as they are. */
export async function gather(site: Site, since: string, now: Date): Promise<Evidence> {
  const { policies } = site.world;
  const [vaults, records, verdict] = await Promise.all([
    Promise.all(
      site.branches.map(async (branch) => ({ branch, uses: await usesOf(site, branch, since) })),
    ),
    tried(recordsOf(site, since, now)),
    policies && tried(policies.test(site.answers.policy.name)),
  ]);
  return { vaults, records, verdict };
}

/** Microsoft’s own key stood in: that is no use of the customer’s. Names are not documented. */
export const isFallback = ({ operation }: FeedRecord): boolean =>
  /fall ?back|availability/i.test(operation);

/** Whether anything shows that Microsoft has used a key. */
export function isUseSeen({ vaults, records }: Evidence): boolean {
  const used = vaults.some(
    ({ uses }) => Array.isArray(uses) && uses.some(({ succeeded }: KeyUse) => succeeded),
  );
  return used || ('unread' in records ? false : records.some((record) => !isFallback(record)));
}

/** What kept a source from being read, each sentence once. */
export function unreadIn({ vaults, records, verdict }: Evidence): readonly string[] {
  const all = [...vaults.map(({ uses }) => uses), records, verdict];
  const sentences = all.flatMap((one) => (one !== undefined && 'unread' in one ? one.unread : []));
  return [...new Set(sentences)];
}
