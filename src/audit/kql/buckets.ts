import { kqlNumber, kqlTime } from '../../gateways/kql.ts';

/** Buckets of one length that follow each other without a gap. */
interface Run {
  readonly start: number;
  readonly step: number;
  readonly first: number;
}

/** Days are of one length but for two of a year: two days and what lies between are three runs. */
function runsOf(starts: readonly number[], end: number): readonly Run[] {
  return starts.reduce<readonly Run[]>((runs, start, first) => {
    const step = (starts[first + 1] ?? end) - start;
    return runs.at(-1)?.step === step ? runs : [...runs, { start, step, first }];
  }, []);
}

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
