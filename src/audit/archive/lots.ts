import { randomUUID } from 'node:crypto';
import type { Incoming } from './archive.ts';
import { inSession, type Engine } from './engine.ts';
import { lotOf, type Lot } from './lot.ts';

export type { Lot } from './lot.ts';
import { removed, spooled, type Spooled } from './spool.ts';

/** A name for a table that nobody else has. */
export const newTable = (what: string): string => `${what}_${randomUUID().replaceAll('-', '')}`;

/** A lot, and whether it is all that is left. */
export interface NextLot extends Lot {
  readonly last: boolean;
}

type Texts = AsyncIterable<readonly Incoming[]> | Iterable<readonly Incoming[]>;

/**
 * All that comes, as lots of bounded size; each is the caller's to drop (`dropLot`). The next one is
 * made while one is stored.
 */
export async function* lots(
  engine: Engine,
  incoming: Texts,
  now: Date,
): AsyncGenerator<NextLot, void> {
  const source = inTurn(engine, incoming, now);
  let coming = source.next();
  try {
    for (;;) {
      const { done, value } = await coming;
      if (done === true) return;
      coming = source.next();
      // Its failure is told when it is asked for, not before.
      coming.catch(() => undefined);
      yield value;
    }
  } finally {
    const left = await coming.catch(() => undefined);
    if (left !== undefined && left.done !== true) await dropLot(engine, left.value);
    await source.return();
  }
}

async function* inTurn(engine: Engine, incoming: Texts, now: Date): AsyncGenerator<NextLot, void> {
  for await (const { one: texts, last } of ahead(spooled(engine, incoming), removed))
    try {
      yield { ...(await lotFrom(engine, texts, now)), last };
    } finally {
      await removed(texts);
    }
}

async function lotFrom(engine: Engine, texts: Spooled, now: Date): Promise<Lot> {
  const table = newTable('lot');
  try {
    return await inSession(engine, (session) => lotOf({ session, table, now }, texts));
  } catch (error) {
    await dropLot(engine, { table });
    throw error;
  }
}

export const dropLot = (engine: Engine, { table }: Pick<Lot, 'table'>): Promise<void> =>
  inSession(engine, (session) => session.run(`drop table if exists ${table}`));

/** Each with the word whether it is the last. While one is worked on, the second next is made. */
async function* ahead<T>(
  source: AsyncGenerator<T, void>,
  dispose: (one: T) => Promise<void>,
): AsyncGenerator<{ readonly one: T; readonly last: boolean }> {
  let [current, following] = [source.next(), source.next()];
  try {
    for (;;) {
      const [now, next] = [await current, await following];
      if (now.done === true) return;
      [current, following] = [following, source.next()];
      // Its failure is told when it is asked for, not before.
      following.catch(() => undefined);
      yield { one: now.value, last: next.done === true };
    }
  } finally {
    for (const left of await Promise.allSettled([current, following]))
      if (left.status === 'fulfilled' && left.value.done !== true) await dispose(left.value.value);
    await source.return();
  }
}
