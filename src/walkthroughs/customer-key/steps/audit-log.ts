import { GatewayError } from '../../../core/errors.ts';
import type { GuidedChange, Step } from '../../../core/step.ts';
import { feedSubscribed } from '../../feed-subscribed.ts';
import { ingestionOn } from '../../ingestion-on.ts';
import { connectExchange } from '../portals.ts';
import { POLICY_SOURCES } from '../sources/policy.ts';
import type { Site } from '../world.ts';

const STAGE = 'Evidence';

const byHand = ({ message }: GatewayError, cloud: string): GuidedChange => ({
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
    command: `${connectExchange(cloud)}\nSet-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $true\nGet-AdminAuditLogConfig | Format-List UnifiedAuditLogIngestionEnabled`,
    proof: 'attested',
    statement: 'The unified audit log of the tenant is on.',
  },
});

const isRefusal = (error: unknown): error is GatewayError =>
  error instanceof GatewayError &&
  (error.code === 'RoleMissing' || [401, 403].includes(error.status));

const isOutOfReach = (error: unknown): error is GatewayError =>
  isRefusal(error) || (error instanceof GatewayError && error.status === 0 && !error.transient);

/** Where the bot is shut out for good, a person is asked; silence is asked again. */
const orByPerson = (
  step: Step,
  isShut: (error: unknown) => error is GatewayError,
  guide: (error: GatewayError) => GuidedChange,
): Step => ({
  ...step,
  async check(looking) {
    try {
      return await step.check(looking);
    } catch (error) {
      if (isShut(error)) return [guide(error)];
      throw error;
    }
  },
});

/**
 * While the log is off there are no records, neither to encrypt nor of type 69. Where the bot runs
 * no cmdlets at all, a person looks.
 */
export function auditLogOn({ world, ingesting }: Site): Step {
  const step = ingestionOn({ stage: STAGE, unifiedAudit: world.unifiedAudit, ingesting });
  return orByPerson(step, isRefusal, (error) => byHand(error, world.settings.cloud));
}

const without = ({ message }: GatewayError): GuidedChange => ({
  kind: 'guided',
  summary: 'Let the bot fetch the tenant’s audit records, or go on without them.',
  details: {
    operation: 'activity.subscription.byHand',
    target: 'Audit.General',
    before: 'out of reach',
    after: 'subscribed, or looked at by a person',
  },
  guide: {
    steps: [
      `The bot cannot fetch the records: ${message}`,
      'They are needed for evidence only, records of type 69: nothing of the set-up itself depends on them. When the bot can fetch them, this run sees it by itself.',
      'To go on without, confirm below. Use of the keys is then looked for in the logs of the vaults only.',
    ],
    proof: 'attested',
    statement: 'Evidence is looked for without the records of the audit feed.',
  },
});

/**
 * The first content can take half a day, so it is subscribed to long before it is needed. Some
 * clouds have no feed that is known, and evidence must not keep a set-up from its end.
 */
export function recordsReceived({ world, subscribed }: Site): Step {
  const sources = [POLICY_SOURCES.feed];
  const step = feedSubscribed({ stage: STAGE, sources, feed: world.feed, subscribed });
  return orByPerson(step, isOutOfReach, without);
}
