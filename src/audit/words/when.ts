import { DateTime, IANAZone } from 'luxon';
import type { Period } from '../query.ts';
import { refuse } from './draft.ts';
import type { Line, Refusal } from './draft.ts';
import { findValue } from './look.ts';
import { senseOf } from './sense.ts';
import type { Lexeme, Sense } from './sense.ts';

/** What the reader of times finds in a text: a period and the ranges of characters that said it. */
export type FoundPeriod =
  | { readonly kind: 'found'; readonly period: Period; readonly spans: readonly Range[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unclear'; readonly says: string; readonly spans: readonly Range[] };

interface Range {
  readonly start: number;
  readonly end: number;
}

export type FindPeriod = (
  text: string,
  at: { readonly now: Date; readonly zone: string },
) => FoundPeriod;

export interface When {
  readonly period: Period | undefined;
  /** With what said the time taken together as `period`. */
  readonly line: Line;
}

/** Kinds of senses whose words can say nothing about when. */
const TIMELESS: readonly Sense['kind'][] = [
  'value',
  'name',
  'quoted',
  'compare',
  'source',
  'focus',
  'rank',
  'thing',
  'series',
];

const isClock = (lexeme: Lexeme): boolean =>
  (findValue(lexeme, 'hours')?.values ?? []).some((value) => /^\d/u.test(value));

/** Numbers beside `top` and `record type`, units behind `per`. */
function countsElsewhere(line: Line, at: number): boolean {
  const [before, after] = [line[at - 1], line[at + 1]];
  const counted = [before, after].some((each) => senseOf(each, 'rank') !== undefined);
  const numbered = senseOf(line[at], 'number') !== undefined && (counted || ofType(line, at));
  const prep = senseOf(before, 'prep')?.prep;
  const unit = senseOf(line[at], 'unit') !== undefined && (prep === 'by' || prep === 'per');
  return numbered || unit;
}

function ofType(line: Line, at: number): boolean {
  if (senseOf(line[at - 1], 'name')?.of === 'type') return true;
  const listed = senseOf(line[at - 1], 'join') !== undefined && at > 1;
  return listed && senseOf(line[at - 2], 'number') !== undefined && ofType(line, at - 2);
}

/** `last weekend` and `over the weekend` are times, weekends are hours. */
const isOnce = (line: Line, at: number): boolean =>
  /^weekend$/iu.test(line[at]?.text ?? '') &&
  /^(?:last|this|past|previous|over)$/iu.test(line[at - 1]?.text ?? '');

/** `Berlin time` says a zone. */
const isTime = (lexeme: Lexeme | undefined): boolean => senseOf(lexeme, 'name')?.of === 'hours';

const isTimeless = (line: Line, at: number): boolean =>
  !isOnce(line, at) &&
  !isTime(line[at]) &&
  ((line[at]?.senses ?? []).some(({ kind }) => TIMELESS.includes(kind)) ||
    countsElsewhere(line, at));

/** The text with everything that cannot be a time made unreadable; clock times as wished. */
function masked(text: string, line: Line, clocks: boolean): string {
  return line.reduce((left, lexeme, at) => {
    const hide = isClock(lexeme) ? !clocks : isTimeless(line, at);
    const { start, end } = lexeme;
    return hide ? left.slice(0, start) + '_'.repeat(end - start) + left.slice(end) : left;
  }, text);
}

const covers = (spans: readonly Range[], { start, end }: Range): boolean =>
  spans.some((span) => span.start <= start && end <= span.end);

const touches = (spans: readonly Range[], { start, end }: Range): boolean =>
  spans.some((span) => span.start < end && start < span.end);

const DAY = 25 * 3_600_000;
const isShort = ({ from, to }: Period): boolean => Date.parse(to) - Date.parse(from) <= DAY;

const EACH_DAY =
  'Say which day that time is of, such as “yesterday after 18:00”; for every day of a longer time say ' +
  'for example “last week between 18:00 and 24:00”.';

/** "After 18:00" alone may be since then; "between 18:00 and 23:00" is of every day. */
const isOpen = ({ text }: Lexeme): boolean => /^(?:after|before)/iu.test(text);

/** On one day a clock time narrows the period; over several days it means each of them. */
function findWhen(text: string, line: Line, find: (text: string) => FoundPeriod): FoundPeriod {
  const days = find(masked(text, line, false));
  const clocks = line.filter(isClock);
  if (clocks.length === 0 || days.kind === 'unclear') return days;
  const all = find(masked(text, line, true));
  const whole = all.kind === 'found' && clocks.every((clock) => covers(all.spans, clock));
  if (days.kind === 'none') return clocks.some(isOpen) ? unclear : days;
  // "Yesterday between 22:00 and 06:00": hours of that day, or the night after it?
  if (isShort(days.period) && all.kind === 'unclear') return all;
  if (isShort(days.period)) return whole && isShort(all.period) ? all : days;
  // "Since Monday after 18:00" may begin on Monday evening, or be all evenings since.
  const either = clocks.some(isOpen) && days.period.named === undefined;
  return either ? unclear : days;
}

const unclear: FoundPeriod = { kind: 'unclear', says: EACH_DAY, spans: [] };

function withoutTimes(line: Line, spans: readonly Range[]): Line {
  return line.flatMap((lexeme, at) => {
    if (!touches(spans, lexeme)) return [lexeme];
    const goesOn = at > 0 && line.slice(at - 1, at).some((before) => touches(spans, before));
    return goesOn ? [] : [{ ...lexeme, senses: [{ kind: 'period' as const }] }];
  });
}

const OVERLAP = 'I cannot tell which words here say when it was.';

/** When it was, and the line without the words that said so. */
export function whenIn(
  text: string,
  line: Line,
  find: (text: string) => FoundPeriod,
): When | Refusal {
  const found = findWhen(text, line, find);
  if (found.kind === 'unclear') return { says: found.says };
  if (found.kind === 'none') return { period: undefined, line };
  const partly = line.find(
    (lexeme) => touches(found.spans, lexeme) && !covers(found.spans, lexeme),
  );
  if (partly !== undefined) return refuse(OVERLAP, partly);
  return { period: found.period, line: withoutTimes(line, found.spans) };
}

/** Whether so many units before the start of a period is where another one starts. */
export function startsBefore(period: Period, from: string, count: number, unit: string): boolean {
  const start = DateTime.fromISO(period.from, { zone: IANAZone.create(period.zone) });
  return start.minus({ [unit]: count }).toMillis() === Date.parse(from);
}
