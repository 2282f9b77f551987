import type { Dimension, Field, Filter, Focus, Measure, SourceName, Unit } from '../query.ts';

/**
 * What a word or phrase may mean. Several senses of one phrase are told apart by where it stands; a
 * phrase without any is an unknown word.
 */
export type Sense =
  | ValueSense
  | NameSense
  /** `day` in `per day`. */
  | { readonly kind: 'unit'; readonly unit: Unit }
  | { readonly kind: 'series'; readonly unit: Unit | undefined }
  | { readonly kind: 'prep'; readonly prep: Prep }
  /** `firm` words leave out whatever follows; `not` is good for fewer things. */
  | { readonly kind: 'not'; readonly firm: boolean }
  | { readonly kind: 'join'; readonly join: 'and' | 'or' | 'nor' | ',' }
  | { readonly kind: 'ask'; readonly ask: 'who' | 'what' | 'which' | 'how many' }
  | { readonly kind: 'where' }
  /** `was`, `did`, `has`: `be` together with a past form turns the meaning round. */
  | { readonly kind: 'aux'; readonly be: boolean }
  | { readonly kind: 'rank'; readonly order: 'most' | 'fewest'; readonly top: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'compare'; readonly target: Target }
  | { readonly kind: 'source'; readonly source: SourceName }
  | { readonly kind: 'focus'; readonly focus: Focus }
  /** Words for whatever is counted; `deed`: a verb, so that what follows is its object. */
  | {
      readonly kind: 'thing';
      readonly measure: Measure;
      readonly deed: boolean;
      readonly note?: string;
    }
  /** `records` of the business, whatever their table. */
  | { readonly kind: 'rows' }
  | { readonly kind: 'noise too' }
  | { readonly kind: 'possessive' }
  | { readonly kind: 'quoted'; readonly value: string }
  | { readonly kind: 'period' }
  | { readonly kind: 'filler' }
  /** Understood as a word, and nothing that a question can say exactly. */
  | { readonly kind: 'refused'; readonly says: string };

/** Forms of a verb: past ones are also passive, nouns have no object. */
export type Form = 'past' | 'plain' | 'noun';

export interface ValueSense {
  readonly kind: 'value';
  readonly field: Field;
  readonly values: readonly string[];
  readonly form?: Form;
  /** Only behind the field's name, such as a GUID that is a user's. */
  readonly named?: boolean;
  /** Further conditions of the same phrase. */
  readonly also?: readonly Filter[];
  /** Said to people when it is used. */
  readonly note?: string;
}

export interface NameSense {
  readonly kind: 'name';
  readonly of: Dimension | 'hours';
  readonly many: boolean;
  /** Only with a value behind it: as a group it could be anything. */
  readonly named?: boolean;
}

export const PREPS = [
  'by',
  'per',
  'from',
  'in',
  'on',
  'of',
  'for',
  'to',
  'with',
  'via',
  'at',
  'during',
] as const;
export type Prep = (typeof PREPS)[number];

/** What a period is to be compared with, in words. */
export interface Target {
  /** `before`: as long as the period itself; `units`: so many units before it; `named`: a time. */
  readonly kind: 'before' | 'units' | 'named';
  readonly count: number;
  readonly unit: Unit | undefined;
  readonly text: string;
}

/** A piece of the text, and what it may mean. */
export interface Lexeme {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly senses: readonly Sense[];
}

type OfKind<K extends Sense['kind']> = Extract<Sense, { kind: K }>;

export function senseOf<K extends Sense['kind']>(
  lexeme: Lexeme | undefined,
  kind: K,
): OfKind<K> | undefined {
  const isIt = (sense: Sense): sense is OfKind<K> => sense.kind === kind;
  return lexeme?.senses.find(isIt);
}

export const valuesIn = (lexeme: Lexeme | undefined): readonly ValueSense[] =>
  (lexeme?.senses ?? []).filter((sense) => sense.kind === 'value');

/** Phrases with a bar between them, and what they may mean. */
export type Entry = readonly [string, ...(readonly Sense[])];
