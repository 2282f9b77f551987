import { dayAt } from './years.ts';
import { AROUND, readAround, readPart, readTime, readWindow } from './of-day.ts';
import type { Window } from './of-day.ts';
import { MOMENT, readEnd, readPiece, readRange } from './ranges.ts';
import type { Result, Stretch } from './ranges.ts';
import type { Asked } from './relative.ts';
import { readSinceOther } from './since.ts';
import { past, read, unclear, wordAt } from './said.ts';
import type { Piece, Read, Said, Unclear } from './said.ts';
import { DAY } from './wall.ts';

const plain = (piece: Piece): Stretch => ({
  kind: 'period',
  from: piece.from,
  to: piece.to,
  piece,
});

const onDay = (day: Piece, { from, to }: Window): Stretch => ({
  kind: 'period',
  from: { wall: day.from.wall + from },
  to: { wall: day.from.wall + to },
});

const limited = (day: Said, window: Window | Unclear): Stretch | Unclear =>
  day.kind === 'unclear' ? day : window.kind === 'unclear' ? window : onDay(day, window);

/** `after 18:00 on 3 August`, `before noon yesterday`. */
function readWindowFirst(asked: Asked, place: number): Result {
  const window = readWindow(asked, place);
  if (window === undefined) return undefined;
  const day = readPiece(asked, past(asked, past(asked, window.next, 'on', 'of'), 'the'));
  if (day === undefined || day.value.kind === 'stretch' || day.value.kind === 'point')
    return undefined;
  return read(limited(day.value, window.value), day.next);
}

/** `this morning`. */
function readPartOfToday(asked: Asked, place: number): Result {
  if (wordAt(asked, place) !== 'this') return undefined;
  const part = readPart(asked, place + 1);
  const today = Math.floor(asked.now / DAY) * DAY;
  return part === undefined ? undefined : read(limited(dayAt(today), part.value), part.next);
}

const BARE = unclear('Please write times of day as 09:00 or 9am.');

/** `from 9 to 5`: hours, or a number of something else? */
function readBareHours(asked: Asked, place: number): Read<Unclear> | undefined {
  const at = past(asked, place, 'between', 'from');
  const numbers = [wordAt(asked, at), wordAt(asked, at + 2)];
  const linked = ['to', 'and', '-', '–', 'until', 'till'].includes(wordAt(asked, at + 1));
  return linked && numbers.every((each) => /^\d{1,2}$/.test(each)) ? read(BARE, at + 3) : undefined;
}

/** `from 9 to 5 yesterday`. */
function readBareHoursFirst(asked: Asked, place: number): Result {
  const bare = readBareHours(asked, place);
  if (bare === undefined) return undefined;
  const day = readPiece(asked, past(asked, bare.next, 'on'));
  return day?.value.kind === 'day' ? read(BARE, day.next) : undefined;
}

const SINCE = unclear('Please say since when in one go, such as since 3 August 18:00.');

/** `today since 09:00`; of an earlier day it may mean that day only, or until now. */
function readSince(asked: Asked, day: Piece, place: number): Result {
  if (!['since', 'from'].includes(wordAt(asked, place))) return undefined;
  const time = readTime(asked, place + 1);
  if (time === undefined) return undefined;
  if (time.value.kind === 'unclear') return read(time.value, time.next);
  const today = day.from.wall === Math.floor(asked.now / DAY) * DAY;
  const from = { wall: day.from.wall + time.value.at };
  return read(today ? { kind: 'period', from } : SINCE, time.next);
}

/** A day, with the times of it that are meant: `3 August after 18:00`, `yesterday afternoon`. */
function readDayWithTimes(asked: Asked, place: number): Result {
  const day = readPiece(asked, past(asked, place, 'the'));
  if (day?.value.kind !== 'day') return undefined;
  const around = readAround(asked, day.next);
  if (around !== undefined) return around;
  const window = readWindow(asked, day.next) ?? readPart(asked, day.next);
  if (window !== undefined) return read(limited(day.value, window.value), window.next);
  const other = readSince(asked, day.value, day.next) ?? readBareHours(asked, day.next);
  if (other !== undefined) return other;
  const moment = readTime(asked, day.next);
  return moment === undefined ? undefined : read(MOMENT, moment.next);
}

