import { NUMBERED, readDate } from './dates.ts';
import { past, pieceOf, read, unclear, wordAt } from './said.ts';
import type { Read, Said, Sentence } from './said.ts';
import { DAY, plus, weekdayOf } from './wall.ts';
import { findMonth, isPlainMonth } from './words.ts';
import { latest, monthOf, readYear } from './years.ts';

const BEFORE_MONTHS = ['in', 'during', 'throughout', 'since', 'until', 'till', 'for'];
const VAGUE = ['last', 'this', 'next', 'previous', 'past'];
const EDGES = [
  'first',
  'second',
  'third',
  'beginning',
  'start',
  'middle',
  'half',
  'end',
  'week',
  'weeks',
  'early',
  'mid',
  'late',
  'rest',
  'part',
  'days',
  'day',
];

/** `the end of October`, `early October`: some part of it, nobody knows which. */
function isPartOfMonth(sentence: Sentence, place: number): boolean {
  const ahead = wordAt(sentence, place - 1) === 'of' ? place - 2 : place - 1;
  return EDGES.includes(wordAt(sentence, ahead));
}

/** Whether a month's name stands for the month: it may be a name or a verb as well. */
function isMonth(sentence: Sentence, place: number): boolean {
  const ahead = wordAt(sentence, place - 1);
  if (isPlainMonth(wordAt(sentence, place)) || BEFORE_MONTHS.includes(ahead)) return true;
  const opened = sentence.tokens
    .slice(0, place)
    .some(({ text }) => /^(?:between|from)$/.test(text));
  if (['between', 'from'].includes(ahead)) return true;
  return opened && ['and', 'to', 'until', 'till', '-', '–', 'through'].includes(ahead);
}

/** `October`, `October 2025`. */
export function readMonth(sentence: Sentence, place: number): Read<Said> | undefined {
  const at = wordAt(sentence, place) === 'month' ? past(sentence, place + 1, 'of') : place;
  const month = findMonth(wordAt(sentence, at));
  if (month === undefined) return undefined;
  const year = readYear(sentence, at + 1);
  if (year === undefined && at === place && !isMonth(sentence, place)) return undefined;
  const end = year?.next ?? at + 1;
  if (isPartOfMonth(sentence, place)) return read(NUMBERED, end);
  if (VAGUE.includes(wordAt(sentence, place - 1)) && year === undefined)
    return read(unclear('Please say which year that month was in.'), end);
  return read(monthOf(month, year?.value, sentence.now), end);
}

const QUARTERS = new Map([
  ['first', 1],
  ['second', 2],
  ['third', 3],
  ['fourth', 4],
  ['1st', 1],
  ['2nd', 2],
  ['3rd', 3],
  ['4th', 4],
]);

/** `Q3 2026`, `the third quarter of 2026`, `Q3`. */
export function readQuarter(sentence: Sentence, place: number): Read<Said> | undefined {
  const short = /^q([1-4])$/.exec(wordAt(sentence, place))?.[1];
  const long = wordAt(sentence, place + 1) === 'quarter';
  const quarter =
    short === undefined ? long && QUARTERS.get(wordAt(sentence, place)) : Number(short);
  if (quarter === undefined || quarter === false) return undefined;
  const end = place + (short === undefined ? 2 : 1);
  const year = readYear(sentence, end);
  const again = (one: number) => {
    const from = Date.UTC(one, quarter * 3 - 3, 1);
    return pieceOf('stretch', from, plus(from, 1, 'quarter'));
  };
  const found = year === undefined ? latest(again, sentence.now) : again(year.value);
  return found === undefined ? undefined : read(found, year?.next ?? end);
}

/** `in 2025`, `during 2025`, `the year 2025`: a number by itself is no year. */
export function readYearPiece(sentence: Sentence, place: number): Read<Said> | undefined {
  const ahead = ['in', 'during', 'throughout', 'since'].includes(wordAt(sentence, place - 1));
  const at = past(sentence, place, 'year');
  const year = /^20\d\d$/.test(wordAt(sentence, at)) ? Number(wordAt(sentence, at)) : undefined;
  if (year === undefined || (!ahead && at === place)) return undefined;
  return read(pieceOf('stretch', Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)), at + 1);
}

/** `the week of 3 August`: the one from Monday to Sunday that holds the day. */
export function readWeekOf(sentence: Sentence, place: number): Read<Said> | undefined {
  const at = past(sentence, place, 'the');
  if (wordAt(sentence, at) !== 'week' || wordAt(sentence, at + 1) !== 'of') return undefined;
  const date = readDate(sentence, past(sentence, at + 2, 'the'));
  if (date === undefined || date.value.kind !== 'day') return date;
  const monday = date.value.from.wall - (weekdayOf(date.value.from.wall) - 1) * DAY;
  return read(pieceOf('stretch', monday, monday + 7 * DAY), date.next);
}
