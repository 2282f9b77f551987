import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import type { WithLock } from '../../core/ledger.ts';
import { addTo } from './adding.ts';
import type { Archive } from './archive.ts';
import { borrowed } from './borrowing.ts';
import type { SegmentCatalogue } from './dropped.ts';
import { openEngine, type Engine } from './engine.ts';
import { readSpan } from './reading.ts';
import { standingOn } from './standing.ts';
import { sweepScratch, sweepTenant, tenantsIn } from './sweep.ts';
import { tidied } from './tidy.ts';
import { understood, watched } from './trouble.ts';

export interface ArchiveSettings {
  readonly folder: string;
  readonly memoryMb: number;
  readonly threads?: number;
  /** Records that are worked on together; fewer need less memory. */
  readonly lotRecords?: number;
  readonly catalogue: SegmentCatalogue;
  readonly withLock: WithLock;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: { warn(fields: object, says: string): void };
}

interface Parts extends ArchiveSettings {
  /** For what is written; `reading` for what is asked. */
  readonly engine: Engine;
  readonly reading: Engine;
  /** Nobody else writes the tenant's segments meanwhile, in this process or another. */
  alone<T>(tenant: string, work: () => Promise<T>): Promise<T>;
}

const TENANT = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Tenants are folders: nothing but a GUID becomes one. */
function checked(tenant: string): string {
  if (!TENANT.test(tenant)) throw new Error('That is no tenant id.');
  return tenant;
}

/** Opens or creates the archive in a folder. Several may be open on one folder: the catalogue decides. */
export async function openArchive(settings: ArchiveSettings): Promise<Archive> {
  const { catalogue, withLock, clock, log } = settings;
  const { engine, reading } = await understood('opened', () => enginesOf(settings));
  const alone: Parts['alone'] = (tenant, work) => withLock(`archive/${tenant}`, work);
  const parts: Parts = { ...settings, engine, reading, alone };
  // In its own time: nobody has to wait for what others left behind.
  const swept = sweep(parts).catch((err: unknown) =>
    log.warn({ err }, 'What was left in the audit archive could not be cleared away.'),
  );

  return {
    catalogue,
    add: async (tenant, incoming, receipt) => {
      const now = clock.now();
      const of = { engine, catalogue, log, now, tenant: checked(tenant) };
      const adding = { ...of, alone: <T>(work: () => Promise<T>) => alone(tenant, work) };
      const { items, threw } = watched(incoming);
      return understood('stored', () => addTo(adding, items, receipt), threw);
    },
    read: async (tenant, span, work) =>
      readSpan({ engine: reading, catalogue, log }, { tenant: checked(tenant), span, work }),
    borrow: (incoming, work) => {
      const { items, threw } = watched(incoming);
      const borrowing = { engine: reading, log, now: clock.now() };
      return understood('borrowed', () => borrowed(borrowing, items, work), threw);
    },
    compact: async (tenant, day) =>
      alone(checked(tenant), () => understood('compacted', () => compact(parts, tenant, day))),
    retain: async (tenant, firstDay) =>
      alone(checked(tenant), () => understood('cleared', () => retain(parts, tenant, firstDay))),
    async close() {
      await swept;
      await engine.close();
      await reading.close();
    },
  };
}

/** Of the memory that is allowed; the rest is for questions. */
const FOR_WRITING = 0.6;

/**
 * One engine for what is written and one for what is asked: an import keeps no question waiting for
 * memory. Several statements at once keep the cores busy when writing, and each by itself wastes none
 * on waiting for its own threads; a question has the machine to itself.
 */
async function enginesOf(settings: ArchiveSettings) {
  const { memoryMb } = settings;
  const forWriting = Math.round(memoryMb * FOR_WRITING);
  const engine = await openEngine({ ...settings, threads: 1, memoryMb: forWriting });
  const reading = await openEngine({ ...settings, memoryMb: memoryMb - forWriting });
  return { engine, reading };
}

async function sweep({ engine, catalogue, alone }: Parts): Promise<void> {
  await sweepScratch(engine);
  for (const tenant of await tenantsIn(engine))
    await alone(checked(tenant), () => sweepTenant(engine, catalogue, tenant));
}

async function compact(
  { engine, catalogue, log }: Parts,
  tenant: string,
  only: string | undefined,
): Promise<number> {
  await sweepTenant(engine, catalogue, tenant);
  const segments = await catalogue.segments(tenant);
  const days = new Set(segments.map(({ day }) => day).filter((day) => day === (only ?? day)));
  let gone = 0;
  for (const day of days) {
    const standing = standingOn(engine, segments);
    try {
      gone += await tidied({ engine, tenant, standing, log }, [day], 2);
      const { add, drop } = standing.change();
      if (drop.length > 0) await catalogue.commit(tenant, { add, drop, counts: [], receipt: {} });
    } catch (error) {
      await standing.giveUp();
      throw error;
    }
  }
  return gone;
}

async function retain({ engine, catalogue }: Parts, tenant: string, firstDay: string) {
  const old = (await catalogue.segments(tenant)).filter(({ day }) => day < firstDay);
  const drop = old.map(({ segment }) => segment);
  if (drop.length > 0) await catalogue.commit(tenant, { add: [], drop, counts: [], receipt: {} });
  // What has to be gone is gone at once, from before as well: no reader may still find it.
  const gone = (await catalogue.dropped(tenant, 0)).filter(({ day }) => day < firstDay);
  for (const { file } of gone) await rm(join(engine.folder, file), { force: true });
  await catalogue.erased(
    tenant,
    gone.map(({ segment }) => segment),
  );
  const days = Map.groupBy(old, ({ day }) => day);
  return [...days].map(([day, segments]) => ({
    day,
    records: segments.reduce((sum, { records }) => sum + records, 0),
  }));
}
