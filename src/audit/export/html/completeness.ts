import type { AuditAnswer, Coverage } from '../../figures.ts';
import type { Markup } from './markup.ts';
import { clockIn, line, list, number, section, table } from './parts.ts';

type Clock = (at: string) => string;

/** How complete the answer is, and where it is not. */
export function completeness({ coverage, source, because, query }: AuditAnswer): Markup {
  const { zone } = query.period;
  const clock = clockIn(zone);
  const { gaps, completePercent, from, to } = coverage;
  const whole = completePercent >= 100 && gaps.length === 0;
  const says = `${number(completePercent)} % of ${clock(from)} to ${clock(to)} (${zone}) is complete.`;
  return section(
    'How complete this is',
    line(says, whole ? '' : 'warn'),
    list([`Source: ${source}. ${because}`, ...ageOf(coverage, clock)]),
    partsOf(coverage),
    gaps.length === 0 ? line('No gaps are known.') : gapsOf(coverage, clock),
  );
}

const ageOf = (
  { settlingFrom, newestEvent, duplicatesDropped }: Coverage,
  clock: Clock,
): readonly string[] => [
  ...(settlingFrom === undefined
    ? []
    : [`Late records may still arrive for what is younger than ${clock(settlingFrom)}.`]),
  ...(newestEvent === undefined ? [] : [`Newest record: ${clock(newestEvent)}.`]),
  `Repeated records left out: ${number(duplicatesDropped)}.`,
];

const share = (value: number): string => `${Math.round(value * 10) / 10} %`;

const partsOf = ({ parts }: Coverage): Markup =>
  table(
    ['Content', 'Complete', 'Settling', 'Imported', 'Missing'],
    parts.map(({ contentType, complete, settling, imported, missing }) => ({
      cells: [contentType, ...[complete, settling, imported, missing].map(share)],
    })),
  );

const gapsOf = ({ gaps }: Coverage, clock: Clock): Markup =>
  table(
    ['Missing from', 'to', 'Content', 'Why'],
    gaps.map(({ from, to, contentType, why }) => ({
      cells: [clock(from), clock(to), contentType, why],
    })),
  );
