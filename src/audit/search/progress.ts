import { HOUR, MINUTE } from '../../core/clock.ts';
import { isOver, type Search } from './search.ts';

const SLOW = 30 * MINUTE;

const number = (value: number): string => value.toLocaleString('en-GB');
const plural = (count: number, one: string, many: string): string =>
  `${number(count)} ${count === 1 ? one : many}`;

/** Records kept so far; some of them are copies. */
const recordsIn = ({ slices }: Search): number =>
  slices.reduce((sum, { records }) => sum + records, 0);

function length(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / MINUTE);
  return minutes < 120
    ? plural(minutes, 'minute', 'minutes')
    : plural(Math.floor(milliseconds / HOUR), 'hour', 'hours');
}

function slowly(search: Search, now: Date): string {
  const running = now.getTime() - Date.parse(search.begunAt);
  return running < SLOW
    ? ''
    : ` Still running after ${length(running)}: Microsoft names no time for it. It goes on, and the answer comes by itself.`;
}

/** How far a search is, in a sentence or two. */
export function progressOf(search: Search, now: Date): string {
  const { slices, state, why = 'The search failed.' } = search;
  const records = plural(recordsIn(search), 'record', 'records');
  switch (state) {
    case 'searching': {
      const over = slices.filter(isOver).length;
      return `${over} of ${plural(slices.length, 'part', 'parts')} searched, ${records} so far.${slowly(search, now)}`;
    }
    case 'done':
      return `The search is done: ${records} found.`;
    case 'failed':
      return why;
  }
}
