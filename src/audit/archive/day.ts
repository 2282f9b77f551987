import { join } from 'node:path';
import { CONTENT_TYPES, contentTypeOf, type ContentType } from '../record.ts';
import type { DayCount, Segment } from './catalogue.ts';
import { ACTION } from './columns-sql.ts';
import { addressKeys, type Lot } from './lot.ts';
import { quoted, quotedList } from './quoted.ts';
import { COLUMN_LIST, MOST_ROWS, writeSegments, type Writing } from './segment.ts';

/** Smaller segments of a day are written anew together with what comes: a day stays a few files. */
const SMALL = MOST_ROWS / 2;

/** What became of one day of a lot. */
export interface DayWritten {
  readonly add: readonly Segment[];
  readonly drop: readonly string[];
  readonly counts: readonly DayCount[];
}

/** Types of records as the content type they come with; whatever is not listed comes with General. */
export function contentTypeSql(column: string): string {
  const types = Array.from({ length: 400 }, (_, type) => type);
  const cases = CONTENT_TYPES.filter((one) => one !== 'Audit.General').map((one) => {
    const mine = types.filter((type) => contentTypeOf(type) === one);
    return `when ${column} in (${mine.join(', ')}) then ${quoted(one)}`;
  });
  return `case ${cases.join(' ')} else 'Audit.General' end`;
}

interface Day extends Writing {
  readonly lot: Lot;
  readonly stored: readonly Segment[];
  /** Ids that stand under another day of the same lot as well; the first copy wins. */
  readonly elsewhere: string;
}

const parquet = (folder: string, segments: readonly Segment[]): string =>
  `read_parquet(${quotedList(segments.map(({ file }) => join(folder, file)))})`;

/** Brings the new records of a day into the archive's form; the rest is counted. */
export async function writeDay(writing: Day): Promise<DayWritten> {
  const { session, folder, day, lot, stored } = writing;
  const source = lot.from(day);
  await firstCopies(writing, source);
  const counts = await countsOf(writing, source);
  const fresh = counts.reduce((sum, one) => sum + one.stored, 0);
  if (fresh === 0) return { add: [], drop: [], counts };
  const old = stored.length === 0 ? undefined : parquet(folder, stored);
  await partners(writing, source, old);
  const again = await toRewrite(writing);
  const keys = await addressKeys(session, source);
  const added = await writeSegments(writing, unionOf(writing, { source, keys, again }));
  await session.run(`drop table ${keys}`);
  return { add: added, drop: again.map(({ segment }) => segment), counts };
}

/** `firsts`: the record of each id that is new; the earliest one where it came several times. */
async function firstCopies({ session, folder, stored, elsewhere }: Day, source: string) {
  await session.run(
    `create or replace temp table firsts as
      select id, min(ordinal) as ordinal from ${source} group by id`,
  );
  await session.run(
    `delete from firsts where exists (select 1 from ${elsewhere} as other
      where other.id = firsts.id and other.ordinal < firsts.ordinal)`,
  );
  if (stored.length > 0)
    await session.run(`delete from firsts where id in (select id from ${parquet(folder, stored)})`);
}

async function countsOf({ session, day }: Day, source: string): Promise<readonly DayCount[]> {
  const rows = await session.rows(
    `select ${contentTypeSql('type')} as content_type, count(*)::int as read,
      count(firsts.ordinal)::int as stored
      from ${source} as lot left join firsts using (id, ordinal) group by 1 order by 1`,
  );
  return rows.flatMap(({ content_type: name, read, stored }) =>
    CONTENT_TYPES.filter((one: ContentType) => one === name).map((contentType) => ({
      ...{ day, contentType },
      stored: Number(stored),
      duplicates: Number(read) - Number(stored),
    })),
  );
}

/** `partners`: what records of one action share, where there are several of them on this day. */
async function partners({ session }: Day, source: string, old: string | undefined): Promise<void> {
  const shared = 'select correlation, message_key, entity from';
  await session.run(
    `create or replace temp table partners as
      select correlation, message_key, entity from (
        ${shared} ${source} semi join firsts using (id, ordinal) where correlation <> ''
        ${old === undefined ? '' : `union all ${shared} ${old} where correlation <> ''`})
      group by all having count(*) > 1`,
  );
}

/** Segments that are small, or hold a record whose partner came only now. */
async function toRewrite({ session, folder, stored }: Day): Promise<readonly Segment[]> {
  const large = stored.filter(({ records }) => records >= SMALL);
  const hit = new Set<string>();
  for (const segment of large) {
    const [{ some = 0 } = {}] = await session.rows(
      `select count(*)::int as some from ${parquet(folder, [segment])}
        semi join partners using (correlation, message_key, entity) where not split`,
    );
    if (Number(some) > 0) hit.add(segment.segment);
  }
  return stored.filter(({ records, segment }) => records < SMALL || hit.has(segment));
}

/** An action may go over midnight, where its other part is not looked for. */
const NEAR_MIDNIGHT = `(correlation <> '' and (
    "at" < date_trunc('day', "at") + interval 5 minute
    or "at" >= date_trunc('day', "at") + interval 1435 minute))`;

const SPLIT = `(correlation <> '' and exists (select 1 from partners
    where partners.correlation = one.correlation and partners.message_key = one.message_key
      and partners.entity = one.entity)) or ${NEAR_MIDNIGHT}`;

function unionOf(
  { folder }: Day,
  {
    source,
    keys,
    again,
  }: { readonly source: string; readonly keys: string; readonly again: readonly Segment[] },
): string {
  const fresh = `select lot.* exclude (ordinal, reason), coalesce(address_key, '') as address_key,
      lower(agent) as agent_key, false as split
    from ${source} as lot semi join firsts using (id, ordinal)
    left join ${keys} as keys using (address)`;
  const old = again.length === 0 ? '' : `union all by name select * from ${parquet(folder, again)}`;
  // A number is needed only to bring parts together: alone it would be bytes that do not compress.
  const columns = COLUMN_LIST.replace(
    ' action, split,',
    ' case when now_split then action else 0 end as action, now_split as split,',
  );
  return `(select ${columns} from (
    select one.* exclude (split, action), one.split or ${SPLIT} as now_split, ${ACTION} as action from (${fresh} ${old}) as one))`;
}

/** Merges segments as they are, for a day that has too many. */
export const mergedSegments = (folder: string, segments: readonly Segment[]): string =>
  `(select * from ${parquet(folder, segments)})`;
