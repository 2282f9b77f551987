import type { Defects } from '../figures.ts';
import { NONE } from '../lower.ts';
import type { Counted } from './counted.ts';

const FLAGS = ['split', 'secured', 'bounded', 'noise'] as const;
type Flag = (typeof FLAGS)[number];

/** Records of a combination of flags come as `0 1 0 0`, in the order of the statement. */
function recordsWith(flags: readonly Counted[], flag: Flag): number {
  const having = flags.filter(({ key }) => key.split(' ')[FLAGS.indexOf(flag)] === '1');
  return having.reduce((sum, { records }) => sum + records, 0);
}

const recordsOf = (rows: readonly Counted[], ...keys: readonly string[]): number =>
  rows.filter(({ key }) => keys.includes(key)).reduce((sum, { records }) => sum + records, 0);

/** Known defects of the data among the matching records, from what was counted anyway. */
export function defectsOf(part: (name: string) => readonly Counted[]): Defects {
  const flags = part('flags');
  return {
    noise: recordsWith(flags, 'noise'),
    unknownActor: recordsOf(part('user'), NONE, 'unknown'),
    withoutAddress: recordsOf(part('address'), NONE),
    split: recordsWith(flags, 'split'),
    lowerBounds: recordsWith(flags, 'bounded'),
    secured: recordsWith(flags, 'secured'),
  };
}
