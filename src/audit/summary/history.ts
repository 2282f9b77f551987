import type { Coverage } from '../figures.ts';
import type { AuditQuery, Focus } from '../query.ts';
import type { Span } from '../reader.ts';
import { before } from '../times/period.ts';
import { daysBefore, knows } from './asking.ts';
import { THRESHOLDS } from './thresholds.ts';

const { addressDays, usualDays } = THRESHOLDS;

/** The period and all that its answer may be compared with. */
export function comparedSpan(query: AuditQuery): Span {
  const { from, to } = query.period;
  const starts = [before(query.period).from, daysBefore(from, addressDays)];
  return { from: starts.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? from, to };
}

/** From when on records are known without a hole, up to the period's end. */
export function knownSpan(query: AuditQuery, history: Pick<Coverage, 'from' | 'gaps'>): Span {
  const { from, to } = query.period;
  const ends = history.gaps.map((gap) => Math.min(Date.parse(gap.to), Date.parse(from)));
  const start = ends.reduce((a, b) => Math.max(a, b), Date.parse(history.from));
  return { from: new Date(start).toISOString(), to };
}

const VOLUMES: readonly Focus[] = ['bulk reads', 'unusual exports', 'unusual deletes'];

/** What could not be compared, for the days before are not known: sentences. */
export function limitsOfHistory(query: AuditQuery, span: Span): readonly string[] {
  const { period, focus, compare } = query;
  const known = (days: number) =>
    knows({ span }, { from: daysBefore(period.from, days), to: period.from });
  const about = (...rules: readonly Focus[]) => focus === undefined || rules.includes(focus);
  return [
    ...(compare && !knows({ span }, before(period))
      ? ['The records of the period before are not completely known: its number is a lower bound.']
      : []),
    ...(about('new addresses') && !known(addressDays)
      ? [
          `New addresses were not looked for: the records of the ${addressDays} days before the period are not completely known.`,
        ]
      : []),
    ...(about(...VOLUMES) && !known(usualDays)
      ? [
          `What is usual for a user is told from fewer than ${usualDays} days before the period: more are not completely known.`,
        ]
      : []),
  ];
}
