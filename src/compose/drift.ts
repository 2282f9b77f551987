import { findCause } from '../audit/causes/find-cause.ts';
import { ArchiveTrouble } from '../audit/archive/archive.ts';
import { announcingDrift, announcingEnding } from '../announce-drift.ts';
import type { Announce } from '../announce.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import { GatewayError } from '../core/errors.ts';
import { exceptionsIn } from '../core/exceptions.ts';
import { journalOf } from '../core/journal.ts';
import type { Directory } from '../core/people.ts';
import type { Runs } from '../core/runs.ts';
import type { CauseOf } from '../jobs/drift-causes.ts';
import { driftJob } from '../jobs/drift.ts';
import type { Store } from '../store/open.ts';
import type { Audit } from './audit.ts';

export interface DriftParts {
  readonly store: Pick<Store, 'due' | 'withLock' | 'ledger'>;
  readonly clock: Clock;
  readonly runs: Runs;
  readonly announce: Announce;
  readonly directory: Pick<Directory, 'membersOf'>;
  /** Undefined where the archive could not be opened. */
  readonly trail: Audit['trail'] | undefined;
}

/** The daily look at what was set up, with the audit records that explain what it finds. */
export function driftOf(
  config: Config,
  { store, clock, runs, announce, directory, trail }: DriftParts,
) {
  const operators = () => directory.membersOf('operator');
  const { tenantId: tenant, applicationId } = config;
  const { channel } = config.approvals;
  const causeOf: CauseOf = async (traces, between, subject) => {
    if (trail === undefined) return unasked(NO_ARCHIVE);
    const history = await runs.about(subject);
    try {
      return await findCause(trail, traces, between, { applicationId, history });
    } catch (error) {
      if (error instanceof GatewayError || error instanceof ArchiveTrouble)
        return unasked(error.message);
      throw error;
    }
  };
  return driftJob({
    ...{ tenant, clock, runs, causeOf },
    ...{ due: store.due, withLock: store.withLock },
    journal: journalOf(store.ledger, tenant, clock),
    exceptions: exceptionsIn(store.ledger, tenant),
    tell: announcingDrift(announce, channel, operators),
    tellEnding: announcingEnding(announce, channel, operators),
  });
}

const NO_ARCHIVE = 'The archive could not be opened.';

/** Asked again at the next look. */
const unasked = (why: string) => ({
  kind: 'none' as const,
  says: `The audit records could not be asked what happened. ${why}`,
  records: [],
});
