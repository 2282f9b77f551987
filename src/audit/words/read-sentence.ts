import {
  AuditQuery,
  DIMENSIONS,
  FIELDS,
  FOCUSES,
  MEASURES,
  SOURCES,
  UNITS,
  normal,
} from '../query.ts';
import type { Dimension, Field, Period } from '../query.ts';
import { LABELS, MEASURE_LABELS, SOURCE_LABELS } from './labels.ts';
import { findMoment } from './moment.ts';
import { findNamed } from './named.ts';
import { unquoted } from './quote.ts';
import { phrasesOf } from './values.ts';

// A sentence is read from left to right; a reader answers what it found and where it stopped.

interface Read<T> {
  readonly value: T;
  readonly next: number;
}
type Words = readonly string[];
type Reader<T> = (words: Words, at: number) => Read<T> | undefined;

const WORD = /"(?:[^"\\]|\\.)*"|[(),]|[^\s(),"]+/gsu;

/** Words, quoted texts and punctuation; undefined if there is anything else. */
function wordsOf(sentence: string): Words | undefined {
  const text = sentence.trim().replace(/\.$/u, '');
  const words = text.match(WORD) ?? [];
  const rest = text.replace(WORD, '').trim();
  return rest === '' ? words : undefined;
}

const says = (words: Words, at: number, phrase: Words): boolean =>
  phrase.every((word, index) => words[at + index]?.toLowerCase() === word.toLowerCase());

/** The longest of these phrases that stands here. */
function oneOf<T>(choices: readonly (readonly [string, T])[]): Reader<T> {
  const sorted = choices
    .map(([phrase, value]) => ({ phrase: phrase.split(' '), value }))
    .sort((a, b) => b.phrase.length - a.phrase.length);
  return (words, at) => {
    const found = sorted.find(({ phrase }) => says(words, at, phrase));
    return found && { value: found.value, next: at + found.phrase.length };
  };
}

const readMeasure = oneOf(MEASURES.map((one) => [MEASURE_LABELS[one], one]));
const readDimension = oneOf<Dimension>(DIMENSIONS.map((one) => [LABELS[one], one]));
const readField = oneOf<Field>(FIELDS.map((one) => [LABELS[one], one]));
const readUnit = oneOf(UNITS.map((one) => [one, one]));
const readOrder = oneOf<AuditQuery['order']>([
  ['most first', 'most'],
  ['fewest first', 'fewest'],
]);
const readFocus = oneOf(FOCUSES.map((one) => [`looking for ${one}`, one]));
const readSource = oneOf(SOURCES.map((one) => [`from ${SOURCE_LABELS[one]}`, one]));
const readCompare = oneOf([['compared with the period before', true]]);
interface Relation {
  readonly is: boolean;
  readonly join: 'or' | 'nor';
}
const readRelation = oneOf<Relation>([
  ['is', { is: true, join: 'or' }],
  ['is not', { is: false, join: 'nor' }],
  ['is neither', { is: false, join: 'nor' }],
  ['contains', { is: true, join: 'or' }],
  ['does not contain', { is: false, join: 'nor' }],
  ['contains neither', { is: false, join: 'nor' }],
]);

/** One or more of the same, with a word between them. */
function listOf<T>(read: Reader<T>, between: string): Reader<readonly T[]> {
  return (words, at) => {
    const first = read(words, at);
    if (first === undefined || !says(words, first.next, [between]))
      return first && { value: [first.value], next: first.next };
    const more = listOf(read, between)(words, first.next + 1);
    return more && { value: [first.value, ...more.value], next: more.next };
  };
}

const readValue =
  (field: Field): Reader<string> =>
  (words, at) => {
    const phrase = phrasesOf(field).find((each) => says(words, at, each));
    if (phrase !== undefined) return { value: phrase.join(' '), next: at + phrase.length };
    const word = words[at];
    if (word === undefined || /^[(),]$/u.test(word)) return undefined;
    return { value: word.startsWith('"') ? unquoted(word) : word, next: at + 1 };
  };

