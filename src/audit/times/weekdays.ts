import { FUTURE, readWhole } from './relative.ts';
import type { Asked } from './relative.ts';
import { past, pieceOf, read, unclear, wordAt } from './said.ts';
import type { Read, Said } from './said.ts';
import { DAY, floorTo, weekdayOf } from './wall.ts';
import { findWeekday } from './words.ts';
import { dayAt } from './years.ts';

/** `last weekend` and `over the weekend`, asked on a working day; during a weekend it could be either. */
export function readWeekend(asked: Asked, place: number): Read<Said> | undefined {
  const which = wordAt(asked, place);
  const at = which === 'over' ? past(asked, place + 1, 'the') : place + 1;
  if (wordAt(asked, at) !== 'weekend' || !['last', 'this', 'next', 'past', 'over'].includes(which))
    return undefined;
  const monday = floorTo(asked.now, 'week');
  const said =
    ['last', 'over'].includes(which) && weekdayOf(asked.now) < 6
      ? pieceOf('stretch', monday - 2 * DAY, monday)
      : unclear('Please say which weekend, such as from 1 August to 2 August.');
  return read(said, at + 1);
}

const BEFORE_SHORT = [
  'on',
  'since',
  'from',
  'until',
  'till',
  'to',
  'last',
  'this',
  'after',
  'before',
];

/** `on Monday`, `last Friday`, `Monday last week`. */
export function readWeekday(asked: Asked, place: number): Read<Said> | undefined {
  const which = wordAt(asked, place);
  const at = past(asked, place, 'last', 'this', 'next', 'past', 'previous');
  const found = findWeekday(wordAt(asked, at));
  if (found === undefined || ['every', 'each', 'any'].includes(wordAt(asked, place - 1)))
    return undefined;
  if (found.short && !BEFORE_SHORT.includes(wordAt(asked, at - 1))) return undefined;
  const monday = floorTo(asked.now, 'week');
  const week = at === place ? readWhole(asked, past(asked, at + 1, 'of')) : undefined;
  const first = week?.value.kind === 'stretch' ? week.value : undefined;
  if (week !== undefined && first?.named?.unit === 'week')
    return read(dayAt(first.from.wall + (found.day - 1) * DAY), week.next);
  return read(weekdayOfWhich(at === place ? '' : which, monday, found.day, asked), at + 1);
}

function weekdayOfWhich(which: string, monday: number, day: number, { now }: Asked): Said {
  const [current, earlier] = [monday + (day - 1) * DAY, monday + (day - 8) * DAY];
  const today = floorTo(now, 'day');
  switch (which) {
    case '':
      return dayAt(current <= today ? current : earlier);
    case 'this':
      return current <= today ? dayAt(current) : unclear(FUTURE);
    case 'next':
      return unclear(FUTURE);
    default:
      return current < today
        ? unclear('That can be the day of this week or of the week before. Please give the date.')
        : dayAt(earlier);
  }
}
