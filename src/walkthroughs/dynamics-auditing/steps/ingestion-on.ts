import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { AutomaticChange, Step } from '../../../core/step.ts';
import { SOURCES } from '../sources.ts';
import type { Site } from '../world.ts';

/** Check C18, asked in Exchange Online (C19): the unified audit log takes records in. */
export const ingestionOn = (site: Site): Step => ({
  id: 'ingestion-on',
  title: 'The tenant’s unified audit log is on',
  stage: 'Tenant and organisation',
  risk: 'sensitive',
  sources: [SOURCES.ingestion],
  lane: 'exchange',
  async check() {
    return (await site.ingesting()) ? [] : [switchOn(site)];
  },
  found: () =>
    Promise.resolve(
      'Exchange Online says UnifiedAuditLogIngestionEnabled is True. Security & Compliance PowerShell would show False whatever is set.',
    ),
});

const switchOn = (site: Site): AutomaticChange => ({
  kind: 'automatic',
  summary:
    'Switch the unified audit log on for the whole tenant (Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $true). It takes up to 60 minutes.',
  details: {
    operation: 'exchange.unifiedAudit',
    target: 'tenant',
    before: { UnifiedAuditLogIngestionEnabled: false },
    after: { UnifiedAuditLogIngestionEnabled: true },
  },
  apply: ({ requestId }) => site.world.unifiedAudit.startIngesting(requestId),
  settles: { lookAgain: 5 * SECOND, deadline: 65 * MINUTE },
});
