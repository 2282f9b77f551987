import { seriesOf } from './chart-bars.js';
import { axes, axisText, below, canvas, exact, room, scale, shape } from './chart-parts.js';

const HEIGHT = 220;

// Points lie where they are in time or number; only names are spread evenly.
function positions(names) {
  const values = names.map((name) => (typeof name === 'number' ? name : Date.parse(name)));
  const low = Math.min(...values);
  const high = Math.max(...values);
  const even = values.some(Number.isNaN) || low === high;
  return (index) => (even ? (index + 0.5) / names.length : (values[index] - low) / (high - low));
}

const isOrdered = (names) =>
  names.every((name) => typeof name === 'number' || /^\d{4}-\d{2}-\d{2}/.test(String(name)));

/** `Chart.Line`: one line for each series. */
export function line(source) {
  const series = seriesOf(source);
  const names = [...new Set(series.flatMap(({ points }) => [...points.keys()]))];
  if (isOrdered(names))
    names.sort((a, b) => (typeof a === 'number' ? a - b : String(a) < String(b) ? -1 : 1));
  return {
    says: series.flatMap(({ legend, points }) =>
      [...points].map(([x, y]) => `${legend} ${axisText(x)} ${exact(y)}`),
    ),
    legend: series.map(({ legend, colour }) => ({ says: legend, colour })),
    paint: (width) => paint(width, source, series, names),
  };
}

function paint(width, source, series, names) {
  const inside = room(width, HEIGHT, source);
  const values = series.flatMap(({ points }) => [...points.values()]);
  const { y, parts } = axes(inside, scale(values), source);
  const at = isOrdered(names) ? positions(names) : positions(names.map(String));
  const space = inside.right - inside.left - 32;
  const x = (index) => inside.left + 16 + at(index) * space;
  const drawn = series.flatMap((one) => drawLine(one, names, x, y));
  return canvas(
    width,
    HEIGHT,
    ...parts,
    ...drawn,
    ...below(names, x, inside, space / Math.max(names.length, 1)),
  );
}

function drawLine({ legend, colour, points }, names, x, y) {
  const known = names.flatMap((name, index) =>
    points.has(name)
      ? [{ name, value: points.get(name), x: x(index), y: y(points.get(name)) }]
      : [],
  );
  const path = known
    .map((point, index) => `${index === 0 ? 'M' : 'L'}${point.x},${point.y}`)
    .join('');
  return [
    shape('path', {
      d: path,
      fill: 'none',
      stroke: colour,
      'stroke-width': 2,
      'stroke-linejoin': 'round',
    }),
    ...known.map((point) =>
      shape(
        'circle',
        { cx: point.x, cy: point.y, r: known.length > 60 ? 1.5 : 3, fill: colour },
        `${legend}, ${axisText(point.name)}: ${exact(point.value)}`,
      ),
    ),
  ];
}
