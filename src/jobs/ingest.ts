import type { Archive } from '../audit/archive/archive.ts';
import type { Ingesting } from '../audit/ingest/blobs.ts';
import { ingestType, noteUnavailable, type Progress } from '../audit/ingest/ingest.ts';
import { CONTENT_TYPES, type ContentType } from '../audit/record.ts';
import { after, HOUR, MINUTE, type Clock } from '../core/clock.ts';
import type { DueTable, DueWork } from '../core/due.ts';
import { GatewayError } from '../core/errors.ts';
import type { WithLock } from '../core/ledger.ts';
import type { AuditContent, Unavailable } from '../gateways/audit-content.ts';

export const INGEST = 'audit-ingest';
const SWEEP = 'audit-ingest-sweep';

/** How often the feed is looked at. Microsoft makes content available within minutes to hours. */
export const READ_AGAIN = 5 * MINUTE;
const SWEEP_AGAIN = HOUR;

export interface IngestSettings {
  readonly tenant: string;
  readonly due: DueTable;
  readonly clock: Clock;
  readonly withLock: WithLock;
  readonly archive: Archive;
  readonly content: AuditContent;
  readonly log: Ingesting['log'];
}

const isContentType = (text: string): text is ContentType =>
  CONTENT_TYPES.some((one) => one === text);

/**
 * Fills the archive from the activity feed, each content type on its own, for as long as it is
 * subscribed to. Never subscribes: that is a change which people approve (`set up audit archive`).
 */
export function ingestJob(settings: IngestSettings) {
  const { tenant, due, clock, withLock, log } = settings;
  const said = new Map<ContentType, string>();

  const next = (key: string, pause: number) => ({
    ...{ tenant, kind: INGEST, key, payload: null },
    due: after(clock.now(), pause),
  });

  /**
   * Once for each change, for the feed is looked at all day. What was never subscribed to is missed
   * by nobody: every answer and the doctor say so.
   */
  function tell(contentType: ContentType, progress: Progress): void {
    const now = progress.state === 'read' ? 'read' : progress.why;
    const before = said.get(contentType);
    const isNews = before !== now && (before !== undefined || now !== 'not subscribed');
    if (isNews && progress.state === 'unavailable')
      log.warn({ contentType, why: progress.why }, NOT_READ[progress.why]);
    said.set(contentType, now);
  }

  async function read({ key }: DueWork): Promise<void> {
    if (!isContentType(key)) return;
    const pass = () => passOver({ ...settings, contentType: key });
    try {
      tell(key, await withLock(`audit-ingest/${tenant}/${key}`, pass));
    } catch (error) {
      // What passes by itself is waited for: the place is kept, and nobody has to look at it.
      if (!(error instanceof GatewayError && error.transient)) throw error;
      log.warn({ contentType: key, err: error }, 'The activity feed was not read; trying again.');
    }
    await due.schedule(next(key, READ_AGAIN), 'move');
  }

  /** The schedule is only a schedule: what is to be read follows from the content types. */
  async function sweep(): Promise<void> {
    const rows = (await due.list(tenant)).filter(({ kind }) => kind === INGEST);
    const alive = new Set(rows.filter(({ state }) => state !== 'dead').map(({ key }) => key));
    for (const key of CONTENT_TYPES) if (!alive.has(key)) await due.schedule(next(key, 0));
    const again = { tenant, kind: SWEEP, key: 'all', payload: null };
    await due.schedule({ ...again, due: after(clock.now(), SWEEP_AGAIN) }, 'move');
  }

  return { handlers: { [INGEST]: read, [SWEEP]: sweep }, begin: sweep };
}

const NOT_READ: Readonly<Record<Unavailable, string>> = {
  'not subscribed':
    'The activity feed is not subscribed to this content type, so its records are not archived.',
  'switched off':
    'The subscription to this content type is off, so its records are not archived and are lost.',
  'auditing off': 'The tenant’s unified audit log is off, so there are no records to archive.',
};

/** Looks first whether the subscription is on: a listing of one that is off says less. */
async function passOver(ingesting: Ingesting): Promise<Progress> {
  const subscriptions = await ingesting.content.subscriptions();
  if (subscriptions === 'auditing off') return noteUnavailable(ingesting, 'auditing off');
  const wanted = ingesting.contentType.toLowerCase();
  const found = subscriptions.find(({ contentType }) => contentType.toLowerCase() === wanted);
  if (found === undefined) return noteUnavailable(ingesting, 'not subscribed');
  return found.enabled ? ingestType(ingesting) : noteUnavailable(ingesting, 'switched off');
}
