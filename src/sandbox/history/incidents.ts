import {
  newApplication,
  platformSettings,
  release,
  roleChanges,
  support,
} from './administration.ts';
import { auditOffAndOn, wasOff } from './audit-off.ts';
import { bulkDelete, eveningExport } from './deeds.ts';
import { isWorkday, type Happened } from './happened.ts';

type Incident = (day: number) => readonly Happened[];

/** How many working days before the tenant was set up. */
const INCIDENTS: readonly (readonly [number, Incident])[] = [
  [2, eveningExport],
  [4, roleChanges],
  [5, platformSettings],
  [8, bulkDelete],
  [11, auditOffAndOn],
  [14, support],
  [17, release],
  [23, newApplication],
  [31, platformSettings],
  [38, release],
  [47, roleChanges],
  [55, support],
];

/** The working day so many working days before another day. */
export function workdayBefore(day: number, count: number): number {
  let found = day;
  for (let left = count; left > 0; left -= isWorkday(found) ? 1 : 0) found -= 1;
  return found;
}

const incidentsOn = (first: number, day: number): readonly Incident[] =>
  INCIDENTS.flatMap(([back, incident]) => (workdayBefore(first, back) === day ? [incident] : []));

/** A day with what was out of the ordinary on it. `first` is the day on which the tenant was set up. */
export function withIncidents(
  first: number,
  day: number,
  usual: readonly Happened[],
): readonly Happened[] {
  const incidents = incidentsOn(first, day);
  const heard = incidents.includes(auditOffAndOn)
    ? usual.filter((one) => !wasOff(day, one))
    : usual;
  return [...heard, ...incidents.flatMap((incident) => incident(day))];
}
