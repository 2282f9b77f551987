import { markup, type Markup } from './markup.ts';

export interface Bar {
  readonly label: string;
  readonly count: number;
}

const [WIDTH, HEIGHT, TOP, BOTTOM, LEFT] = [900, 220, 16, 24, 8];
const ROOM = HEIGHT - TOP - BOTTOM;

/** More than this are drawn as a line. */
const BARS = 120;

/** Counts over time. The table below it has the numbers. */
export function seriesChart(title: string, bars: readonly Bar[]): Markup {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const [first, last] = [bars[0]?.label ?? '', bars.at(-1)?.label ?? ''];
  const drawn = bars.length > BARS ? lineOf(bars, most) : barsOf(bars, most);
  return markup`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
<title>${title}</title>
${[TOP, TOP + ROOM].map(axis)}${drawn}${label(LEFT, TOP - 4, most.toLocaleString('en-GB'))}${label(LEFT, HEIGHT - 6, first)}${label(WIDTH, HEIGHT - 6, last, 'end')}</svg>
`;
}

const axis = (y: number): Markup =>
  markup`<line class="axis" x1="${LEFT}" y1="${y}" x2="${WIDTH}" y2="${y}"/>\n`;

const label = (x: number, y: number, says: string, anchor = 'start'): Markup =>
  markup`<text class="label" x="${x}" y="${y}" text-anchor="${anchor}">${says}</text>\n`;

const short = (value: number): string => value.toFixed(1);
const heightOf = (count: number, most: number): number => (Math.max(0, count) / most) * ROOM;

function barsOf(bars: readonly Bar[], most: number): readonly Markup[] {
  const step = (WIDTH - LEFT) / Math.max(1, bars.length);
  return bars.map(({ label: says, count }, place) => {
    const height = heightOf(count, most);
    const [x, y] = [LEFT + place * step + step * 0.1, TOP + ROOM - height].map(short);
    const size = markup`width="${short(step * 0.8)}" height="${short(height)}"`;
    return markup`<rect class="bar" x="${x ?? ''}" y="${y ?? ''}" ${size}><title>${says}: ${count}</title></rect>\n`;
  });
}

/** Drawn in parts, for a value that grows without end is cut. */
function lineOf(bars: readonly Bar[], most: number): readonly Markup[] {
  const step = (WIDTH - LEFT) / Math.max(1, bars.length - 1);
  const points = bars.map(({ count }, place) => {
    const [x, y] = [LEFT + place * step, TOP + ROOM - heightOf(count, most)].map(short);
    return `${x},${y}`;
  });
  const starts = points.flatMap((_, place) => (place % PART === 0 ? [place] : []));
  return starts.map((from) => {
    const part = points.slice(from, from + PART + 1).join(' ');
    return markup`<polyline class="line" points="${part}"/>\n`;
  });
}

const PART = 99;

/** One bar beside its number in a table. */
export function shareBar(count: number, most: number): Markup {
  const width = short((Math.max(0, count) / Math.max(1, most)) * 120);
  return markup`<svg width="120" height="10" aria-hidden="true"><rect class="bar" width="${width}" height="10"/></svg>`;
}
