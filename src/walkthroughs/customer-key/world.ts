import type { Reads } from '../../core/walkthrough.ts';
import type { ActivityFeed } from '../../gateways/activity-feed.ts';
import type { Azure } from '../../gateways/azure.ts';
import type { BackupPlace } from '../../gateways/backup-place.ts';
import type { EncryptionPolicies } from '../../gateways/encryption-policies.ts';
import type { OpenKeyVault } from '../../gateways/key-vault.ts';
import type { ServicePrincipals } from '../../gateways/service-principals.ts';
import type { Tenant } from '../../gateways/tenant.ts';
import type { UnifiedAudit } from '../../gateways/unified-audit.ts';
import type { VaultLogs } from '../../gateways/vault-logs.ts';
import type { Answers } from './answers.ts';
import { branchOf } from './branch.ts';

/** The outside systems of this walkthrough, and what the installation decides. */
export interface World {
  readonly azure: Azure;
  readonly openKeyVault: OpenKeyVault;
  readonly principals: ServicePrincipals;
  readonly tenant: Tenant;
  readonly feed: ActivityFeed;
  readonly unifiedAudit: UnifiedAudit;
  readonly vaultLogs: VaultLogs;
  /** Undefined: the way over HTTP is not switched on, so people run the cmdlets. */
  readonly policies: EncryptionPolicies | undefined;
  /** Undefined: people keep the backups, and say so. */
  readonly backups: BackupPlace | undefined;
  /** Object ids of the people in a group, also through others; absent: that cannot be asked here. */
  readonly membersOf?: (group: string) => Promise<readonly string[]>;
  readonly settings: WorldSettings;
}

export interface WorldSettings {
  /** `public`, `gcc`, `gcc-high`, `dod`, `china`. */
  readonly cloud: string;
  /** Vaults are `https://<name>.<suffix>`. */
  readonly vaultSuffix: string;
  /** The bot's own application. */
  readonly applicationId: string;
  /** Whether a missing mandatory retention period is an error; sources disagree. */
  readonly retention: 'recommended' | 'required';
}

/** Both branches as a pass sees them: each question is asked once until something is changed. */
export type Site = ReturnType<typeof siteOf>;

export function siteOf(world: World, answers: Answers, reads: Reads) {
  const branches = [
    branchOf(world, answers, 1, reads),
    branchOf(world, answers, 2, reads),
  ] as const;
  return {
    world,
    answers,
    branches,
    profile: reads.remember(() => world.tenant.getProfile()),
    plans: reads.remember(() => world.tenant.listPlans()),
    ingesting: reads.remember(() => world.unifiedAudit.isIngesting()),
    subscribed: reads.remember(() => world.feed.isSubscribed()),
    application: reads.remember((appId: string) => world.principals.find(appId)),
    /** All of the tenant; undefined where the bot cannot ask. */
    policies: reads.remember(async () => world.policies?.list()),
    assignment: reads.remember(async () => world.policies?.findAssignment()),
    missingCmdlets: reads.remember(async () => world.policies?.listMissingCmdlets()),
  };
}
