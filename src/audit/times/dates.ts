import { past, read, unclear, wordAt } from './said.ts';
import type { Read, Said, Sentence } from './said.ts';
import { findDay, floorTo, plus, showWall, wallOf, weekdayOf, yearOf } from './wall.ts';
import type { Wall } from './wall.ts';
import { findMonth, findWeekday } from './words.ts';
import { dayAt, latest, monthOf, readYear } from './years.ts';

function dayOf(day: number, month: number, year: number | undefined, now: Wall): Said {
  const again = (one: number) => {
    const wall = findDay(one, month, day);
    return wall === undefined ? undefined : dayAt(wall);
  };
  const found = year === undefined ? latest(again, now) : again(year);
  return found ?? unclear('There is no such day in the calendar. Please check the date.');
}

export function findDayNumber(word: string): number | undefined {
  const found = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(word)?.[1];
  const day = Number(found);
  return found !== undefined && day >= 1 && day <= 31 ? day : undefined;
}

// A number after these counts something else: `top 10 may …`.
const COUNTED = [
  'top',
  'bottom',
  'type',
  'types',
  'limit',
  'first',
  'most',
  'least',
  'than',
  'over',
];

/** `3 August 2025`, `the 3rd of August`. */
function readDayMonth(sentence: Sentence, place: number): Read<Said> | undefined {
  const at = past(sentence, place, 'the');
  const day = findDayNumber(wordAt(sentence, at));
  const month = findMonth(wordAt(sentence, past(sentence, at + 1, 'of')));
  if (day === undefined || month === undefined) return undefined;
  if (COUNTED.includes(wordAt(sentence, at - 1))) return undefined;
  const end = past(sentence, at + 1, 'of') + 1;
  const year = readYear(sentence, end);
  if (isOneOfSeveral(sentence, at)) return read(NUMBERED, year?.next ?? end);
  return read(dayOf(day, month, year?.value, sentence.now), year?.next ?? end);
}

const BEFORE_TIMES = ['on', 'since', 'from', 'to', 'until', 'till', 'after', 'before', 'between'];

/** `who may 3 …` is no date; `May 3` and `on may 3` are. */
function startsDate(sentence: Sentence, place: number): boolean {
  const token = sentence.tokens[place];
  if (token === undefined || !['may', 'march'].includes(token.text)) return true;
  return /^[A-Z]/.test(token.typed) || BEFORE_TIMES.includes(wordAt(sentence, place - 1));
}

/** `August 3rd, 2025`. */
function readMonthDay(sentence: Sentence, place: number): Read<Said> | undefined {
  const month = findMonth(wordAt(sentence, place));
  const at = past(sentence, place + 1, 'the');
  const day = findDayNumber(wordAt(sentence, at));
  if (month === undefined || day === undefined || !startsDate(sentence, place)) return undefined;
  const year = readYear(sentence, at + 1);
  return read(dayOf(day, month, year?.value, sentence.now), year?.next ?? at + 1);
}

/** `2026-08-03T18:00:00Z`: an instant; without an offset, local time. */
function instantOf(text: string, sentence: Sentence): Said {
  const wall = Date.parse(`${text.replace(/(?:z|[+-]\d{2}:?\d{2})$/, '').toUpperCase()}Z`);
  const offset = /(?:z|[+-]\d{2}:?\d{2})$/.test(text);
  const instant = Date.parse(text.toUpperCase());
  if (Number.isNaN(wall) || Number.isNaN(instant)) return unclear(`${text} is no time.`);
  const end = offset ? { wall: wallOf(instant, sentence.zone), instant } : { wall };
  return { kind: 'point', from: end, to: end };
}

function readIso(sentence: Sentence, place: number): Read<Said> | undefined {
  if (sentence.tokens[place]?.kind !== 'iso') return undefined;
  const text = wordAt(sentence, place);
  const [year, month, day] = text.slice(0, 10).split('-').map(Number);
  if (text.length > 10) {
    const real = findDay(year ?? 0, month ?? 0, day ?? 0) !== undefined;
    return read(real ? instantOf(text, sentence) : unclear(`${text} is no time.`), place + 1);
  }
  const said =
    day === undefined
      ? monthOf(month ?? 0, year, sentence.now)
      : dayOf(day, month ?? 0, year, sentence.now);
  return read(said, place + 1);
}

