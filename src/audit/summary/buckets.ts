import type { Bindings } from '../sql.ts';

/** Buckets of one length that follow each other without a gap. */
export interface Run {
  readonly start: number;
  readonly step: number;
  readonly first: number;
}

/** Days are of one length but for two of a year: two days and what lies between are three runs. */
export function runsOf(starts: readonly number[], end: number): readonly Run[] {
  return starts.reduce<readonly Run[]>((runs, start, first) => {
    const step = (starts[first + 1] ?? end) - start;
    return runs.at(-1)?.step === step ? runs : [...runs, { start, step, first }];
  }, []);
}

/**
 * Which bucket a record's time falls into, as a DuckDB expression: its place in `starts` (instants in
 * milliseconds, in order). Zones are no concern of the statement: the instants come from the calendar.
 */
export function bucketSql(starts: readonly number[], end: number, binds: Bindings): string {
  const instant = (time: number) => `${binds.bind(time * 1000)}::bigint`;
  const place = ({ start, step, first }: Run) =>
    `${binds.bind(first)}::bigint + (epoch_us("at") - ${instant(start)}) // ${instant(step)}`;
  const [first, ...later] = runsOf(starts, end);
  if (first === undefined) return '0';
  const whens = later
    .toReversed()
    .map((run) => `when epoch_us("at") >= ${instant(run.start)} then ${place(run)}`);
  return whens.length === 0 ? place(first) : `case ${whens.join(' ')} else ${place(first)} end`;
}
