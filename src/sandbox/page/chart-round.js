import { canvas, colourOf, exact, label, list, number, shape, text } from './chart-parts.js';

const RADIUS = 84;
const HEIGHT = 184;

const point = (turn, radius, x, y) => [
  x + radius * Math.sin(turn * 2 * Math.PI),
  y - radius * Math.cos(turn * 2 * Math.PI),
];

/** A piece of a ring between two turns (0 is the top, 1 a whole round). */
function ring(from, to, outer, inner, x, y) {
  // A whole round has no direction: as two halves it has.
  if (to - from > 0.9999) {
    const middle = (from + to) / 2;
    return ring(from, middle, outer, inner, x, y) + ring(middle, to - 0.00001, outer, inner, x, y);
  }
  const wide = to - from > 0.5 ? 1 : 0;
  const [a, b, c, d] = [
    point(from, outer, x, y),
    point(to, outer, x, y),
    point(to, inner, x, y),
    point(from, inner, x, y),
  ];
  return `M${a}A${outer},${outer} 0 ${wide} 1 ${b}L${c}A${inner},${inner} 0 ${wide} 0 ${d}Z`;
}

const entries = (source) =>
  list(source.data).map(({ legend, value, color }, index) => ({
    legend: text(legend) || `Part ${index + 1}`,
    value: Math.max(number(value), 0),
    colour: colourOf(color, index, source.colorSet),
  }));

const round = (hole) => (source) => {
  const data = entries(source);
  const whole = data.reduce((total, { value }) => total + value, 0);
  return {
    says: data.map(({ legend, value }) => `${legend} ${exact(value)}`),
    legend: data.map(({ legend, value, colour }) => ({
      says: `${legend} · ${exact(value)}`,
      colour,
    })),
    paint: (width) => paintRound(width, data, whole, hole),
  };
};

function paintRound(width, data, whole, hole) {
  const [x, y] = [width / 2, HEIGHT / 2];
  let from = 0;
  const pieces = data.flatMap(({ legend, value, colour }) => {
    if (value === 0) return [];
    const to = from + value / whole;
    const d = ring(from, to, RADIUS, RADIUS * hole, x, y);
    from = to;
    const share = `${Math.round((value / whole) * 100)} %`;
    return [
      shape('path', { d, fill: colour, class: 'piece' }, `${legend}: ${exact(value)} (${share})`),
    ];
  });
  const empty =
    whole === 0
      ? [shape('path', { d: ring(0, 1, RADIUS, RADIUS * hole, x, y), class: 'track' })]
      : [];
  const middle =
    hole > 0 ? [label(x, y + 8, exact(whole), { 'text-anchor': 'middle', class: 'figure' })] : [];
  return canvas(width, HEIGHT, ...empty, ...pieces, ...middle);
}

/** `Chart.Donut`: the whole stands in the middle. */
export const donut = round(0.62);

/** `Chart.Pie`. */
export const pie = round(0);

/** `Chart.Gauge`: segments on half a round, a needle at the value. */
export function gauge(source) {
  const segments = list(source.segments).map(({ legend, size, color }, index) => ({
    legend: text(legend),
    size: Math.max(number(size), 0),
    colour: colourOf(color, index, source.colorSet),
  }));
  const total = segments.reduce((all, { size }) => all + size, 0);
  const min = number(source.min);
  const max = source.max === undefined ? min + (total || 100) : number(source.max);
  const value = number(source.value);
  const share = Math.min(Math.max((value - min) / (max - min || 1), 0), 1);
  const says =
    text(source.valueFormat).toLowerCase() === 'fraction'
      ? `${exact(value)}/${exact(max)}`
      : `${Math.round(share * 100)} %`;
  return {
    says: [says, ...segments.map(({ legend, size }) => `${legend} ${exact(size)}`)],
    legend:
      source.showLegend === false
        ? []
        : segments.map(({ legend, colour }) => ({ says: legend, colour })),
    paint: (width) => paintGauge(width, source, { segments, total, min, max, share, says }),
  };
}

function paintGauge(width, source, { segments, total, min, max, share, says }) {
  const [x, y, outer] = [width / 2, 112, 96];
  const turn = (part) => -0.25 + part / 2;
  let from = 0;
  const pieces = segments.map(({ legend, size, colour }) => {
    const to = from + size / (total || 1);
    const d = ring(turn(from), turn(to), outer, outer * 0.74, x, y);
    from = to;
    return shape('path', { d, fill: colour, class: 'piece' }, `${legend}: ${exact(size)}`);
  });
  const [[ax, ay], [bx, by]] = [
    point(turn(share), outer + 4, x, y),
    point(turn(share), outer * 0.66, x, y),
  ];
  const ends =
    source.showMinMax === false
      ? []
      : [
          label(x - outer * 0.87, y + 16, exact(min), { 'text-anchor': 'middle' }),
          label(x + outer * 0.87, y + 16, exact(max), { 'text-anchor': 'middle' }),
        ];
  const under = source.subLabel
    ? [label(x, y + 16, text(source.subLabel), { 'text-anchor': 'middle' })]
    : [];
  return canvas(
    width,
    136,
    ...(pieces.length > 0
      ? pieces
      : [shape('path', { d: ring(-0.25, 0.25, outer, outer * 0.74, x, y), class: 'track' })]),
    shape('line', { x1: ax, y1: ay, x2: bx, y2: by, class: 'needle' }),
    label(x, y - 6, says, { 'text-anchor': 'middle', class: 'figure' }),
    ...ends,
    ...under,
  );
}
