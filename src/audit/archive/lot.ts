import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, DAY } from '../../core/clock.ts';
import { findRange } from '../address-range.ts';
import type { Incoming, Rejected } from './archive.ts';
import type { Engine, Session } from './engine.ts';
import { INBOX, lotTable, normalised } from './normalise.ts';
import { quoted, quotedList } from './quoted.ts';

/** Records that are on their way into the archive, normalised: in memory, or by day on the disk. */
export interface Lot {
  readonly session: Session;
  readonly read: number;
  readonly rejected: readonly Rejected[];
  /** UTC days with records, in order. */
  readonly days: readonly string[];
  /** A relation with the day's records; `ordinal` counts all that were read. */
  from(day: string): string;
  /** All of them, for looking at narrow columns. */
  readonly all: string;
  close(): Promise<void>;
}

/** Texts of one statement; more of them at once take memory and bring nothing. */
const TEXTS = 8000;
const LETTERS = 16 * 1024 * 1024;
/** What is held in memory before it is written by day. */
const HELD_ROWS = 120_000;
const HELD_LETTERS = 160 * 1024 * 1024;
/** A record longer than this is no audit record; Microsoft splits them at about 3 KB. */
const LONGEST = 32 * 1024 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  text: 'not JSON',
  object: 'not a JSON object',
  inner: 'its AuditData cannot be read',
  id: 'it has no Id',
  time: 'it has no readable CreationTime',
  when: 'its CreationTime is before the year 2000 or in the future',
};
const REASON_FOR_CONTROL = 'not JSON: it has control characters';
const REASON_FOR_LENGTH = 'longer than 32 MB';

/** The bytes between texts, and one that DuckDB's text ends at; neither can be in JSON. */
const refusal = ({ text }: Incoming): string | undefined => {
  if (text.length > LONGEST) return REASON_FOR_LENGTH;
  return text.includes('\u0001') || text.includes('\u0000') ? REASON_FOR_CONTROL : undefined;
};

const isWrapped = ({ text }: Incoming): boolean => /"auditdata"/i.test(text);

/** Reads everything that comes and makes rows of it. Memory does not grow with the input. */
export async function gather(
  engine: Engine,
  incoming: AsyncIterable<readonly Incoming[]> | Iterable<readonly Incoming[]>,
  now: Date,
): Promise<Lot> {
  const session = await engine.session();
  const name = `lot_${randomUUID().replaceAll('-', '')}`;
  const folder = join(engine.scratch, name);
  const latest = after(now, 2 * DAY)
    .replace('T', ' ')
    .replace('Z', '');
  const rejected: Rejected[] = [];
  let [read, held, letters, written] = [0, 0, 0, 0];

  async function take(texts: readonly Incoming[], wrapped: boolean): Promise<void> {
    if (texts.length === 0) return;
    const joined = texts.map(({ text }) => text).join('\u0001');
    const first = read;
    read += texts.length;
    await session.run(
      `insert into inbox values ($1::varchar, null, ${first}, ${quoted(latest)}::timestamp)`,
      [joined],
    );
    await session.run(`insert into ${name} ${normalised({ wrapped })}`);
    await session.run('delete from inbox');
    const bad = await session.rows(
      `select ordinal, reason from ${name} where reason is not null order by ordinal`,
    );
    for (const { ordinal, reason } of bad)
      rejected.push({
        line: texts[Number(ordinal) - first]?.line ?? 0,
        reason: REASONS[String(reason)] ?? 'not readable',
      });
    if (bad.length > 0) await session.run(`delete from ${name} where reason is not null`);
    held += texts.length;
    letters += joined.length;
    if (held >= HELD_ROWS || letters >= HELD_LETTERS) await spill();
  }

  /** By day, so that each day is read once when it is written for good. */
  async function spill(): Promise<void> {
    const part = join(folder, String(written));
    written += 1;
    await mkdir(part, { recursive: true, mode: 0o700 });
    await session.run(
      `copy (select *, strftime("at", '%Y-%m-%d') as day from ${name}) to ${quoted(part)}
        (format parquet, compression snappy, partition_by (day), overwrite_or_ignore true)`,
    );
    await session.run(`truncate ${name}`);
    [held, letters] = [0, 0];
  }

  async function close(): Promise<void> {
    await session.run(`drop table if exists ${name}`);
    session.close();
    await rm(folder, { recursive: true, force: true });
  }

  try {
    await session.run(INBOX);
    await session.run(lotTable(name));
    for await (const some of incoming)
      for (const texts of parts(some)) {
        const good = texts.filter((one) => {
          const reason = refusal(one);
          if (reason !== undefined) rejected.push({ line: one.line, reason });
          return reason === undefined;
        });
        read += texts.length - good.length;
        const wrapped = good.some(isWrapped);
        await take(good, wrapped);
      }
    if (written > 0 && held > 0) await spill();
    const files = written === 0 ? new Map<string, string[]>() : await filesByDay(folder);
    const days =
      written === 0
        ? (
            await session.rows(
              `select distinct strftime("at", '%Y-%m-%d') as day from ${name} order by day`,
            )
          ).map(({ day }) => String(day))
        : [...files.keys()].sort();
    const everything = [...files.values()].flat();
    return {
      ...{ session, read, rejected, days, close },
      from: (day) =>
        written === 0
          ? `(select * from ${name} where "at" >= ${quoted(day)}::timestamp
              and "at" < ${quoted(day)}::timestamp + interval 1 day)`
          : `read_parquet(${quotedList(files.get(day) ?? [])}, hive_partitioning = false)`,
      all:
        written === 0 ? name : `read_parquet(${quotedList(everything)}, hive_partitioning = false)`,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function* parts(texts: readonly Incoming[]): Generator<readonly Incoming[]> {
  let [from, letters] = [0, 0];
  for (const [at, { text }] of texts.entries()) {
    letters += text.length;
    if (at + 1 - from < TEXTS && letters < LETTERS) continue;
    yield texts.slice(from, at + 1);
    [from, letters] = [at + 1, 0];
  }
  if (from < texts.length) yield texts.slice(from);
}

async function filesByDay(folder: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const day = /day=(\d{4}-\d\d-\d\d)$/.exec(entry.parentPath)?.[1];
    if (!entry.isFile() || day === undefined) continue;
    found.set(day, [...(found.get(day) ?? []), join(entry.parentPath, entry.name)]);
  }
  return found;
}

/** Keys of all addresses in a relation, in a table beside it: DuckDB itself cannot compare addresses. */
export async function addressKeys(session: Session, relation: string): Promise<string> {
  const table = `keys_${randomUUID().replaceAll('-', '')}`;
  await session.run(`create temp table ${table} (address varchar, address_key varchar)`);
  const rows = await session.rows(`select distinct address from ${relation} where address <> ''`);
  const known = rows.flatMap(({ address }) => {
    const key = findRange(String(address))?.first;
    return key === undefined ? [] : [[String(address), key] as const];
  });
  for (let at = 0; at < known.length; at += 1000) {
    const some = known.slice(at, at + 1000);
    const marks = some.map((_, index) => `($${index * 2 + 1}, $${index * 2 + 2})`).join(', ');
    await session.run(`insert into ${table} values ${marks}`, some.flat());
  }
  return table;
}
