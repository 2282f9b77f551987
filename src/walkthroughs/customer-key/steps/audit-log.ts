import { GatewayError } from '../../../core/errors.ts';
import type { GuidedChange, Step } from '../../../core/step.ts';
import { feedSubscribed } from '../../feed-subscribed.ts';
import { ingestionOn } from '../../ingestion-on.ts';
import { POLICY_SOURCES } from '../sources/policy.ts';
import type { Site } from '../world.ts';

const STAGE = 'Evidence';

const byHand = ({ message }: GatewayError): GuidedChange => ({
  kind: 'guided',
  summary: 'See to it by hand that the unified audit log of the tenant is on.',
  details: {
    operation: 'exchange.unifiedAudit.byHand',
    target: 'tenant',
    before: 'not known',
    after: { UnifiedAuditLogIngestionEnabled: true },
  },
  guide: {
    steps: [
      `The bot may not look: ${message}`,
      'Open Exchange Online PowerShell, as somebody with the role Audit Logs. Security & Compliance PowerShell shows False whatever is set.',
      'Run the lines below. If the log is on already, they change nothing; else it takes up to 60 minutes.',
      'Confirm below when UnifiedAuditLogIngestionEnabled is True.',
    ],
    command:
      'Connect-ExchangeOnline\nSet-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $true\nGet-AdminAuditLogConfig | Format-List UnifiedAuditLogIngestionEnabled',
    proof: 'attested',
    statement: 'The unified audit log of the tenant is on.',
  },
});

const isRefusal = (error: unknown): error is GatewayError =>
  error instanceof GatewayError && [401, 403].includes(error.status);

/**
 * While the log is off there are no records, neither to encrypt nor of type 69. Where the bot runs
 * no cmdlets at all, a person looks.
 */
export function auditLogOn({ world, ingesting }: Site): Step {
  const step = ingestionOn({ stage: STAGE, unifiedAudit: world.unifiedAudit, ingesting });
  return {
    ...step,
    async check(looking) {
      try {
        return await step.check(looking);
      } catch (error) {
        if (isRefusal(error)) return [byHand(error)];
        throw error;
      }
    },
  };
}

/** The first content can take half a day, so it is subscribed to long before it is needed. */
export const recordsReceived = ({ world, subscribed }: Site): Step =>
  feedSubscribed({ stage: STAGE, sources: [POLICY_SOURCES.feed], feed: world.feed, subscribed });
