import type { Agent } from 'node:https';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import type { Directory } from '../core/people.ts';
import type { AuditContent } from '../gateways/audit-content.ts';
import type { AuditSearch } from '../gateways/audit-search.ts';
import type { AuditTables } from '../gateways/audit-tables.ts';
import { cloudOf } from '../gateways/clouds.ts';
import { httpAuditContent } from '../gateways/http/audit-content.ts';
import { graphAuditSearch } from '../gateways/http/audit-search.ts';
import { httpAuditTables } from '../gateways/http/audit-tables.ts';
import { httpActivityFeed } from '../gateways/http/activity-feed.ts';
import { createHttp } from '../gateways/http/client.ts';
import { credentialFrom } from '../gateways/http/credential.ts';
import { httpDataverse } from '../gateways/http/dataverse.ts';
import { httpEnvironments } from '../gateways/http/environments.ts';
import { graphDirectory } from '../gateways/http/graph-directory.ts';
import { graphLicences } from '../gateways/http/graph-licences.ts';
import { graphPermissions } from '../gateways/http/graph-permissions.ts';
import { vaultSigner } from '../gateways/http/key-vault-signer.ts';
import { httpUnifiedAudit } from '../gateways/http/unified-audit.ts';
import type { Permissions } from '../gateways/permissions.ts';
import type { Log } from '../teams/log.ts';
import type { World as CustomerKeyWorld } from '../walkthroughs/customer-key/world.ts';
import type { World } from '../walkthroughs/dynamics-auditing/world.ts';
import { clockOf } from './clock.ts';
import { customerKeyWorld } from './customer-key.ts';
import { signersOf, type Signers } from './signers.ts';

export interface Gateways extends World {
  readonly directory: Directory;
  readonly permissions: Permissions;
  readonly customerKey: CustomerKeyWorld;
  /** What the activity feed offers, blob by blob. */
  readonly auditContent: AuditContent;
  /** Searches of Microsoft's audit log; undefined where it is switched off. */
  readonly auditSearch: AuditSearch | undefined;
  /** Who signs the checkpoints of the ledger, and who vouches for them. */
  readonly signers: Signers;
  /** Audit tables of a Log Analytics workspace; undefined where none is set up. */
  readonly auditTables: AuditTables | undefined;
}

/** Every gateway over one HTTP client. Only the agent tells a sandbox from the real services. */
export function gatewaysOf(
  config: Config,
  { agent, clock }: { readonly agent: Agent | undefined; readonly clock: Clock },
  logged: Log,
): Gateways {
  const { tenantId, applicationId, groups } = config;
  const cloud = cloudOf(config.cloud);
  const log = {
    debug: (fields: object, message: string) => logged.debug(message, { ...fields }),
    warn: (fields: object, message: string) => logged.warn(message, { ...fields }),
  };
  const http = createHttp({
    cloud,
    credential: credentialFrom(config.acting, cloud, agent),
    // A permission granted a moment ago is in a new token, not in the one that is kept.
    renew: () => credentialFrom(config.acting, cloud, agent),
    // Pauses that services ask for are real ones, whatever the tenant's clock says.
    clock: clockOf(() => new Date()),
    log,
    ...(agent === undefined ? {} : { agent }),
  });
  const feed = httpActivityFeed(http, { tenantId, clock, log });
  const unifiedAudit = httpUnifiedAudit(http, { tenantId });
  const { graphSearch, workspace } = config.audit;
  const vault = {
    credential: credentialFrom(config.acting, cloud, agent),
    clock,
    ...(agent === undefined ? {} : { agent }),
  };
  return {
    signers: signersOf(config, (address) => vaultSigner(http, vault, address)),
    auditContent: httpAuditContent(http, { tenantId }),
    auditSearch:
      graphSearch === 'off' ? undefined : graphAuditSearch(http, { version: graphSearch }),
    auditTables:
      workspace === undefined
        ? undefined
        : httpAuditTables(http, { workspace, application: applicationId }),
    environments: httpEnvironments(http, { applicationId, log }),
    openDataverse: httpDataverse(http, { clock }),
    unifiedAudit,
    feed,
    licences: graphLicences(http),
    directory: graphDirectory(http, { groups, clock }),
    permissions: graphPermissions(http),
    customerKey: customerKeyWorld(config, { http, agent, clock, feed, unifiedAudit }),
  };
}
