import { UNITS } from '../query.ts';
import type { Unit } from '../query.ts';
import { lastOf, whole } from './relative.ts';
import type { Asked } from './relative.ts';
import { read, wordAt } from './said.ts';
import type { Read, Said } from './said.ts';
import { findMonth, findUnit, findWeekday } from './words.ts';

// Units of the calendar that are named in their own way.

const SHORT = new Map<string, Unit>([
  ['wtd', 'week'],
  ['mtd', 'month'],
  ['qtd', 'quarter'],
  ['ytd', 'year'],
]);

const unitOf = (word: string): Unit | undefined => UNITS.find((unit) => unit === word);

const says = (asked: Asked, place: number, ...words: readonly string[]): boolean =>
  words.every((word, index) => wordAt(asked, place + index) === word);

/** `month to date`, `year-to-date`, `YTD`: the unit under way. */
function readToDate(asked: Asked, place: number): Read<Said> | undefined {
  const word = wordAt(asked, place);
  const one = SHORT.get(word) ?? unitOf(/^(\w+)-to-date$/.exec(word)?.[1] ?? '');
  if (one !== undefined) return read(whole(one, 0, asked), place + 1);
  // "Last month to date" may be that month, or everything since.
  if (['last', 'previous', 'past'].includes(wordAt(asked, place - 1))) return undefined;
  const unit = says(asked, place + 1, 'to', 'date') ? unitOf(word) : undefined;
  return unit === undefined ? undefined : read(whole(unit, 0, asked), place + 3);
}

/** `last fortnight`: fourteen days, today included. */
function readFortnight(asked: Asked, place: number): Read<Said> | undefined {
  const said =
    ['last', 'past'].includes(wordAt(asked, place)) && says(asked, place + 1, 'fortnight');
  return said ? read(lastOf(2, 'week', asked), place + 2) : undefined;
}

/** `the week before last`, but not that before last Friday. */
function readBeforeLast(asked: Asked, place: number): Read<Said> | undefined {
  const unit = unitOf(wordAt(asked, place));
  if (unit === undefined || unit === 'day' || !says(asked, place + 1, 'before', 'last'))
    return undefined;
  const next = wordAt(asked, place + 3);
  const goesOn = [findUnit, findWeekday, findMonth].some((find) => find(next) !== undefined);
  const counted = /^\d|^(?:night|weekend|time|fortnight)$/.test(next);
  return goesOn || counted ? undefined : read(whole(unit, 2, asked), place + 3);
}

export const readUnits = (asked: Asked, place: number): Read<Said> | undefined =>
  readToDate(asked, place) ?? readFortnight(asked, place) ?? readBeforeLast(asked, place);
