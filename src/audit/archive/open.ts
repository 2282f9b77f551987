import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import { DAY, MINUTE } from '../../core/clock.ts';
import type { WithLock } from '../../core/ledger.ts';
import type { Span } from '../reader.ts';
import { CONTENT_TYPES, type ContentType } from '../record.ts';
import { ArchiveTrouble, type Added, type Archive } from './archive.ts';
import { CatalogueMoved, type Receipt, type Segment } from './catalogue.ts';
import { contentTypeSql, mergedSegments, writeDay, type DayWritten } from './day.ts';
import type { SegmentCatalogue } from './dropped.ts';
import { openEngine, type Engine, type Session } from './engine.ts';
import { gather, type Lot } from './lot.ts';
import { borrowed, readSpan } from './reading.ts';
import { MOST_ROWS, writeSegments } from './segment.ts';

export interface ArchiveSettings {
  readonly folder: string;
  readonly memoryMb: number;
  readonly threads?: number;
  readonly catalogue: SegmentCatalogue;
  readonly withLock: WithLock;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: { warn(fields: object, says: string): void };
}

/** Whoever began to read a file that was replaced has this long to finish. */
const GRACE = 10 * MINUTE;

/** More files than this make a day slow to open. */
const FEW = 4;

const TENANT = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Opens or creates the archive in a folder. Several may be open on one folder: the catalogue decides. */
export async function openArchive(settings: ArchiveSettings): Promise<Archive> {
  const { folder, catalogue, withLock, clock, log } = settings;
  const engine = await understood('opened', async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await clearScratch(join(folder, 'scratch'), clock);
    return openEngine(settings);
  });

  const alone = <T>(tenant: string, work: () => Promise<T>): Promise<T> => {
    if (!TENANT.test(tenant)) throw new Error('That is no tenant id.');
    return withLock(`archive/${tenant}`, work);
  };

  /** Files of segments that nobody can be reading any more, and of writers that were killed. */
  async function sweep(tenant: string): Promise<void> {
    const gone = await catalogue.dropped(tenant, GRACE);
    for (const { file } of gone) await rm(join(folder, file), { force: true });
    if (gone.length > 0)
      await catalogue.erased(
        tenant,
        gone.map(({ segment }) => segment),
      );
    const known = new Set([
      ...(await catalogue.segments(tenant)).map(({ file }) => file),
      ...(await catalogue.dropped(tenant, 0)).map(({ file }) => file),
    ]);
    for (const file of await filesOf(folder, tenant))
      if (!known.has(file)) await rm(join(folder, file), { force: true });
  }

  async function store(
    tenant: string,
    lot: Lot,
    receipt: (added: Added) => Receipt,
  ): Promise<Added> {
    const written: DayWritten[] = [];
    const { session } = lot;
    const elsewhere = await movedIds(lot);
    for (const day of lot.days) {
      const stored = await catalogue.segments(tenant, dayOf(day));
      const place = { session, folder, scratch: engine.scratch, tenant, day };
      written.push(await writeDay({ ...place, lot, stored, elsewhere }));
    }
    const counts = written.flatMap((one) => one.counts);
    const added = await addedOf(lot, counts);
    await catalogue.commit(tenant, {
      add: written.flatMap((one) => one.add),
      drop: written.flatMap((one) => one.drop),
      counts,
      receipt: receipt(added),
    });
    return added;
  }

  return {
    catalogue,

    add: (tenant, incoming, receipt) =>
      alone(tenant, () =>
        understood('stored', async () => {
          await sweep(tenant);
          const lot = await gather(engine, incoming, clock.now());
          try {
            return await again(() => store(tenant, lot, receipt));
          } finally {
            await lot.close();
          }
        }),
      ),

    read: (tenant, span, work) =>
      readSpan({ engine, folder, catalogue, log }, { tenant, span, work }),

    borrow: (incoming, work) => borrowed({ engine, clock }, incoming, work),

    compact: (tenant, only) =>
      alone(tenant, () =>
        understood('compacted', async () => {
          await sweep(tenant);
          const all = await catalogue.segments(tenant);
          const days = Map.groupBy(all, ({ day }) => day);
          let merged = 0;
          for (const [day, segments] of days)
            if (only === undefined || only === day)
              merged += await compactDay({ engine, folder, catalogue, tenant, day }, segments);
          return merged;
        }),
      ),

    retain: (tenant, firstDay) =>
      alone(tenant, () =>
        understood('cleared', async () => {
          const old = (await catalogue.segments(tenant)).filter(({ day }) => day < firstDay);
          const drop = old.map(({ segment }) => segment);
          if (drop.length > 0)
            await catalogue.commit(tenant, { add: [], drop, counts: [], receipt: {} });
          // What has to be gone is gone at once: no reader may still find it afterwards.
          for (const { file } of old) await rm(join(folder, file), { force: true });
          await catalogue.erased(tenant, drop);
          const days = Map.groupBy(old, ({ day }) => day);
          return [...days].map(([day, segments]) => ({
            day,
            records: segments.reduce((sum, { records }) => sum + records, 0),
          }));
        }),
      ),

    async close() {
      engine.close();
    },
  };
}

