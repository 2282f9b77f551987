import type { Unit } from '../query.ts';

const MONTH_NAMES = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const DAY_NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const OTHER_DAY_NAMES = new Map([
  ['tues', 2],
  ['thur', 4],
  ['thurs', 4],
]);
const NUMBER_WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
];
const TENS = new Map([
  ['twenty', 20],
  ['thirty', 30],
  ['forty', 40],
  ['fifty', 50],
  ['sixty', 60],
  ['ninety', 90],
]);

/** These are people's names or verbs as well: by themselves they are no month. */
const ALSO_OTHER_WORDS = ['march', 'april', 'may', 'june', 'august'];

/** 1 to 12 for a name or its usual short form. */
export function findMonth(word: string): number | undefined {
  const place = MONTH_NAMES.findIndex(
    (name) => name === word || name.slice(0, 3) === word || (word === 'sept' && name[0] === 's'),
  );
  return place < 0 ? undefined : place + 1;
}

export const isPlainMonth = (word: string): boolean =>
  MONTH_NAMES.includes(word) && !ALSO_OTHER_WORDS.includes(word);

/** 1 (Monday) to 7 for a name; short forms are words of other meanings too (`sat`, `sun`). */
export function findWeekday(word: string): { day: number; short: boolean } | undefined {
  const place = DAY_NAMES.findIndex((name) => name === word || name.slice(0, 3) === word);
  const day = place < 0 ? OTHER_DAY_NAMES.get(word) : place + 1;
  return day === undefined ? undefined : { day, short: !DAY_NAMES.includes(word) };
}

const UNIT_WORDS = new Map<string, Unit>([
  ['hour', 'hour'],
  ['hr', 'hour'],
  ['day', 'day'],
  ['week', 'week'],
  ['month', 'month'],
  ['quarter', 'quarter'],
  ['year', 'year'],
]);

export const findUnit = (word: string): Unit | undefined =>
  UNIT_WORDS.get(word) ?? UNIT_WORDS.get(word.replace(/s$/, ''));

/** `7`, `seven`; undefined for anything else. */
export function findCount(word: string): number | undefined {
  if (/^\d{1,4}$/.test(word)) return Number(word);
  const place = NUMBER_WORDS.indexOf(word);
  return place < 1 ? TENS.get(word) : place;
}
