import { DAY } from '../../core/clock.ts';
import { layOver, without, type Stretch } from '../covering/stretches.ts';
import type { Coverage, Gap } from '../figures.ts';
import { moment } from '../moment.ts';
import type { ContentType } from '../record.ts';
import type { Span } from '../reader.ts';
import { SETTLES } from '../settles.ts';
import { BUSY, type Present } from './presence.ts';
import { CONTENT } from './tables.ts';

/** What is known of the records that a question needs. */
export interface Known {
  readonly span: Span;
  readonly now: Date;
  readonly contentTypes: readonly ContentType[];
  /** Tables that hold such records and are there. */
  readonly present: readonly Present[];
  /** Starts of UTC days with any record, by table. */
  readonly days: ReadonlyMap<string, ReadonlySet<number>>;
  readonly duplicatesDropped: number;
}

/** Tables that tell how complete a content type is: the busy ones, where there are any. */
function tellers({ present }: Known, contentType: ContentType): readonly Present[] {
  const holding = present.filter(
    ({ table, first }) => CONTENT[table].includes(contentType) && first !== undefined,
  );
  const busy = holding.filter(({ table }) => BUSY.includes(table));
  return busy.length > 0 ? busy : holding;
}

const least = (times: readonly number[]): number => times.reduce((a, b) => Math.min(a, b));
const most = (times: readonly number[]): number => times.reduce((a, b) => Math.max(a, b));

const stretch = (state: Stretch['state'], from: number, to: number, why = ''): Stretch => ({
  ...{ state, from, to, why },
});

const QUIET =
  'There is no record of this kind on these days: nothing happened, or nothing was delivered.';

/** Whole days between the first and the newest record that have none. */
function quietDays(known: Known, tables: readonly Present[], from: number, to: number) {
  if (!tables.every(({ table }) => BUSY.includes(table))) return [];
  const has = (day: number) => tables.some(({ table }) => known.days.get(table)?.has(day) === true);
  const start = Math.max(from, Date.parse(known.span.from));
  const end = Math.min(to, Date.parse(known.span.to));
  const days: Stretch[] = [];
  for (let day = Math.ceil(start / DAY) * DAY; day + DAY <= end; day += DAY)
    if (!has(day)) days.push(stretch('missing', day, day + DAY, QUIET));
  return days;
}

/** When nothing new came for so long, something is wrong, or nobody works there any more. */
const STALE = 2 * DAY;

interface Ends {
  readonly names: string;
  readonly first: number;
  readonly newest: number;
}

const endsOf = (tables: readonly Present[]): Ends => ({
  names: tables.map(({ table }) => table).join(', '),
  first: least(tables.map((one) => Date.parse(one.first ?? ''))),
  newest: most(tables.map((one) => Date.parse(one.newest ?? ''))),
});

/** From the newest record on, or from when late records can still arrive. */
function open({ names, newest }: Ends, settled: number, now: number): readonly Stretch[] {
  if (now - newest <= STALE) return [stretch('settling', settled, now)];
  const silent = `The newest record in ${names} is of ${moment(new Date(newest))}.`;
  return [stretch('missing', settled, now, silent)];
}

/** What the tables say of one content type: never more than that records were delivered. */
function stretchesOf(known: Known, contentType: ContentType): readonly Stretch[] {
  const { span, now } = known;
  const from = Date.parse(span.from);
  const bounds = { from, to: Math.max(from, Math.min(Date.parse(span.to), now.getTime())) };
  const tables = tellers(known, contentType);
  if (tables.length === 0) return layOver([], bounds, nothing(contentType));
  const ends = endsOf(tables);
  const settled = Math.min(ends.newest, now.getTime() - SETTLES[contentType]);
  const quiet = quietDays(known, tables, ends.first, settled);
  const delivered = without(stretch('complete', ends.first, settled), quiet);
  const before = `The first record in ${ends.names} is of ${moment(new Date(ends.first))}: it was not connected before, or older ones are past the table’s retention, which the bot does not know.`;
  return layOver(
    [...quiet, ...delivered, ...open(ends, Math.max(settled, ends.first), now.getTime())],
    bounds,
    before,
  );
}

const nothing = (contentType: ContentType): string =>
  contentType === 'Audit.AzureActiveDirectory'
    ? 'Records of Entra are in other tables of a workspace, which the bot does not ask.'
    : 'The workspace has no records of this kind.';

const iso = (time: number): string => new Date(time).toISOString();

const gapsOf = (contentType: ContentType, stretches: readonly Stretch[]): readonly Gap[] =>
  stretches
    .filter(({ state }) => state === 'missing')
    .map(({ from, to, why }) => ({ from: iso(from), to: iso(to), contentType, why }));

const sumOf = (stretches: readonly Stretch[], state: Stretch['state']): number =>
  stretches.filter((one) => one.state === state).reduce((sum, { from, to }) => sum + to - from, 0);

/** Percents of the span so far, which sum to 100. */
function partOf(
  contentType: ContentType,
  stretches: readonly Stretch[],
): Coverage['parts'][number] {
  const whole = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const percent = (state: Stretch['state']) =>
    whole === 0 ? 0 : Math.round((sumOf(stretches, state) * 1e6) / whole) / 1e4;
  return {
    contentType,
    complete: percent('complete'),
    settling: percent('settling'),
    imported: 0,
    missing: percent('missing'),
  };
}

const share = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.floor((part * 1000) / whole) / 10;

function newestOf({ present, span }: Known): string | undefined {
  const times = present.flatMap(({ newest }) => (newest === undefined ? [] : [Date.parse(newest)]));
  return times.length === 0 ? undefined : iso(Math.min(most(times), Date.parse(span.to)));
}

/** How complete the workspace's records of a span are, as far as that can be known from them. */
export function workspaceCoverage(known: Known): Coverage {
  const { span, contentTypes, duplicatesDropped } = known;
  const found = contentTypes.map((type) => ({ type, stretches: stretchesOf(known, type) }));
  const all = found.flatMap(({ stretches }) => stretches);
  const settling = all.filter(({ state }) => state === 'settling').map(({ from }) => from);
  const newestEvent = newestOf(known);
  const whole = all.reduce((sum, { from, to }) => sum + to - from, 0);
  return {
    ...{ from: span.from, to: span.to, duplicatesDropped },
    completePercent: share(sumOf(all, 'complete'), whole),
    gaps: found.flatMap(({ type, stretches }) => gapsOf(type, stretches)),
    ...(settling.length === 0 ? {} : { settlingFrom: iso(least(settling)) }),
    ...(newestEvent === undefined ? {} : { newestEvent }),
    parts: found.map(({ type, stretches }) => partOf(type, stretches)),
  };
}
