import { readMonth, readQuarter, readWeekOf, readYearPiece } from './calendar.ts';
import { findDayNumber, readDate } from './dates.ts';
import { readWeekday, readWeekend } from './weekdays.ts';
import { dayAt, latest } from './years.ts';
import { readTime } from './of-day.ts';
import { past, read, unclear, wordAt } from './said.ts';
import type { End, Piece, Read, Said, Unclear } from './said.ts';
import { readRelative } from './relative.ts';
import { readUnits } from './units.ts';
import type { Asked } from './relative.ts';
import { DAY, findDay, showWall, yearOf } from './wall.ts';
import { findMonth } from './words.ts';

/** A period as it was said; without `to` it goes on until now. */
export interface Stretch {
  readonly kind: 'period';
  readonly from: End;
  readonly to?: End;
  /** The piece that it is, if it is just one. */
  readonly piece?: Piece;
}

export type Result = Read<Stretch | Unclear> | undefined;

export const MOMENT = unclear('That is a moment. Please say from when to when, or since when.');
const BACKWARDS = unclear('That period ends before it starts. Please check its dates.');

export const readPiece = (asked: Asked, place: number): Read<Said> | undefined =>
  readDate(asked, place) ??
  readWeekend(asked, place) ??
  readWeekday(asked, place) ??
  readUnits(asked, place) ??
  readRelative(asked, place) ??
  readWeekOf(asked, place) ??
  readQuarter(asked, place) ??
  readMonth(asked, place) ??
  readYearPiece(asked, place);

/** A moment of a day. The times of a day count from its midnight on the wall. */
const momentOf = (day: Piece, at: number): Piece => {
  const end = { wall: day.from.wall + at };
  return { kind: 'point', from: end, to: end, ...againOf(day, at) };
};

function againOf({ again }: Piece, at: number): Pick<Piece, 'again'> {
  if (again === undefined) return {};
  return {
    again: (year) => {
      const day = again(year);
      return day === undefined ? undefined : momentOf(day, at);
    },
  };
}

/** `3 August 18:00`, `18:00 on 3 August`, `now`; `same` is the day of a time without one. */
export function readEnd(asked: Asked, place: number, same?: Piece): Read<Said> | undefined {
  const first = past(asked, place, 'the', 'on');
  if (wordAt(asked, first) === 'now') return read(nowOf(asked), first + 1);
  const time = readTime(asked, place);
  if (time !== undefined) return readTimeFirst(asked, time, same);
  const piece = readPiece(asked, first) ?? readPiece(asked, place);
  if (piece === undefined || piece.value.kind !== 'day') return piece;
  const later = readTime(asked, piece.next);
  if (later === undefined) return piece;
  const { value } = later;
  return read(value.kind === 'unclear' ? value : momentOf(piece.value, value.at), later.next);
}

function readTimeFirst(
  asked: Asked,
  { value, next }: NonNullable<ReturnType<typeof readTime>>,
  same: Piece | undefined,
): Read<Said> | undefined {
  if (value.kind === 'unclear') return read(value, next);
  const day = readPiece(asked, past(asked, next, 'on'));
  if (day?.value.kind === 'day') return read(momentOf(day.value, value.at), day.next);
  if (day?.value.kind === 'unclear') return read(day.value, day.next);
  return same === undefined ? undefined : read(momentOf(same, value.at), next);
}

const nowOf = ({ at, now }: Asked): Piece => {
  const end = { wall: now, instant: at.getTime() };
  return { kind: 'point', from: end, to: end };
};

const dayOf = ({ from }: Piece): Piece => dayAt(Math.floor(from.wall / DAY) * DAY);

const years = (year: number): readonly number[] => [year, year - 1, year + 1];

/** Brings the years of two ends together where one of them was said, or none. */
function together(from: Piece, to: Piece): readonly [Piece, Piece] | Unclear {
  const { again: start } = from;
  const { again: end } = to;
  if (start !== undefined && end === undefined) {
    const found = years(yearOf(to.from.wall))
      .map(start)
      .find((each) => each !== undefined && each.from.wall <= to.from.wall);
    return found === undefined ? BACKWARDS : [found, to];
  }
  if (start === undefined && end !== undefined && from.named === undefined) {
    const year = yearOf(from.from.wall);
    const found = [year, year + 1]
      .map(end)
      .find((each) => each !== undefined && each.to.wall > from.from.wall);
    return found === undefined ? BACKWARDS : [from, found];
  }
  if (start !== undefined && end !== undefined && from.from.wall >= to.to.wall)
    return twoYears(from, to, start, end);
  return [from, to];
}

