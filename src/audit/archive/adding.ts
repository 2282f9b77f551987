import type { Added, Incoming, Rejected } from './archive.ts';
import { asideIn, type Aside } from './aside.ts';
import { CatalogueMoved, type Catalogue, type Receipt } from './catalogue.ts';
import { inSession, type Engine } from './engine.ts';
import { daysOf, newSeen } from './fresh.ts';
import { dropLot, lots, type Lot, type NextLot } from './lots.ts';
import { standingOn } from './standing.ts';
import { spansOf, storeLot, summed, type Counted, type Storing } from './storing.ts';
import { MANY, tidied } from './tidy.ts';

export interface Adding {
  readonly engine: Engine;
  readonly catalogue: Catalogue;
  readonly tenant: string;
  readonly now: Date;
  readonly log: { warn(fields: object, says: string): void };
  /** Nobody else writes this tenant's segments meanwhile. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

type Texts = AsyncIterable<readonly Incoming[]> | Iterable<readonly Incoming[]>;

/** Adds all that comes, in one change of the catalogue at its end. */
export async function addTo(
  adding: Adding,
  incoming: Texts,
  receipt: (added: Added) => Receipt,
): Promise<Added> {
  const source = lots(adding.engine, incoming, adding.now);
  try {
    // Most of what is added fits in one lot: nobody waits for it while it comes.
    const first = await source.next();
    return await adding.alone(() =>
      first.done === true || first.value.last
        ? storedAlone(adding, first.value ?? undefined, receipt)
        : storedInTurn(adding, first.value, source, receipt),
    );
  } finally {
    await source.return();
  }
}

const TRIES = 3;

/** One lot, and again if somebody changed the catalogue at the same moment. */
async function storedAlone(
  adding: Adding,
  lot: Lot | undefined,
  receipt: (added: Added) => Receipt,
): Promise<Added> {
  try {
    for (let tries = 1; ; tries += 1)
      try {
        return await committed(adding, undefined, receipt, async (storing, sum) => {
          if (lot === undefined) return;
          sum.take(lot);
          sum.count(await storeLot(storing, lot));
        });
      } catch (error) {
        if (!(error instanceof CatalogueMoved) || tries === TRIES) throw error;
      }
  } finally {
    if (lot !== undefined) await dropLot(adding.engine, lot);
  }
}

/** Lot after lot; those that are scattered over many days at the end, cut anew. */
async function storedInTurn(
  adding: Adding,
  first: NextLot,
  source: AsyncGenerator<NextLot, void>,
  receipt: (added: Added) => Receipt,
): Promise<Added> {
  const { engine } = adding;
  const seen = await inSession(engine, newSeen);
  const aside = asideIn(engine);
  try {
    return await committed(adding, seen, receipt, async (storing, sum) => {
      for await (const lot of each(first, source)) {
        sum.take(lot);
        await dropped(engine, lot, async () => {
          if (await isScattered(engine, lot)) await aside.put(lot);
          else sum.count(await storeLot(storing, lot));
        });
      }
      for await (const lot of aside.taken())
        await dropped(engine, lot, async () => sum.count(await storeLot(storing, lot)));
    });
  } finally {
    await finished(engine, seen, aside);
  }
}

async function finished(engine: Engine, seen: string, aside: Aside): Promise<void> {
  await inSession(engine, (session) => session.run(`drop table if exists ${seen}`));
  await aside.close();
}

async function* each(
  first: NextLot,
  source: AsyncGenerator<NextLot, void>,
): AsyncGenerator<NextLot, void> {
  yield first;
  yield* source;
}

async function dropped(engine: Engine, lot: Lot, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await dropLot(engine, lot);
  }
}

/** Fewer records a day than this are not worth a segment of their own. */
const WORTH_A_SEGMENT = 1500;

async function isScattered(engine: Engine, { table, records }: Lot): Promise<boolean> {
  const days = await inSession(engine, (session) => daysOf(session, table));
  return days.length > 4 && records / days.length < WORTH_A_SEGMENT;
}

interface Sum {
  take(lot: Lot): void;
  count(counted: readonly Counted[]): void;
}

/** Does the work on the segments as they stand, then tells the catalogue, at once, of all of it. */
async function committed(
  { engine, catalogue, tenant, log }: Adding,
  seen: string | undefined,
  receipt: (added: Added) => Receipt,
  work: (storing: Storing, sum: Sum) => Promise<void>,
): Promise<Added> {
  const standing = standingOn(engine, await catalogue.segments(tenant));
  const lotsSeen: Lot[] = [];
  const counted: Counted[] = [];
  const sum: Sum = {
    take: (lot) => void lotsSeen.push(lot),
    count: (more) => void counted.push(...more),
  };
  try {
    await work({ engine, tenant, standing, seen, log }, sum);
    const days = new Set(counted.filter(({ stored }) => stored > 0).map(({ day }) => day));
    await tidied({ engine, tenant, standing, log }, [...days], MANY);
    const added = addedOf(lotsSeen, counted);
    const counts = summed(counted).map(({ first: _f, last: _l, ...count }) => count);
    await catalogue.commit(tenant, { ...standing.change(), counts, receipt: receipt(added) });
    return added;
  } catch (error) {
    await standing.giveUp();
    throw error;
  }
}

function addedOf(taken: readonly Lot[], counted: readonly Counted[]): Added {
  const total = (of: (one: Counted) => number) => counted.reduce((sum, one) => sum + of(one), 0);
  const rejected: readonly Rejected[] = taken.flatMap((lot) => lot.rejected);
  return {
    read: taken.reduce((sum, { read }) => sum + read, 0),
    stored: total(({ stored }) => stored),
    duplicates: total(({ duplicates }) => duplicates),
    rejected: rejected.toSorted((a, b) => a.line - b.line),
    spans: spansOf(counted),
  };
}
