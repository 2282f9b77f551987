import type { Archive } from '../audit/archive/archive.ts';
import { after, DAY, HOUR, type Clock } from '../core/clock.ts';
import type { DueTable } from '../core/due.ts';
import type { Journal } from '../core/journal.ts';
import type { WithLock } from '../core/ledger.ts';

export const COMPACT = 'archive-compact';
export const RETAIN = 'archive-retain';

const COMPACT_AGAIN = HOUR;
const RETAIN_AGAIN = DAY;

/** Content is offered for seven days; after that its ids are of no use. */
const REMEMBERED = 8 * DAY;

export interface UpkeepSettings {
  readonly tenant: string;
  readonly due: DueTable;
  readonly clock: Clock;
  readonly withLock: WithLock;
  readonly archive: Archive;
  readonly journal: Journal;
  /** Milliseconds; undefined keeps records for good. */
  readonly retention: number | undefined;
  readonly log: { info(facts: object, says: string): void };
}

/** Whole days before this one are older than the retention. */
const firstKept = (now: Date, retention: number): string => after(now, -retention).slice(0, 10);

/** Keeps the archive small: segments brought together, what has had its time deleted on record. */
export function archiveUpkeepJob(settings: UpkeepSettings) {
  const { tenant, due, clock, withLock, archive, journal, retention, log } = settings;

  const again = (kind: string, pause: number, how: 'earlier' | 'move') =>
    due.schedule({ tenant, kind, key: 'all', payload: null, due: after(clock.now(), pause) }, how);

  async function compact(): Promise<void> {
    const segments = await withLock(`archive-upkeep/${tenant}`, () => archive.compact(tenant));
    if (segments > 0) log.info({ segments }, 'Segments of the archive were brought together.');
    await again(COMPACT, COMPACT_AGAIN, 'move');
    // Brings the other one back to life, should it have been given up.
    await again(RETAIN, RETAIN_AGAIN, 'earlier');
  }

  /** On record before it is done: a kill in between must not leave a deletion that nobody knows of. */
  async function drop(firstDay: string): Promise<void> {
    const all = await archive.catalogue.segments(tenant);
    const old = Map.groupBy(
      all.filter(({ day }) => day < firstDay),
      ({ day }) => day,
    );
    if (old.size === 0) return;
    const days = [...old].map(([day, segments]) => ({
      day,
      records: segments.reduce((sum, { records }) => sum + records, 0),
    }));
    await journal.note({ what: 'retained', details: { keptFrom: firstDay, deleted: days } });
    await archive.retain(tenant, firstDay);
    log.info({ firstDay, days: days.length }, 'Days of the archive that had their time are gone.');
  }

  async function retain(): Promise<void> {
    const now = clock.now();
    await withLock(`archive-upkeep/${tenant}`, async () => {
      if (retention !== undefined) await drop(firstKept(now, retention));
      await archive.catalogue.forget(tenant, after(now, -REMEMBERED));
    });
    await again(RETAIN, RETAIN_AGAIN, 'move');
    await again(COMPACT, COMPACT_AGAIN, 'earlier');
  }

  /** Whatever became of earlier tries, a new start looks at once. */
  async function begin(): Promise<void> {
    await again(COMPACT, 0, 'earlier');
    await again(RETAIN, 0, 'earlier');
  }

  return { handlers: { [COMPACT]: compact, [RETAIN]: retain }, begin };
}
