import type { TableRow } from '../../gateways/audit-tables.ts';
import type { Defects, Figures, Group, Point, Row } from '../figures.ts';
import { NONE } from '../lower.ts';
import type { Unit } from '../query.ts';
import { isNews, partsFor } from '../summary/parts.ts';
import { findTimeIn, numberIn, textIn } from './cells.ts';
import type { Asking } from './figures-kql.ts';

type PartOf = (name: string) => readonly TableRow[];

const rowsIn = (rows: readonly TableRow[]): readonly Row[] =>
  rows.map((row) => ({ key: textIn(row, 'Shown'), count: numberIn(row, 'Count') }));

function groupsOf({ query }: Asking, part: PartOf): readonly Group[] {
  return partsFor(query).flatMap((each, at) => {
    const rows = rowsIn(part(`group ${at}`));
    const keys = numberIn(part(`keys ${at}`)[0], 'Count');
    // A group in which nothing was said tells nothing, unless somebody asked for it.
    const tells = isNews(query, each) && rows.some(({ key }) => key !== NONE);
    return each.asked || tells ? [{ by: each.by, rows, keys }] : [];
  });
}

function pointsOf(starts: readonly string[], rows: readonly TableRow[]): readonly Point[] {
  const counts = new Map(rows.map((row) => [numberIn(row, 'Bucket'), numberIn(row, 'Count')]));
  return starts.map((at, place) => ({ at, count: counts.get(place) ?? 0 }));
}

const defectsOf = (whole: TableRow | undefined, part: PartOf): Defects => ({
  noise: numberIn(whole, 'Noise'),
  unknownActor: numberIn(whole, 'UnknownActor'),
  withoutAddress: numberIn(whole, 'WithoutAddress'),
  split: numberIn(part('split')[0], 'Count'),
  lowerBounds: numberIn(whole, 'LowerBounds'),
  secured: numberIn(whole, 'Secured'),
});

function endsOf(whole: TableRow | undefined): Pick<Figures, 'first' | 'last'> {
  const [first, last] = [findTimeIn(whole, 'First'), findTimeIn(whole, 'Last')];
  return first === undefined || last === undefined ? {} : { first, last };
}

/** Copies of matching records that the workspace holds beside the one that is counted. */
export function copiesIn(rows: readonly TableRow[]): number {
  const whole = rows.find((row) => textIn(row, 'Part') === 'all');
  return numberIn(whole, 'Copies') - numberIn(whole, 'Records');
}

/** The labelled rows of `figuresKql` as the numbers of an answer. What stands out is asked apart. */
export function figuresFrom(asking: Asking, unit: Unit, rows: readonly TableRow[]): Figures {
  const parts = Map.groupBy(rows, (row) => textIn(row, 'Part'));
  const part: PartOf = (name) => parts.get(name) ?? [];
  const [whole] = part('all');
  const unmatched = rowsIn(part('unmatched'));
  return {
    total: numberIn(whole, 'Count'),
    records: numberIn(whole, 'Records'),
    users: numberIn(whole, 'Users'),
    tables: numberIn(whole, 'Tables'),
    addresses: numberIn(whole, 'Addresses'),
    ...endsOf(whole),
    groups: groupsOf(asking, part),
    series: { unit, points: pointsOf(asking.starts, part('points')) },
    ...(asking.before
      ? { before: { ...asking.before, total: numberIn(part('before')[0], 'Count') } }
      : {}),
    outliers: [],
    defects: defectsOf(whole, part),
    ...(unmatched.length > 0 ? { unmatched } : {}),
  };
}
