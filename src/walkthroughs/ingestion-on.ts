import { MINUTE, SECOND } from '../core/clock.ts';
import type { AutomaticChange, Step } from '../core/step.ts';
import type { UnifiedAudit } from '../gateways/unified-audit.ts';
import { LEARN, source } from './source.ts';

export const INGESTION = source(
  'The switch is read and set in Exchange Online. Security & Compliance PowerShell always shows False, which means nothing. It takes up to 60 minutes.',
  `${LEARN}/purview/audit-log-enable-disable`,
);

/** Record type of cmdlets that administrators run. */
const EXCHANGE_ADMIN = 1;

interface Parts {
  readonly stage: string;
  readonly unifiedAudit: UnifiedAudit;
  /** Remembered for a pass. */
  readonly ingesting: () => Promise<boolean>;
}

/** Asked in Exchange Online: the unified audit log takes records in. */
export const ingestionOn = ({ stage, unifiedAudit, ingesting }: Parts): Step => ({
  id: 'ingestion-on',
  title: 'The tenant’s unified audit log is on',
  stage,
  risk: 'sensitive',
  sources: [INGESTION],
  lane: 'unified-audit',
  traces: [
    {
      messages: ['Set-AdminAuditLogConfig'],
      types: [EXCHANGE_ADMIN],
      holds: ['UnifiedAuditLogIngestionEnabled'],
    },
  ],
  async check() {
    return (await ingesting()) ? [] : [switchOn(unifiedAudit)];
  },
  found: () =>
    Promise.resolve(
      'Exchange Online says UnifiedAuditLogIngestionEnabled is True. Security & Compliance PowerShell would show False whatever is set.',
    ),
});

const switchOn = (unifiedAudit: UnifiedAudit): AutomaticChange => ({
  kind: 'automatic',
  summary:
    'Switch the unified audit log on for the whole tenant (Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $true). It takes up to 60 minutes.',
  details: {
    operation: 'exchange.unifiedAudit',
    target: 'tenant',
    before: { UnifiedAuditLogIngestionEnabled: false },
    after: { UnifiedAuditLogIngestionEnabled: true },
  },
  apply: ({ requestId }) => unifiedAudit.startIngesting(requestId),
  settles: { lookAgain: 5 * SECOND, deadline: 65 * MINUTE },
});