const dayOf = (day: string): Span => ({
  from: `${day}T00:00:00.000Z`,
  to: new Date(Date.parse(`${day}T00:00:00.000Z`) + 24 * 60 * MINUTE).toISOString(),
});

/** What writers left behind that were killed; a living one touches its files all the time. */
async function clearScratch(scratch: string, clock: Pick<Clock, 'now'>): Promise<void> {
  for (const name of await readdir(scratch).catch(() => [])) {
    const { mtimeMs } = await stat(join(scratch, name));
    if (mtimeMs < clock.now().getTime() - DAY)
      await rm(join(scratch, name), { recursive: true, force: true });
  }
}

async function filesOf(folder: string, tenant: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, tenant), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.parquet'))
    .map((entry) => `${tenant}/${entry.name.slice(0, 10)}/${entry.name}`);
}

/** A segment was replaced by somebody else at the same moment: looked at anew, once more. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CatalogueMoved)) throw error;
    return work();
  }
}

/** Ids that stand under several days of one lot, with the place of their first copy. */
async function movedIds({ session, all }: Lot): Promise<string> {
  await session.run(
    `create or replace temp table moved as
      select id, min(ordinal) as ordinal from ${all}
      where hash(id) in (select hash(id) from ${all} group by 1
        having min("at"::date) <> max("at"::date))
      group by id`,
  );
  return 'moved';
}

async function addedOf(
  { session, all, read, rejected, days }: Lot,
  counts: DayWritten['counts'],
): Promise<Added> {
  const rows =
    days.length === 0
      ? []
      : await session.rows(
          `select ${contentTypeSql('type')} as content_type, count(*)::int as many,
            epoch_ms(min("at"))::double as first, epoch_ms(max("at"))::double as last
            from ${all} group by 1 order by 1`,
        );
  return {
    read,
    stored: counts.reduce((sum, one) => sum + one.stored, 0),
    duplicates: counts.reduce((sum, one) => sum + one.duplicates, 0),
    rejected: rejected.toSorted((a, b) => a.line - b.line),
    spans: rows.flatMap(({ content_type: name, many, first, last }) =>
      CONTENT_TYPES.filter((one: ContentType) => one === name).map((contentType) => ({
        contentType,
        count: Number(many),
        from: new Date(Number(first)).toISOString(),
        to: new Date(Number(last) + 1).toISOString(),
      })),
    ),
  };
}

interface DayPlace {
  readonly engine: Engine;
  readonly folder: string;
  readonly catalogue: SegmentCatalogue;
  readonly tenant: string;
  readonly day: string;
}

async function compactDay(
  { engine, folder, catalogue, tenant, day }: DayPlace,
  segments: readonly Segment[],
): Promise<number> {
  const small = segments.filter(({ records }) => records < MOST_ROWS / 2);
  if (segments.length <= FEW || small.length < 2) return 0;
  const session: Session = await engine.session();
  try {
    const place = { session, folder, scratch: engine.scratch, tenant, day };
    const add = await writeSegments(place, mergedSegments(folder, small));
    const drop = small.map(({ segment }) => segment);
    await catalogue.commit(tenant, { add, drop, counts: [], receipt: {} });
    return small.length;
  } finally {
    session.close();
  }
}

const DOING = {
  opened: 'The audit archive could not be opened',
  stored: 'The audit records could not be stored, so nothing of them was',
  compacted: 'The audit archive could not be tidied up; nothing was lost',
  cleared: 'Old audit records could not be deleted',
} as const;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** Trouble of the machine as a sentence; a fault of ours stays one. */
async function understood<T>(doing: keyof typeof DOING, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const says = error instanceof Error ? error.message : '';
    const full =
      /ENOSPC|EDQUOT/.test(codeOf(error)) || /no space left|disk (?:is )?full/i.test(says);
    const shut = /EACCES|EPERM|EROFS/.test(codeOf(error)) || /permission denied/i.test(says);
    if (full)
      throw new ArchiveTrouble(`${DOING[doing]}: the disk is full. Make room, then try again.`, {
        cause: error,
      });
    if (shut || codeOf(error) === 'ENOTDIR')
      throw new ArchiveTrouble(
        `${DOING[doing]}: its folder cannot be written to. Check ARCHIVE_DIR and its rights.`,
        { cause: error },
      );
    throw error;
  }
}
