import { svg } from './dom.js';

/** What stands there as a number; anything else is nothing. */
export const number = (value) => {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : 0;
};

export const list = (value) =>
  Array.isArray(value) ? value.filter((one) => one && typeof one === 'object') : [];

export const text = (value) => (value === undefined || value === null ? '' : String(value));

const SETS = {
  categorical: [
    'blue',
    'lightblue',
    'purple',
    'teal',
    'marigold',
    'green',
    'red',
    'lavender',
    'lime',
  ],
  sequential: [1, 2, 3, 4, 5, 6, 7, 8].map((step) => `seq${step}`),
  diverging: [
    'blue',
    'lightblue',
    'cyan',
    'teal',
    'yellow',
    'peach',
    'lightred',
    'red',
    'maroon',
    'gray',
  ],
};

/** A colour by Teams' name, else the one that is next in the set. */
export function colourOf(name, index, set) {
  const plain = text(name)
    .toLowerCase()
    .replace(/^categorical|^diverging/, '')
    .replace(/^sequential/, 'seq');
  const known = ['good', 'warning', 'attention', 'neutral', ...Object.values(SETS).flat()];
  if (known.includes(plain)) return `var(--chart-${plain})`;
  const colours = SETS[text(set).toLowerCase()] ?? SETS.categorical;
  return `var(--chart-${colours[index % colours.length]})`;
}

/** Short enough for an axis: `1.2k`, `3M`. */
export const short = (value) =>
  new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value);

export const exact = (value) =>
  new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(value);

/** Round steps from the lowest to the highest value, zero always among them. */
export function scale(values, most = 4) {
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  const high = values.reduce((top, value) => Math.max(top, value), 0);
  const step = stepOf((high - low || 1) / most);
  const from = Math.floor(low / step) * step;
  const to = Math.max(Math.ceil(high / step) * step, from + step);
  const count = Math.round((to - from) / step);
  return { from, to, ticks: Array.from({ length: count + 1 }, (_, tick) => from + tick * step) };
}

function stepOf(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = [1, 2, 2.5, 5, 10].find((one) => one * power >= rough * 0.999) ?? 10;
  return nice * power;
}

const DATE = /^\d{4}-\d{2}-\d{2}(?:T|$)/;

/** Dates without their year, everything else as it is. */
export function axisText(value) {
  if (typeof value !== 'string' || !DATE.test(value)) return text(value);
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return value;
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  }).format(date);
}

export const cut = (says, most) =>
  says.length > most ? `${says.slice(0, Math.max(most - 1, 1))}…` : says;

export const shape = (tag, attributes, title) =>
  svg(tag, attributes, title === undefined ? [] : svg('title', {}, title));

export const label = (x, y, says, attributes = {}) => svg('text', { x, y, ...attributes }, says);

/** The room inside the axes. */
export function room(width, height, { xAxisTitle, yAxisTitle }, widest = 40) {
  const left = widest + (yAxisTitle ? 18 : 0);
  const bottom = height - 24 - (xAxisTitle ? 18 : 0);
  return { left, right: width - 8, top: 10, bottom, width, height };
}

export const canvas = (width, height, ...parts) =>
  svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true' }, ...parts);

/** Lines and numbers of the upright axis, and the titles of both. */
export function axes({ left, right, top, bottom, width, height }, { from, to, ticks }, source) {
  const y = (value) => bottom - ((value - from) / (to - from)) * (bottom - top);
  const lines = ticks.flatMap((tick) => [
    svg('line', {
      x1: left,
      x2: right,
      y1: y(tick),
      y2: y(tick),
      class: tick === 0 ? 'zero' : 'grid',
    }),
    label(left - 6, y(tick) + 4, short(tick), { 'text-anchor': 'end' }),
  ]);
  const middle = (top + bottom) / 2;
  const titles = [
    source.xAxisTitle &&
      label((left + right) / 2, height - 4, cut(text(source.xAxisTitle), width / 8), {
        'text-anchor': 'middle',
        class: 'axis',
      }),
    source.yAxisTitle &&
      label(12, middle, cut(text(source.yAxisTitle), (bottom - top) / 7), {
        'text-anchor': 'middle',
        transform: `rotate(-90 12 ${middle})`,
        class: 'axis',
      }),
  ].filter(Boolean);
  return { y, parts: [...lines, ...titles] };
}

/** As many labels below the axis as there is room for. */
export function below(names, at, room, step) {
  const every = Math.max(1, Math.ceil(52 / step));
  const most = Math.max(4, Math.floor((step * every) / 6.5));
  return names.flatMap((name, index) =>
    index % every === 0
      ? [label(at(index), room.bottom + 16, cut(axisText(name), most), { 'text-anchor': 'middle' })]
      : [],
  );
}
