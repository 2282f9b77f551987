import { kqlNumber, kqlTime } from '../../gateways/kql.ts';
import { runsOf } from '../summary/buckets.ts';
import type { Run } from '../summary/buckets.ts';

/**
 * Which bucket a record's time falls into: its place in `starts` (ISO instants in order). The instants
 * come from the calendar of the zone, so that the query knows nothing of daylight saving.
 */
export function bucketKql(starts: readonly string[], end: string): string {
  const runs = runsOf(
    starts.map((at) => Date.parse(at)),
    Date.parse(end),
  );
  const place = ({ start, step, first }: Run) =>
    `${kqlNumber(first)} + tolong((At - ${kqlTime(new Date(start))}) / ${kqlNumber(step)}ms)`;
  const [first, ...later] = runs;
  if (first === undefined) return 'tolong(0)';
  const cases = later
    .toReversed()
    .map((run) => `At >= ${kqlTime(new Date(run.start))}, ${place(run)}, `);
  return cases.length === 0 ? place(first) : `case(${cases.join('')}${place(first)})`;
}
