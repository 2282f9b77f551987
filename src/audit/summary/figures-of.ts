import type { Definitions, WorkingHours } from '../definitions.ts';
import type { Figures, Group, Point } from '../figures.ts';
import { NONE } from '../lower.ts';
import type { AuditQuery, Unit } from '../query.ts';
import type { Reader, Span } from '../reader.ts';
import { bindings } from '../sql.ts';
import { partsOf, unitFor } from '../times/parts.ts';
import { before } from '../times/period.ts';
import { knows, whereSql } from './asking.ts';
import type { Asking } from './asking.ts';
import { findInstantIn, numberIn } from './cells.ts';
import { countedBy } from './counted.ts';
import type { Counted } from './counted.ts';
import { defectsOf } from './defects.ts';
import { measureSql } from './measure.ts';
import { isNews, partsFor } from './parts.ts';
import type { Part } from './parts.ts';
import { outliersOf } from './stands-out.ts';
import { unmatchedOf } from './unmatched.ts';

export interface Summing {
  readonly definitions: Definitions;
  readonly workingHours: WorkingHours;
  /** Times of which the records are known, for comparing; left out: only the period itself. */
  readonly span?: Span;
}

type PartOf = (name: string) => readonly Counted[];

const keysOf = (rows: readonly Counted[]): number => rows[0]?.keys ?? 0;

/** Different names in a group; what was not said is no name. */
const namesOf = (rows: readonly Counted[]): number =>
  keysOf(rows) - (rows.some(({ key }) => key === NONE) ? 1 : 0);

function groupOf({ by }: Part, rows: readonly Counted[], limit: number): Group {
  const shown = rows.filter(({ place }) => place <= limit);
  return { by, rows: shown.map(({ key, count }) => ({ key, count })), keys: keysOf(rows) };
}

function groupsOf(query: AuditQuery, parts: readonly Part[], part: PartOf): readonly Group[] {
  const news = parts.filter((each) => isNews(query, each));
  const groups = news.map((each) => groupOf(each, part(each.by), query.limit));
  // A group in which nothing was said tells nothing, unless somebody asked for it.
  return groups.filter(
    ({ rows }, place) => news[place]?.asked || rows.some(({ key }) => key !== NONE),
  );
}

function pointsOf(starts: readonly string[], rows: readonly Counted[]): readonly Point[] {
  const counts = new Map(rows.map(({ key, count }) => [Number(key), count]));
  return starts.map((at, place) => ({ at, count: counts.get(place) ?? 0 }));
}

/** The spans in which the first and the last matching record lie. */
function spansAtEnds({ period }: AuditQuery, starts: readonly string[], rows: readonly Counted[]) {
  const places = rows.map(({ key }) => Number(key));
  return [Math.min(...places), Math.max(...places)].map((place) => ({
    from: later(starts[place], period.from),
    to: starts[place + 1] ?? period.to,
  }));
}

// The first bucket begins with its hour or day, which may be before the period.
const later = (at: string | undefined, from: string): string =>
  at === undefined || Date.parse(at) < Date.parse(from) ? from : at;

/** First and last event; looked for only where the series has something, for few rows are read there. */
async function endsOf(
  asking: Asking,
  starts: readonly string[],
  rows: readonly Counted[],
): Promise<Pick<Figures, 'first' | 'last'>> {
  if (rows.length === 0) return {};
  const binds = bindings(asking.query.period);
  const [first, last] = spansAtEnds(asking.query, starts, rows).map((span) =>
    whereSql(asking, span, binds),
  );
  const sql = `select epoch_ms((select min("at") from records where ${first})) as "first",
    epoch_ms((select max("at") from records where ${last})) as "last"`;
  const [row = {}] = await asking.reader.rows(sql, binds.values);
  const ends = { first: findInstantIn(row, 'first'), last: findInstantIn(row, 'last') };
  return ends.first === undefined || ends.last === undefined
    ? {}
    : { first: ends.first, last: ends.last };
}

/** The same question about the period before, where its records are known or it was asked for. */
async function earlierOf(asking: Asking): Promise<Pick<Figures, 'before'>> {
  const { query, reader } = asking;
  const span = before(query.period);
  if (!query.compare && !knows(asking, span)) return {};
  const binds = bindings(span);
  const sql = `select (${measureSql(query.count)})::double as "total" from records
    where ${whereSql(asking, span, binds)}`;
  const [row = {}] = await reader.rows(sql, binds.values);
  return { before: { from: span.from, to: span.to, total: numberIn(row, 'total') } };
}

function seriesOf(query: AuditQuery): { unit: Unit; starts: readonly string[] } {
  const unit = query.per ?? unitFor(query.period);
  return { unit, starts: partsOf(query.period, unit) };
}

/** The numbers of an answer. What is counted as one action is told in `reader.ts`. */
export async function figuresOf(
  reader: Reader,
  query: AuditQuery,
  { definitions: defined, workingHours, span = query.period }: Summing,
): Promise<Figures> {
  const definitions = { ...defined, workingHours };
  const asking: Asking = { reader, query, definitions, span };
  const { unit, starts } = seriesOf(query);
  const parts = partsFor(query);
  const part = await countedBy(asking, { parts, starts: starts.map((at) => Date.parse(at)) });
  const [all] = part('all');
  const records = all?.records ?? 0;
  return {
    total: all?.count ?? 0,
    records,
    users: namesOf(part('user')),
    tables: namesOf(part('table')),
    addresses: namesOf(part('address')),
    ...(await endsOf(asking, starts, part('points'))),
    groups: groupsOf(query, parts, part),
    series: { unit, points: pointsOf(starts, part('points')) },
    ...(await earlierOf(asking)),
    outliers: records === 0 ? [] : await outliersOf(asking),
    defects: await defectsOf(asking, part),
    ...(await unmatchedOf(asking)),
  };
}