const readFilter: Reader<AuditQuery['filters'][number]> = (words, at) => {
  const field = readField(words, at);
  const relation = field && readRelation(words, field.next);
  if (field === undefined || relation === undefined) return undefined;
  const { is, join } = relation.value;
  const values = listOf(readValue(field.value), join)(words, relation.next);
  return values && { value: { field: field.value, is, values: values.value }, next: values.next };
};

/** Behind these words; undefined where they are not. */
const behind =
  <T>(phrase: string, read: Reader<T>): Reader<T> =>
  (words, at) => {
    const lead = phrase.split(' ');
    return says(words, at, lead) ? read(words, at + lead.length) : undefined;
  };

/** Whoever leaves something wrong out here stumbles over it at the next reader. */
const maybe =
  <T>(read: Reader<T>): Reader<T | undefined> =>
  (words, at) =>
    read(words, at) ?? { value: undefined, next: at };

const readMoment =
  (zone: string): Reader<string> =>
  (words, at) => {
    const found = [3, 2, 1]
      .map((length) => ({ text: words.slice(at, at + length).join(' '), next: at + length }))
      .map(({ text, next }) => ({ value: findMoment(text, zone), next }))
      .find(({ value }) => value !== undefined);
    return found?.value === undefined ? undefined : { value: found.value, next: found.next };
  };

/** The zone stands behind the times that are to be read in it. */
function zoneAfter(words: Words, at: number): { readonly zone: string; readonly at: number } {
  const open = words.indexOf('(', at);
  const word = words[open + 1] ?? '';
  return { zone: word.startsWith('"') ? unquoted(word) : word, at: open };
}

const readNamed: Reader<Period['named']> = (words, at) => {
  const end = words.indexOf(')', at);
  const value = findNamed(words.slice(at, end).join(' ').toLowerCase());
  return value && { value, next: end };
};

const readPeriod: Reader<Period> = (words, at) => {
  const { zone, at: open } = zoneAfter(words, at);
  const from = behind('from', readMoment(zone))(words, at);
  const to = from && behind('to', readMoment(zone))(words, from.next);
  if (from === undefined || to?.next !== open) return undefined;
  const named = maybe(behind(',', readNamed))(words, open + 2);
  if (named === undefined || !says(words, named.next, [')'])) return undefined;
  const span = { from: from.value, to: to.value, zone };
  const value = named.value === undefined ? span : { ...span, named: named.value };
  return { value, next: named.next + 1 };
};

const readLimit: Reader<number> = (words, at) =>
  /^\d{1,3}$/u.test(words[at] ?? '') ? { value: Number(words[at]), next: at + 1 } : undefined;

const PARTS: readonly (readonly [keyof AuditQuery, Reader<unknown>])[] = [
  ['count', behind('count', readMeasure)],
  ['by', maybe(behind('by', listOf(readDimension, 'and')))],
  ['per', maybe(behind('per', readUnit))],
  ['filters', maybe(behind('where', listOf(readFilter, 'and')))],
  ['period', behind(',', readPeriod)],
  ['order', behind(',', readOrder)],
  ['limit', behind(', top', readLimit)],
  ['compare', maybe(behind(',', readCompare))],
  ['focus', maybe(behind(',', readFocus))],
  ['source', maybe(behind(',', readSource))],
];

const LEFT_OUT = { by: [], filters: [], compare: false };

/** All parts in their order, and nothing behind them. */
function partsOf(words: Words): object | undefined {
  let at = 0;
  const parts: Record<string, unknown> = { ...LEFT_OUT };
  for (const [key, read] of PARTS) {
    const found = read(words, at);
    if (found === undefined) return undefined;
    if (found.value !== undefined) parts[key] = found.value;
    at = found.next;
  }
  return at === words.length ? parts : undefined;
}

/** Reads a sentence that `sentenceOf` could have written, in whatever case; nothing else. */
export function findQuery(sentence: string): AuditQuery | undefined {
  const words = wordsOf(sentence);
  const parts = words && partsOf(words);
  const read = AuditQuery.safeParse(parts);
  return read.success ? AuditQuery.safeParse(normal(read.data)).data : undefined;
}
