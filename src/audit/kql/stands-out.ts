import { DateTime } from 'luxon';
import type { TableRow } from '../../gateways/audit-tables.ts';
import type { Outlier } from '../figures.ts';
import type { Finding } from '../summary/finding.ts';
import { addressFinding } from '../summary/stands-out-addresses.ts';
import { burstFinding, widened } from '../summary/stands-out-bursts.ts';
import { hoursFinding } from '../summary/stands-out-hours.ts';
import { volumeFinding } from '../summary/stands-out-volumes.ts';
import { THRESHOLDS } from '../summary/thresholds.ts';
import { mostWithin } from './bursts.ts';
import { numberIn, textIn } from './cells.ts';
import { MOST_SECONDS, volumeDays, volumesFor } from './stands-out-kql.ts';
import type { Noticing } from './stands-out-kql.ts';
import { beyondUsual } from './volumes.ts';

const MINUTE = 60_000;

const actorOf = (row: TableRow): string => textIn(row, 'Actor');

const addresses = (noticing: Noticing, rows: readonly TableRow[]): readonly Finding[] =>
  rows.map((row) =>
    addressFinding(noticing, {
      ...{ actor: actorOf(row), address: textIn(row, 'Address') },
      ...{ records: numberIn(row, 'Records'), known: row['Known'] === true },
    }),
  );

const hours = (noticing: Noticing, rows: readonly TableRow[]): readonly Finding[] =>
  rows.map((row) =>
    hoursFinding(noticing, {
      ...{ actor: actorOf(row), all: numberIn(row, 'All'), outside: numberIn(row, 'Outside') },
    }),
  );

function volumes(noticing: Noticing, rows: readonly TableRow[]): readonly Finding[] {
  const { starts, first } = volumeDays(noticing);
  const { zone } = noticing.query.period;
  return volumesFor(noticing.query.focus).flatMap((volume, place) => {
    const mine = rows.filter((row) => numberIn(row, 'Volume') === place);
    const amounts = mine.map((row) => ({
      ...{ actor: actorOf(row), day: numberIn(row, 'Day'), amount: numberIn(row, 'Amount') },
    }));
    return beyondUsual(amounts, volume, first).map((found) => {
      const start = DateTime.fromISO(starts[found.day] ?? '', { zone });
      return volumeFinding(
        noticing,
        { ...found },
        volume,
        start.toFormat('d LLL yyyy', { locale: 'en' }),
      );
    });
  });
}

function bursts(noticing: Noticing, rows: readonly TableRow[]): readonly Finding[] {
  const { count, minutes } = noticing.definitions.bursts;
  const each = Map.groupBy(rows, (row) =>
    JSON.stringify([actorOf(row), textIn(row, 'Environment')]),
  );
  return [...each.values()].flatMap((found) => {
    const [head] = found;
    const seconds = found.map((row) => ({
      ...{ at: Date.parse(textIn(row, 'Second')), deeds: numberIn(row, 'Deeds') },
    }));
    const { most, at } = mostWithin(seconds, minutes * MINUTE);
    if (head === undefined || most < count) return [];
    const cells = { actor: actorOf(head), environment: textIn(head, 'Environment'), most, at };
    return [burstFinding(widened(noticing), cells)];
  });
}

/** Limits of what was looked for. */
export const limitsOf = (rows: readonly TableRow[]): readonly string[] =>
  rows.filter((row) => textIn(row, 'Part') === 'bursts').length < MOST_SECONDS
    ? []
    : ['There were too many single deeds to look for all bursts: a shorter period shows more.'];

/** The rows of `findStandOutsKql` as findings, the strongest first. */
export function standOutsFrom(noticing: Noticing, rows: readonly TableRow[]): readonly Outlier[] {
  const part = (name: string) => rows.filter((row) => textIn(row, 'Part') === name);
  const findings = [
    ...volumes(noticing, part('volumes')),
    ...bursts(noticing, part('bursts')),
    ...addresses(noticing, part('new addresses')),
    ...hours(noticing, part('outside working hours')),
  ];
  return findings
    .toSorted((a, b) => b.strength - a.strength)
    .slice(0, THRESHOLDS.most)
    .map(({ outlier }) => outlier);
}
