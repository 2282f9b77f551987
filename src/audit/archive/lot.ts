import { rm, writeFile } from 'node:fs/promises';
import { after, DAY } from '../../core/clock.ts';
import type { Rejected } from './archive.ts';
import type { Session } from './engine.ts';
import { isReason, normalised } from './normalise.ts';
import { BETWEEN, findMended, REASONS } from './refuse.ts';
import { textsIn, type Spooled } from './spool.ts';

/** Records on their way into the archive: a bounded number of them, normalised, in memory. */
export interface Lot {
  /** A table: one row for each record that can be used, `ordinal` in the order in which they came. */
  readonly table: string;
  readonly records: number;
  readonly rejected: readonly Rejected[];
  readonly read: number;
}

export interface Making {
  readonly session: Session;
  readonly table: string;
  readonly now: Date;
}

/** Clocks of servers differ; a record of next week is none. */
const AHEAD = 2 * DAY;

/** Rows of what was spooled; the file is not needed afterwards. */
export async function lotOf(making: Making, texts: Spooled): Promise<Lot> {
  const { session, table, now } = making;
  const rows = normalised(textsIn(texts), texts.wrapped);
  await session.run(`create table ${table} as ${rows}`, [after(now, AHEAD)]);
  const rejected = [...texts.rejected, ...(await refused(making, texts, true))];
  const [{ records = 0 } = {}] = await session.rows(
    `select count(*)::int as records from ${table}`,
  );
  return { table, read: texts.read, rejected, records: Number(records) };
}

interface Bad {
  readonly ordinal: number;
  readonly reason: string;
  /** In a form that DuckDB may read, where there is one. */
  readonly mended: string | undefined;
}

async function badIn({ session, table }: Making): Promise<readonly Bad[]> {
  const rows = await session.rows(
    `select ordinal, reason, case when reason = 'text' then raw end as raw
      from ${table} where reason is not null order by ordinal`,
  );
  if (rows.length > 0) await session.run(`delete from ${table} where reason is not null`);
  return rows.map(({ ordinal, reason, raw }) => ({
    ordinal: Number(ordinal),
    reason: REASONS[isReason(reason) ? reason : 'text'],
    mended: typeof raw === 'string' ? findMended(raw) : undefined,
  }));
}

/** Takes out what is no record; what only DuckDB would not read is put back, once. */
async function refused(
  making: Making,
  texts: Spooled,
  mend: boolean,
): Promise<readonly Rejected[]> {
  const bad = await badIn(making);
  const [mended, rest] = [
    bad.filter((one) => mend && one.mended !== undefined),
    bad.filter((one) => !mend || one.mended === undefined),
  ];
  const rejected = rest.map(({ ordinal, reason }) => ({
    line: texts.lines[ordinal - texts.first] ?? 0,
    reason,
  }));
  if (mended.length === 0) return rejected;
  await putBack(making, texts, mended);
  return [...rejected, ...(await refused(making, texts, false))];
}

async function putBack({ session, table, now }: Making, texts: Spooled, bad: readonly Bad[]) {
  const file = `${texts.file}-mended`;
  const lines = bad.map(({ ordinal, mended = '' }) => `${ordinal}${BETWEEN}${mended}\n`);
  try {
    await writeFile(file, lines.join(''), { mode: 0o600 });
    const longest = Math.max(...lines.map(({ length }) => length));
    const rows = normalised(textsIn({ file, longest }), true);
    await session.run(`insert into ${table} ${rows}`, [after(now, AHEAD)]);
  } finally {
    await rm(file, { force: true });
  }
}
