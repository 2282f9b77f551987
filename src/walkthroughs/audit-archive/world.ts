import type { ContentType } from '../../audit/record.ts';
import type { Reads } from '../../core/walkthrough.ts';
import type { AuditContent } from '../../gateways/audit-content.ts';
import type { UnifiedAudit } from '../../gateways/unified-audit.ts';

/** The outside systems of this walkthrough. */
export interface World {
  readonly unifiedAudit: UnifiedAudit;
  readonly content: AuditContent;
}

/** The tenant as a pass sees it: each question is asked once until something is changed. */
export type Site = ReturnType<typeof siteOf>;

export function siteOf(world: World, reads: Reads) {
  const subscriptions = reads.remember(() => world.content.subscriptions());
  return {
    world,
    ingesting: reads.remember(() => world.unifiedAudit.isIngesting()),
    /** While the tenant's log is off the feed does not know the tenant: nothing is subscribed to. */
    async subscribed(wanted: ContentType): Promise<boolean> {
      const known = await subscriptions();
      if (known === 'auditing off') return false;
      return known.some(
        ({ contentType, enabled }) => enabled && contentType.toLowerCase() === wanted.toLowerCase(),
      );
    },
  };
}
