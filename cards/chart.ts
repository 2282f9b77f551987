import type { BarChart, CardElement, LineChart, TextBlock } from './elements.ts';
import { markdown } from './parts.ts';
import { escaped, label, number, plain } from './text.ts';
import type { AnswerView } from './views.ts';

type Points = NonNullable<AnswerView['chart']>;

/** More points than this become a line. */
const UPRIGHT = 16;
/** More points than this would be thinner than the eye. */
const MOST = 120;

/** Counts over time, with their numbers in words for clients that draw no charts. */
export function chartOf({ title, counted, points }: Points): readonly CardElement[] {
  const shown = points.slice(-MOST);
  if (shown.length < 2) return [];
  const named = shown.map(({ label: says, count }) => ({ x: label(says, 30), y: count }));
  const common = {
    title: label(title, 100),
    yAxisTitle: label(counted, 30),
    spacing: 'medium' as const,
    fallback: inWords(title, shown),
  };
  const bars: BarChart = { type: 'Chart.VerticalBar', ...common, data: named };
  const line: LineChart = {
    type: 'Chart.Line',
    ...common,
    data: [{ legend: label(counted, 30), values: named }],
  };
  return [shown.length > UPRIGHT ? line : bars];
}

/** The highest ones, and how many others there are. */
function inWords(title: string, points: Points['points']): TextBlock {
  const highest = points.toSorted((a, b) => b.count - a.count).slice(0, 8);
  const says = highest
    .map(({ label: at, count }) => `${plain(at, 30)}: ${number(count)}`)
    .join(' · ');
  const others = points.length - highest.length;
  return markdown(`${escaped(title, 100)}: ${escaped(says, 400)}${others > 0 ? ' · …' : ''}`, {
    size: 'small',
  });
}

/** So many names have a bar. */
export const BARS = 10;

/** Names with a bar each. */
export function barsOf(title: string, rows: AnswerView['groups'][number]['rows']): CardElement[] {
  if (rows.length < 2) return [];
  const chart: BarChart = {
    type: 'Chart.HorizontalBar',
    title: label(title, 100),
    data: rows.slice(0, BARS).map((row) => ({ x: label(row.label, 60), y: row.count })),
    fallback: markdown(
      rows
        .slice(0, BARS)
        .map((row) => `${escaped(row.label, 60)}: ${number(row.count)}`)
        .join(' · '),
      { size: 'small' },
    ),
  };
  return [chart];
}
