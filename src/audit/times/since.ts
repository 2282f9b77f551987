import { readTime } from './of-day.ts';
import { readPiece } from './ranges.ts';
import type { Result } from './ranges.ts';
import { readWhole } from './relative.ts';
import type { Asked } from './relative.ts';
import { past, read, unclear, wordAt } from './said.ts';
import { DAY } from './wall.ts';
import { findCount, findUnit } from './words.ts';

// What `since` is said of besides days: times of today, beginnings, and numbers of days.

/** `since noon`, `since 9am`, `since midnight`: of today, where no day is said. */
function readSinceTime(asked: Asked, place: number): Result {
  const midnight = wordAt(asked, place) === 'midnight';
  const time = readTime(asked, place);
  if (time === undefined) return undefined;
  if (readPiece(asked, past(asked, time.next, 'on')) !== undefined) return undefined;
  if (time.value.kind === 'unclear' && !midnight) return read(time.value, time.next);
  const at = time.value.kind === 'unclear' ? 0 : time.value.at;
  const today = Math.floor(asked.now / DAY) * DAY;
  return read({ kind: 'period', from: { wall: today + at } }, time.next);
}

/** `the beginning of the month`, `the start of October`. */
function readBeginning(asked: Asked, place: number): Result {
  const at = past(asked, place, 'the');
  if (!['beginning', 'start'].includes(wordAt(asked, at)) || wordAt(asked, at + 1) !== 'of')
    return undefined;
  const of = past(asked, at + 2, 'the');
  const named = { ...asked, tokens: asked.tokens.slice(of) };
  const found = readUnit(named) ?? readPiece(named, 0);
  if (found === undefined) return undefined;
  const { value, next } = found;
  return read(value.kind === 'unclear' ? value : { kind: 'period', from: value.from }, of + next);
}

/** `the month` is the one under way. */
function readUnit(asked: Asked): ReturnType<typeof readWhole> {
  const [first] = asked.tokens;
  const unit = findUnit(wordAt(asked, 0));
  if (first === undefined || unit === undefined || first.text.endsWith('s')) return undefined;
  const thisOne = { ...asked, tokens: [{ ...first, text: 'this' }, ...asked.tokens] };
  const found = readWhole(thisOne, 0);
  return found && { ...found, next: found.next - 1 };
}

/** `since 2 days`: with today, or that many before it? */
function readSinceCount(asked: Asked, place: number): Result {
  const word = wordAt(asked, place + 1);
  if (findCount(wordAt(asked, place)) === undefined || findUnit(word) === undefined)
    return undefined;
  const ago = wordAt(asked, place + 2) === 'ago';
  const says = 'Please say last 2 days, or since which day.';
  return ago ? undefined : read(unclear(says), place + 2);
}

/** `since noon`, `since the beginning of the year`. */
export function readSinceOther(asked: Asked, place: number): Result {
  if (wordAt(asked, place) !== 'since') return undefined;
  const at = place + 1;
  return readSinceTime(asked, at) ?? readBeginning(asked, at) ?? readSinceCount(asked, at);
}