const OPEN = unclear(
  'That has no beginning. Please say since when, such as from 1 October until yesterday.',
);
const SINCE_OR_ON = unclear(
  'That can be from then on or only then. Please say since, or on or in.',
);

const until = (piece: Said, to: 'start' | 'end'): Stretch | Unclear =>
  piece.kind === 'unclear'
    ? piece
    : { kind: 'period', from: to === 'start' ? piece.from : piece.to };

/** `since Monday`, `after 3 August`, `from 1 October on`, `until yesterday`. */
function readOpen(asked: Asked, place: number): Result {
  const opening = wordAt(asked, place);
  const end = ['since', 'after', 'before', 'until', 'till', 'from', 'starting'].includes(opening)
    ? readEnd(asked, past(asked, place + 1, 'on', 'from'))
    : undefined;
  if (end === undefined) return undefined;
  switch (opening) {
    case 'since':
    case 'starting':
      return read(until(end.value, 'start'), past(asked, end.next, 'on', 'onward', 'onwards'));
    case 'after':
      return read(until(end.value, 'end'), end.next);
    case 'from':
      return readFrom(asked, end);
    default:
      return read(end.value.kind === 'unclear' ? end.value : OPEN, end.next);
  }
}

function readFrom(asked: Asked, { value, next }: Read<Said>): Result {
  const on = past(asked, next, 'on', 'onward', 'onwards', 'forward');
  if (on > next) return read(until(value, 'start'), on);
  if (value.kind === 'unclear') return read(value, next);
  return read(value.named === undefined ? SINCE_OR_ON : plain(value), next);
}

function readAlone(asked: Asked, place: number): Result {
  const first = soFar(asked, place);
  const piece = readPiece(asked, past(asked, first, 'the')) ?? readPiece(asked, first);
  if (piece === undefined) return undefined;
  const { value, next } = piece;
  switch (value.kind) {
    case 'unclear':
      return read(value, next);
    case 'point':
      return read(MOMENT, next);
    case 'day':
    case 'stretch':
      return read(plain(value), soFar(asked, next));
  }
}

/** `this week so far`, `so far this week`. */
const soFar = (asked: Asked, at: number): number =>
  wordAt(asked, at) === 'so' && wordAt(asked, at + 1) === 'far' ? at + 2 : at;

/** `around 3 August`. */
function readAroundDate(asked: Asked, place: number): Result {
  if (!AROUND.includes(wordAt(asked, place))) return undefined;
  const piece = readPiece(asked, past(asked, place + 1, 'the'));
  return piece === undefined
    ? undefined
    : read(unclear('Please say from which day to which.'), piece.next);
}

/** What the words from here on say about time, if they do. */
export const readPhrase = (asked: Asked, place: number): Result =>
  readAround(asked, place) ??
  readAroundDate(asked, place) ??
  readWindowFirst(asked, place) ??
  readBareHoursFirst(asked, place) ??
  readRange(asked, place) ??
  readPartOfToday(asked, place) ??
  readSinceOther(asked, place) ??
  readOpen(asked, place) ??
  readDayWithTimes(asked, place) ??
  readAlone(asked, place) ??
  readMomentFirst(asked, place) ??
  readBareBetween(asked, place);

/** `between 9 and 5` of no certain day. */
const readBareBetween = (asked: Asked, place: number): Result =>
  wordAt(asked, place) === 'between' ? readBareHours(asked, place) : undefined;

/** `at 18:00 yesterday`. */
function readMomentFirst(asked: Asked, place: number): Result {
  const end = readTime(asked, place) === undefined ? undefined : readEnd(asked, place);
  if (end === undefined) return undefined;
  return read(end.value.kind === 'unclear' ? end.value : MOMENT, end.next);
}
