import type { Period } from './query.ts';
import type { AuditQuery } from './query.ts';
import { findQuery, sentenceOf } from './sentence.ts';
import { findPeriod } from './times/find-period.ts';
import { before } from './times/period.ts';
import { buildQuery } from './words/build.ts';
import { isRefusal } from './words/draft.ts';
import type { Line, Refusal } from './words/draft.ts';
import { isFiller, lexemesOf } from './words/lex.ts';
import { readLine } from './words/line.ts';
import { misspeltTable, unknownWord } from './words/near.ts';
import type { Names, UnknownWord } from './words/near.ts';
import { findValue } from './words/look.ts';
import { findTopic } from './words/topics.ts';
import type { Topic } from './words/topics.ts';
import { whenIn } from './words/when.ts';

export type { Names, Topic, UnknownWord };

export type Understood =
  | {
      readonly kind: 'query';
      readonly query: AuditQuery;
      readonly sentence: string;
      /** What was not said and is taken to be meant, in sentences. */
      readonly assumed: readonly string[];
    }
  /** A question about the log itself, not about what is in it. */
  | { readonly kind: 'topic'; readonly topic: Topic }
  | {
      readonly kind: 'unknown';
      readonly words: readonly UnknownWord[];
      /** What the matter is and what to do. */
      readonly says: string;
    };

export interface Asked {
  readonly now: Date;
  /** Zone of days and hours where none is said. */
  readonly zone: string;
  readonly names?: Names;
}

const LONGEST_TEXT = 2000;
const WEEK = 'last 7 days';

const answered = (query: AuditQuery, assumed: readonly string[]): Understood => ({
  kind: 'query',
  query,
  sentence: sentenceOf(query),
  assumed,
});

const refused = ({ says, word }: Refusal, names?: Names): Understood => ({
  kind: 'unknown',
  words: word === undefined ? [] : [{ word, suggestions: unknownWord(word, names).suggestions }],
  says: word === undefined ? says : `I do not understand “${word}” here. ${says}`,
});

const HELP =
  'Leave it out or say it in other words; names of tables, messages and users may stand in quotation marks, such as table "contact".';

function unknownIn(line: Line, names: Names): readonly UnknownWord[] {
  const isUnknown = (lexeme: Line[number]) =>
    lexeme.senses.length === 0 ||
    (findValue(lexeme, 'table')?.values ?? []).some((table) => misspeltTable(table, names));
  const words = line.filter(isUnknown).map(({ text }) => text);
  return [...new Set(words)].map((word) => unknownWord(word, names));
}

function unknown(words: readonly UnknownWord[]): Understood {
  const list = words.map(({ word }) => `“${word}”`).join(', ');
  const mean = [...new Set(words.flatMap(({ suggestions }) => suggestions))];
  const hint = mean.length === 0 ? '' : ` Did you mean ${mean.join(', ')}?`;
  return {
    kind: 'unknown',
    words,
    says: `I do not know ${list}.${hint} ${HELP}`,
  };
}

/** Runs of blanks outside quotation marks are one: nobody means anything by them. */
const withSingleBlanks = (text: string): string =>
  text.replace(
    /("(?:[^"\\]|\\.)*"|“[^“”"]*”)|\s+/gsu,
    (_, quoted: string | undefined) => quoted ?? ' ',
  );

/** A question in words of its own. */
function read(text: string, { now, zone, names = {} }: Asked): Understood {
  const find = (some: string) => findPeriod(some, { now, zone });
  const when = whenIn(text, lexemesOf(text), find);
  if (isRefusal(when)) return refused(when, names);
  const strange = unknownIn(when.line, names);
  if (strange.length > 0) return unknown(strange);
  const draft = readLine(when.line.filter((lexeme) => !isFiller(lexeme)));
  if (isRefusal(draft)) return refused(draft, names);
  const period = when.period ?? lastWeek(find);
  const built = buildQuery(draft, { period, find, before });
  if (isRefusal(built)) return refused(built, names);
  const assumed = when.period === undefined ? ['No time was said: the last 7 days are meant.'] : [];
  return answered(built.query, [...assumed, ...built.notes]);
}

function lastWeek(find: (text: string) => ReturnType<typeof findPeriod>): Period {
  const found = find(WEEK);
  if (found.kind !== 'found') throw new Error('The last 7 days are not understood');
  return found.period;
}

const EMPTY_SPAN = 'The end of this period is not behind its start.';

/**
 * Understands a question about audit activity, or says what it does not understand. Nothing is
 * guessed: each word has a meaning that is in the query, or is on a short list of words without any.
 */
export function understand(text: string, asked: Asked): Understood {
  const exact = findQuery(text);
  if (exact !== undefined)
    return exact.period.from < exact.period.to
      ? answered(exact, [])
      : refused({ says: EMPTY_SPAN });
  if (text.length > LONGEST_TEXT)
    return refused({ says: 'This is too long for a question. Ask it in one or two sentences.' });
  const topic = findTopic(text);
  return topic === undefined ? read(withSingleBlanks(text), asked) : { kind: 'topic', topic };
}