const bothReadings = (text: string, year: number, one: number, two: number): string => {
  const walls = [findDay(year, two, one), findDay(year, one, two)].flatMap((wall) => wall ?? []);
  return `${text} can be read as ${walls.map(showWall).join(' and as ')}. Please write the month as a word.`;
};

function numericOf(text: string, now: Wall): Said {
  const [one = 0, two = 0, three = 0] = text.split(/[./-]/).map(Number);
  if (/^\d{4}/.test(text)) return dayOf(three, two, one, now);
  if (!/\d{4}$/.test(text))
    return unclear(
      `${text} can be read in several ways. Please write the year in full and the month as a word.`,
    );
  if (one <= 12 && two <= 12 && one !== two) return unclear(bothReadings(text, three, one, two));
  return one > 12 ? dayOf(one, two, three, now) : dayOf(two, one, three, now);
}

function readNumeric(sentence: Sentence, place: number): Read<Said> | undefined {
  if (sentence.tokens[place]?.kind !== 'numeric') return undefined;
  return read(numericOf(wordAt(sentence, place), sentence.now), place + 1);
}

/** `on the 3rd`, `since the 3rd`: the latest day of that number that has come. */
function readOrdinal(sentence: Sentence, place: number): Read<Said> | undefined {
  const at = past(sentence, place, 'the');
  const [the, ahead] = [wordAt(sentence, at - 1), wordAt(sentence, at - 2)];
  const day = sentence.tokens[at]?.kind === 'ordinal' && findDayNumber(wordAt(sentence, at));
  if (the !== 'the' || !['on', 'since'].includes(ahead) || !day) return undefined;
  if (/^(?:quarter|week|day|hour|month|time)/.test(wordAt(sentence, at + 1))) return undefined;
  if (['of', 'and', 'or', 'to', '-', 'until', 'through'].includes(wordAt(sentence, at + 1)))
    return read(NUMBERED, at + 1);
  return read(dayOfMonth(day, sentence.now), at + 1);
}

/** Of this month or the latest one that has had such a day. */
function dayOfMonth(day: number, now: Wall): Said {
  const months = [0, 1, 2].map((back) => plus(floorTo(now, 'month'), -back, 'month'));
  const days = months.map((start) => {
    const [year, month] = [yearOf(start), new Date(start).getUTCMonth() + 1];
    return findDay(year, month, day);
  });
  const found = days.find((wall) => wall !== undefined && wall <= now);
  return found === undefined ? unclear('There is no such day.') : dayAt(found);
}

const readPlainDate = (sentence: Sentence, place: number): Read<Said> | undefined =>
  readDayMonth(sentence, place) ??
  readMonthDay(sentence, place) ??
  readIso(sentence, place) ??
  readNumeric(sentence, place) ??
  readOrdinal(sentence, place);

export const NUMBERED = unclear(
  'Please name each end of the period with its month, or one day at a time.',
);

/** `3 and 4 August`: a number that is left over before a date was part of it. */
function isOneOfSeveral(sentence: Sentence, place: number): boolean {
  const at = ['and', 'or', '&'].includes(wordAt(sentence, place - 1)) ? place - 2 : place - 1;
  const number = findDayNumber(wordAt(sentence, at)) !== undefined;
  const opened = /^(?:between|from)$/.test(wordAt(sentence, at - 1));
  return number && !opened && !COUNTED.includes(wordAt(sentence, at - 1));
}

/** `Monday 3 August`: the weekday has to be that of the date. */
function readDatedWeekday(sentence: Sentence, place: number): Read<Said> | undefined {
  const weekday = findWeekday(wordAt(sentence, place));
  const date = readPlainDate(sentence, past(sentence, place + 1, 'the'));
  if (weekday === undefined || date === undefined) return undefined;
  const { value, next } = date;
  if (value.kind !== 'day' || weekdayOf(value.from.wall) === weekday.day) return date;
  return read(
    unclear(`${showWall(value.from.wall)} is another day of the week. Please check.`),
    next,
  );
}

/** A day of the calendar, or an ISO time, with its weekday or without. */
export const readDate = (sentence: Sentence, place: number): Read<Said> | undefined =>
  readDatedWeekday(sentence, place) ?? readPlainDate(sentence, place);
