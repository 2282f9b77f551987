import { FILTER_WORDS } from './filters.ts';
import { FRAME_WORDS } from './frame.ts';
import { MESSAGE_WORDS } from './messages.ts';
import { TABLE_WORDS } from './tables.ts';
import { VERB_WORDS } from './verbs.ts';
import type { Sense } from './sense.ts';

const ENTRIES = [...FRAME_WORDS, ...VERB_WORDS, ...FILTER_WORDS, ...TABLE_WORDS, ...MESSAGE_WORDS];

const PHRASES: ReadonlyMap<string, readonly Sense[]> = ENTRIES.reduce(
  (phrases, [words, ...senses]) => {
    for (const phrase of words.split('|'))
      phrases.set(phrase, [...(phrases.get(phrase) ?? []), ...senses]);
    return phrases;
  },
  new Map<string, readonly Sense[]>(),
);

/** Words of the longest phrase. */
export const LONGEST = Math.max(...[...PHRASES.keys()].map((phrase) => phrase.split(' ').length));

/** Case, hyphens and the shape of an apostrophe make no difference. */
export const keyOf = (text: string): string =>
  text.toLowerCase().replaceAll('-', ' ').replaceAll('’', "'").trim();

export const sensesOf = (phrase: string): readonly Sense[] => PHRASES.get(keyOf(phrase)) ?? [];

/** Everything that can be said, for suggestions. */
export const VOCABULARY: readonly string[] = [...PHRASES.keys()];