type Again = NonNullable<Piece['again']>;

const rangeWords = (from: Piece | undefined, to: Piece | undefined): readonly string[] => {
  if (from === undefined || to === undefined) return [];
  const last = to.kind === 'point' ? to.to.wall : to.to.wall - DAY;
  return [`${showWall(from.from.wall)} to ${showWall(last)}`];
};

/** `1 to 31 October`, asked on 20 October: this month, or that of last year? */
function twoYears(from: Piece, to: Piece, start: Again, end: Again): Unclear {
  const earlier = latest(start, to.from.wall);
  const later = [yearOf(from.from.wall), yearOf(from.from.wall) + 1]
    .map(end)
    .find((each) => each !== undefined && each.to.wall > from.from.wall);
  const readings = [...rangeWords(earlier, to), ...rangeWords(from, later)];
  return unclear(`That can be ${readings.join(' or ')}. Please say the year.`);
}

function rangeOf(from: Said, to: Said): Stretch | Unclear {
  if (from.kind === 'unclear') return from;
  if (to.kind === 'unclear') return to;
  const both = together(from, to);
  if ('kind' in both) return both;
  const [start, end] = both;
  return { kind: 'period', from: start.from, to: end.to };
}

const LINKS = ['to', 'until', 'till', 'through', 'thru', '-', '–', '—', '/'];

/** `1 to 15 October`, `between 1 and 15 October 2025`. */
function readDayNumbers(asked: Asked, place: number, links: readonly string[]): Result {
  const at = past(asked, place, 'the');
  const first = findDayNumber(wordAt(asked, at));
  if (first === undefined || !links.includes(wordAt(asked, at + 1))) return undefined;
  const to = readDate(asked, past(asked, at + 2, 'the'));
  if (to === undefined || findMonthIn(asked, at + 2, to.next) === undefined) return undefined;
  return read(sameMonth(first, to.value, asked), to.next);
}

const findMonthIn = (asked: Asked, from: number, to: number): number | undefined =>
  asked.tokens
    .slice(from, to)
    .map(({ text }) => findMonth(text))
    .find((month) => month !== undefined);

function sameMonth(first: number, to: Said, asked: Asked): Stretch | Unclear {
  if (to.kind === 'unclear') return to;
  const month = new Date(to.from.wall).getUTCMonth() + 1;
  const again = (year: number): Piece | undefined => {
    const day = findDay(year, month, first);
    return day === undefined ? undefined : dayAt(day);
  };
  const year = yearOf(to.from.wall);
  const start = to.again === undefined ? again(year) : latest(again, asked.now);
  return start === undefined ? unclear('There is no such day in that month.') : rangeOf(start, to);
}

/** `October 1 to 15`, `August 3-5, 2026`. */
function readMonthDays(asked: Asked, place: number): Result {
  const month = findMonth(wordAt(asked, place));
  const first = findDayNumber(wordAt(asked, place + 1));
  const last = findDayNumber(wordAt(asked, place + 3));
  if (month === undefined || first === undefined || last === undefined) return undefined;
  if (
    !LINKS.includes(wordAt(asked, place + 2)) ||
    findMonth(wordAt(asked, place + 4)) !== undefined
  )
    return undefined;
  const said = /^20\d\d$/.exec(wordAt(asked, place + 4))?.[0];
  const at = (day: number) => (year: number) => {
    const wall = findDay(year, month, day);
    return wall === undefined ? undefined : dayAt(wall);
  };
  const [from, to] = [first, last].map((day) =>
    said === undefined ? latest(at(day), asked.now) : at(day)(Number(said)),
  );
  const none = unclear('There is no such day in that month.');
  const value = from === undefined || to === undefined ? none : rangeOf(from, to);
  return read(value, place + (said === undefined ? 4 : 5));
}

/** Two ends with something between them. */
export function readRange(asked: Asked, place: number): Result {
  const opening = wordAt(asked, place);
  const links = opening === 'between' ? ['and'] : LINKS;
  const at = past(asked, place, 'between', 'from', 'since', 'starting');
  const days = readDayNumbers(asked, at, links) ?? readMonthDays(asked, at);
  if (days !== undefined) return days;
  const from = readEnd(asked, at);
  if (from === undefined || !links.includes(wordAt(asked, from.next))) return undefined;
  const same = from.value.kind === 'point' ? dayOf(from.value) : undefined;
  const to = readEnd(asked, from.next + 1, same);
  return to === undefined ? undefined : read(rangeOf(from.value, to.value), to.next);
}
