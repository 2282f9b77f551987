import { rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { inSession, type Engine, type Session } from './engine.ts';
import { newTable, type Lot } from './lots.ts';
import { quoted } from './quoted.ts';
import { parquet } from './segment.ts';

/**
 * Lots whose records are spread over many days: written as they are they would make thousands of tiny
 * segments. They are put aside in order of time, and cut anew when all of them are there.
 */
export interface Aside {
  put(lot: Lot): Promise<void>;
  /** What was put aside, as lots of few days each; each is the caller's to drop. */
  taken(): AsyncGenerator<Lot>;
  close(): Promise<void>;
}

/** Groups of rows by time, so that a piece is read without the rest. */
const ROW_GROUP = 4096;

export function asideIn(engine: Engine): Aside {
  const files: string[] = [];
  return {
    async put({ table }) {
      const file = join(engine.scratch, `aside-${randomUUID()}.parquet`);
      files.push(file);
      await inSession(engine, (session) =>
        session.run(
          `copy (select * from ${table} order by "at") to ${quoted(file)} (format parquet,
            compression snappy, row_group_size ${ROW_GROUP}, dictionary_size_limit 1000)`,
        ),
      );
    },
    async *taken() {
      if (files.length === 0) return;
      const pieces = await inSession(engine, (session) => piecesOf(engine, session, files));
      for (const piece of pieces) yield await lotFrom(engine, files, piece);
    },
    async close() {
      for (const file of files) await rm(file, { force: true });
    },
  };
}

interface Piece {
  readonly from: number;
  readonly to: number;
}

const HOUR_US = 3_600_000_000;

/** Stretches of whole hours with about as many records as a lot has. */
async function piecesOf(
  { memoryMb, lotRecords }: Engine,
  session: Session,
  files: readonly string[],
): Promise<readonly Piece[]> {
  const hours = await session.rows(
    `select epoch_us(date_trunc('hour', "at"))::double as us, count(*)::int as records,
      sum(strlen(raw))::double as bytes from ${parquet(files)} group by 1 order by 1`,
  );
  const most = (memoryMb * 1_000_000) / 8;
  const pieces: Piece[] = [];
  let [records, bytes] = [0, 0];
  for (const hour of hours) {
    const [from, more, weight] = [Number(hour.us), Number(hour.records), Number(hour.bytes)];
    const last = pieces.at(-1);
    const full = records + more > lotRecords || bytes + weight > most;
    if (last === undefined || full) {
      pieces.push({ from, to: from + HOUR_US });
      [records, bytes] = [more, weight];
    } else {
      pieces[pieces.length - 1] = { from: last.from, to: from + HOUR_US };
      [records, bytes] = [records + more, bytes + weight];
    }
  }
  return pieces;
}

const moment = (us: number): string => `make_timestamp(${BigInt(us)})`;

async function lotFrom(engine: Engine, files: readonly string[], piece: Piece): Promise<Lot> {
  const table = newTable('lot');
  return inSession(engine, async (session) => {
    await session.run(
      `create table ${table} as select * from ${parquet(files)}
        where "at" >= ${moment(piece.from)} and "at" < ${moment(piece.to)}`,
    );
    const [{ records = 0 } = {}] = await session.rows(
      `select count(*)::int as records from ${table}`,
    );
    return { table, records: Number(records), rejected: [], read: 0 };
  });
}
