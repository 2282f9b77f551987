import type { Reads } from '../../core/walkthrough.ts';
import type { ActivityFeed } from '../../gateways/activity-feed.ts';
import type { OpenDataverse } from '../../gateways/dataverse.ts';
import type { Environments } from '../../gateways/environments.ts';
import type { Licences } from '../../gateways/licences.ts';
import type { UnifiedAudit } from '../../gateways/unified-audit.ts';
import type { EnvironmentAnswer } from './answers.ts';

/** The outside systems of this walkthrough. */
export interface World {
  readonly environments: Environments;
  readonly openDataverse: OpenDataverse;
  readonly unifiedAudit: UnifiedAudit;
  readonly feed: ActivityFeed;
  readonly licences: Licences;
}

/** One environment as a pass sees it: each question is asked once until something is changed. */
export type Site = ReturnType<typeof siteOf>;

export function siteOf(world: World, environment: EnvironmentAnswer, reads: Reads) {
  const dataverse = world.openDataverse(environment.apiUrl);
  return {
    environment,
    world,
    dataverse,
    details: reads.remember(() => world.environments.find(environment.id)),
    caller: reads.remember(() => dataverse.findCaller()),
    organisation: reads.remember(() => dataverse.getOrganisation()),
    tables: reads.remember(() => dataverse.listTables()),
    columns: reads.remember((table: string) => dataverse.listColumns(table)),
    ingesting: reads.remember(() => world.unifiedAudit.isIngesting()),
    subscribed: reads.remember(() => world.feed.isSubscribed()),
    skus: reads.remember(() => world.licences.list()),
    audits: reads.remember((since: string, ...actions: readonly string[]) =>
      dataverse.findAudits(since, actions.map(Number)),
    ),
    records: reads.remember((from: string, to: string) => world.feed.list(from, to)),
  };
}
