import { past, read, unclear, wordAt } from './said.ts';
import type { Read, Sentence, Unclear } from './said.ts';
import { DAY, HOUR, MINUTE } from './wall.ts';

/** A stretch of a day: milliseconds since its midnight on the wall. */
export interface Window {
  readonly kind: 'window';
  readonly from: number;
  readonly to: number;
}

interface TimeOfDay {
  readonly kind: 'time';
  readonly at: number;
}

export const AROUND = ['around', 'about', 'approximately', 'approx', 'circa', 'roughly'];

// People differ in where a morning begins, so it holds everything before noon.
const PARTS = new Map<string, readonly [from: number, to: number]>([
  ['morning', [0, 12]],
  ['afternoon', [12, 18]],
  ['evening', [18, 24]],
]);

const NIGHT = 'A night lies in two days. Please say it with times, such as yesterday after 22:00.';
const MIDNIGHT = 'Midnight can be the start or the end of a day. Please write 00:00 or 24:00.';

function timeOf(text: string, half: string): TimeOfDay | Unclear {
  const [, hours = '', minutes = '0', seconds = '0'] =
    /^(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?/.exec(text) ?? [];
  const hour = Number(hours);
  const twelve = half !== '';
  const at24 = twelve ? (hour % 12) + (half === 'pm' ? 12 : 0) : hour;
  const at = at24 * HOUR + Number(minutes) * MINUTE + Number(seconds) * 1000;
  const wrong = Number(minutes) > 59 || Number(seconds) > 59 || at > DAY;
  return wrong || (twelve && (hour < 1 || hour > 12))
    ? unclear(`${text} is no time of day.`)
    : { kind: 'time', at };
}

/** `18:00`, `6pm`, `6 pm`, `noon`, with or without `at`. */
export function readTime(sentence: Sentence, place: number): Read<TimeOfDay | Unclear> | undefined {
  const at = past(sentence, place, 'at');
  const [token, following] = [sentence.tokens[at], wordAt(sentence, at + 1)];
  if (token === undefined) return undefined;
  if (token.text === 'noon') return read({ kind: 'time', at: 12 * HOUR }, at + 1);
  if (token.text === 'midnight') return read(unclear(MIDNIGHT), at + 1);
  if (token.kind === 'time') {
    const half = /(am|pm)$/.exec(token.text)?.[1];
    if (half === undefined && (following === 'am' || following === 'pm'))
      return read(timeOf(token.text, following), at + 2);
    return read(timeOf(token.text, half ?? ''), at + 1);
  }
  const hour = /^\d{1,2}$/.test(token.text) && (following === 'am' || following === 'pm');
  return hour ? read(timeOf(token.text, following), at + 2) : undefined;
}

function windowOf(from: TimeOfDay | Unclear, to: TimeOfDay | Unclear): Window | Unclear {
  if (from.kind === 'unclear') return from;
  if (to.kind === 'unclear') return to;
  if (from.at < to.at) return { kind: 'window', from: from.at, to: to.at };
  return unclear('The end of these times is not after their start. Please name both days.');
}

const START: TimeOfDay = { kind: 'time', at: 0 };
const END: TimeOfDay = { kind: 'time', at: DAY };

/** `between 09:00 and 12:00`, `from 9am to 5pm`, `09:00-12:00`. */
function readRange(sentence: Sentence, place: number): Read<Window | Unclear> | undefined {
  const opening = wordAt(sentence, place);
  const from = readTime(sentence, past(sentence, place, 'between', 'from'));
  if (from === undefined) return undefined;
  const links = opening === 'between' ? ['and'] : ['to', 'until', 'till', '-', '–', '—'];
  if (!links.includes(wordAt(sentence, from.next))) return undefined;
  const to = readTime(sentence, from.next + 1);
  return to === undefined ? undefined : read(windowOf(from.value, to.value), to.next);
}

/** `after 18:00`, `before noon`. */
function readOneSided(sentence: Sentence, place: number): Read<Window | Unclear> | undefined {
  const opening = wordAt(sentence, place);
  const time = readTime(sentence, place + 1);
  if (time === undefined) return undefined;
  switch (opening) {
    case 'after':
      return read(windowOf(time.value, END), time.next);
    case 'before':
    case 'until':
    case 'till':
      return read(windowOf(START, time.value), time.next);
    default:
      return undefined;
  }
}

/** Times that limit each day they are said of. */
export const readWindow = (sentence: Sentence, place: number): Read<Window | Unclear> | undefined =>
  readRange(sentence, place) ?? readOneSided(sentence, place);

/** `morning`, `in the afternoon`. */
export function readPart(sentence: Sentence, place: number): Read<Window | Unclear> | undefined {
  const at = past(sentence, past(sentence, place, 'in'), 'the');
  const word = wordAt(sentence, at);
  if (word === 'night') return read(unclear(NIGHT), at + 1);
  const [from, to] = PARTS.get(word) ?? [];
  if (from === undefined || to === undefined) return undefined;
  return read({ kind: 'window', from: from * HOUR, to: to * HOUR }, at + 1);
}

/** `around noon`: nobody knows how far around. */
export function readAround(sentence: Sentence, place: number): Read<Unclear> | undefined {
  if (!AROUND.includes(wordAt(sentence, place))) return undefined;
  const time = readTime(sentence, place + 1);
  if (time === undefined) return undefined;
  return read(unclear('Please say from when to when, such as between 11:00 and 13:00.'), time.next);
}
