import { past, pieceOf, read, unclear, wordAt } from './said.ts';
import type { Piece, Read, Said, Sentence } from './said.ts';
import { findDay, plus, yearOf } from './wall.ts';
import type { Wall } from './wall.ts';

export const dayAt = (wall: Wall): Piece => pieceOf('day', wall, plus(wall, 1, 'day'));

/** The latest that has begun, of something said without its year. */
export function latest(again: (year: number) => Piece | undefined, now: Wall): Piece | undefined {
  // Eight years: a leap day can be that long ago around a year such as 2100.
  const years = Array.from({ length: 9 }, (_, back) => yearOf(now) - back);
  const found = years.map(again).find((piece) => piece !== undefined && piece.from.wall <= now);
  return found === undefined ? undefined : { ...found, again };
}

/** A month, of a year or the latest one. */
export function monthOf(month: number, year: number | undefined, now: Wall): Said {
  const again = (one: number) => {
    const from = findDay(one, month, 1);
    return from === undefined ? undefined : pieceOf('stretch', from, plus(from, 1, 'month'));
  };
  const found = year === undefined ? latest(again, now) : again(year);
  return found ?? unclear('There is no such month. Please check it.');
}

/** A year of four digits, also after `of`, and `last year`. */
export function readYear(sentence: Sentence, place: number): Read<number> | undefined {
  const at = past(sentence, place, 'of');
  if (/^(?:19|20)\d\d$/.test(wordAt(sentence, at)))
    return read(Number(wordAt(sentence, at)), at + 1);
  const back = ['this', 'last'].indexOf(wordAt(sentence, at));
  const year = back >= 0 && wordAt(sentence, at + 1) === 'year';
  return year ? read(yearOf(sentence.now) - back, at + 2) : undefined;
}
