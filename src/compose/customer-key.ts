import type { Agent } from 'node:https';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import type { ActivityFeed } from '../gateways/activity-feed.ts';
import { folderBackups } from '../gateways/files/backup-place.ts';
import { httpAzure } from '../gateways/http/azure.ts';
import { spreadingOf } from '../gateways/http/azure-spreading.ts';
import type { Http } from '../gateways/http/client.ts';
import { credentialFrom } from '../gateways/http/credential.ts';
import { httpEncryptionPolicies } from '../gateways/http/encryption-policies.ts';
import { membersOfGroup } from '../gateways/http/graph-directory.ts';
import { graphServicePrincipals } from '../gateways/http/graph-service-principals.ts';
import { graphTenant } from '../gateways/http/graph-tenant.ts';
import { httpKeyVaults } from '../gateways/http/key-vault.ts';
import { httpVaultLogs } from '../gateways/http/vault-logs.ts';
import type { UnifiedAudit } from '../gateways/unified-audit.ts';
import type { World } from '../walkthroughs/customer-key/world.ts';

interface Parts {
  readonly http: Http;
  readonly agent: Agent | undefined;
  /** The tenant's. */
  readonly clock: Clock;
  readonly feed: ActivityFeed;
  readonly unifiedAudit: UnifiedAudit;
}

/** The outside systems of Customer Key, as far as this installation uses them. */
export function customerKeyWorld(
  config: Config,
  { http, agent, clock, feed, unifiedAudit }: Parts,
): World {
  const { tenantId, applicationId, customerKey } = config;
  const principals = graphServicePrincipals(http);
  const bot = async () => (await principals.find(applicationId))?.id;
  const spreading = spreadingOf(http, { bot, clock });
  const connection = agent === undefined ? {} : { agent };
  const credential = credentialFrom(config.acting, http.cloud, agent);
  const { backupDir } = customerKey;
  return {
    azure: httpAzure(http, { spreading }),
    openKeyVault: httpKeyVaults(http, { credential, clock, spreading, ...connection }),
    principals,
    tenant: graphTenant(http),
    feed,
    unifiedAudit,
    vaultLogs: httpVaultLogs(http),
    policies: customerKey.policyCmdlets ? httpEncryptionPolicies(http, { tenantId }) : undefined,
    backups: backupDir === undefined ? undefined : folderBackups(backupDir),
    membersOf: async (group) => (await membersOfGroup(http, group)).map(({ id }) => id),
    settings: {
      cloud: http.cloud.name,
      vaultSuffix: http.cloud.vaultSuffix,
      applicationId,
      retention: customerKey.retention,
    },
  };
}
