import type { IANAZone } from 'luxon';

import type { NamedPeriod } from '../query.ts';
import type { Token } from './tokens.ts';
import type { Wall } from './wall.ts';

/** One end of a period: local time, or an instant where an offset was written. */
export interface End {
  readonly wall: Wall;
  readonly instant?: number;
}

/** What some words mean by themselves: a moment (`point`), one day, or another stretch of time. */
export interface Piece {
  readonly kind: 'point' | 'day' | 'stretch';
  readonly from: End;
  readonly to: End;
  readonly named?: NamedPeriod;
  /** For a date without a year: the same in a given one, where that year has it. */
  readonly again?: (year: number) => Piece | undefined;
}

/** Words that are about time and do not say when. */
export interface Unclear {
  readonly kind: 'unclear';
  readonly says: string;
}

export type Said = Piece | Unclear;

export const unclear = (says: string): Unclear => ({ kind: 'unclear', says });

export const pieceOf = (kind: Piece['kind'], from: Wall, to: Wall): Piece => ({
  kind,
  from: { wall: from },
  to: { wall: to },
});

/** Something read from the words, and the place at which reading goes on. */
export interface Read<T> {
  readonly value: T;
  readonly next: number;
}

export const read = <T>(value: T, next: number): Read<T> => ({ value, next });

/** One sentence of a question, and what the clock on the wall shows while it is asked. */
export interface Sentence {
  readonly tokens: readonly Token[];
  readonly now: Wall;
  readonly zone: IANAZone;
}

/** The word (or number, or date) at a place; empty where there is none that times could use. */
export function wordAt({ tokens }: Sentence, place: number): string {
  const token = tokens[place];
  return token === undefined || token.kind === 'other' ? '' : token.text;
}

/** The place after one of these words, or the same place where none of them stands. */
export const past = (sentence: Sentence, place: number, ...words: readonly string[]): number =>
  words.includes(wordAt(sentence, place)) ? place + 1 : place;
