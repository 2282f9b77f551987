import {
  axes,
  axisText,
  below,
  canvas,
  colourOf,
  cut,
  exact,
  label,
  list,
  number,
  room,
  scale,
  shape,
  text,
} from './chart-parts.js';

const HEIGHT = 220;
const GAP = 0.3;

/** `Chart.VerticalBar`: one bar for each x. */
export function bars(source) {
  const data = list(source.data).map(({ x, y, color }, index) => ({
    x,
    y: number(y),
    colour: colourOf(color ?? source.color, source.colorSet ? index : 0, source.colorSet),
  }));
  return {
    says: data.map(({ x, y }) => `${axisText(x)} ${exact(y)}`),
    paint: (width) => paintBars(width, source, data),
  };
}

function paintBars(width, source, data) {
  const inside = room(width, HEIGHT, source);
  const { y, parts } = axes(inside, scale(data.map((one) => one.y)), source);
  const step = (inside.right - inside.left) / Math.max(data.length, 1);
  const x = (index) => inside.left + step * (index + 0.5);
  const thick = Math.min(step * (1 - GAP), 48);
  const drawn = data.flatMap((one, index) => [
    upright(
      x(index) - thick / 2,
      y(0),
      y(one.y),
      thick,
      one.colour,
      `${axisText(one.x)}: ${exact(one.y)}`,
    ),
    ...(source.showBarValues && step > 24
      ? [label(x(index), Math.min(y(one.y), y(0)) - 4, exact(one.y), { 'text-anchor': 'middle' })]
      : []),
  ]);
  const names = below(
    data.map((one) => one.x),
    x,
    inside,
    step,
  );
  return canvas(width, HEIGHT, ...parts, ...drawn, ...names);
}

const upright = (x, from, to, thick, fill, title) =>
  shape(
    'rect',
    {
      x,
      y: Math.min(from, to),
      width: thick,
      height: Math.max(Math.abs(from - to), 0.5),
      rx: Math.min(3, thick / 4),
      fill,
    },
    title,
  );

/** `Chart.VerticalBar.Grouped`: several bars for each x, side by side or stacked. */
export function groups(source) {
  const series = seriesOf(source);
  const names = [...new Set(series.flatMap(({ points }) => [...points.keys()]))];
  return {
    says: series.flatMap(({ legend, points }) =>
      [...points].map(([x, y]) => `${legend} ${axisText(x)} ${exact(y)}`),
    ),
    legend: series.map(({ legend, colour }) => ({ says: legend, colour })),
    paint: (width) => paintGroups(width, source, series, names),
  };
}

/** Series with their points by x. */
export const seriesOf = (source) =>
  list(source.data).map(({ legend, values, color }, index) => ({
    legend: text(legend) || `Series ${index + 1}`,
    colour: colourOf(color ?? source.color, index, source.colorSet),
    points: new Map(list(values).map(({ x, y }) => [x, number(y)])),
  }));

function paintGroups(width, source, series, names) {
  const inside = room(width, HEIGHT, source);
  const stacked = source.stacked === true;
  const { y, parts } = axes(inside, scale(heights(series, names, stacked)), source);
  const step = (inside.right - inside.left) / Math.max(names.length, 1);
  const x = (index) => inside.left + step * (index + 0.5);
  const whole = Math.min(step * (1 - GAP), stacked ? 48 : 32 * series.length);
  const place = stacked ? onTop : beside;
  const drawn = names.flatMap((name, index) => place(series, name, x(index) - whole / 2, whole, y));
  return canvas(width, HEIGHT, ...parts, ...drawn, ...below(names, x, inside, step));
}

const heights = (series, names, stacked) =>
  stacked
    ? names.flatMap((name) => [sum(series, name, 1), sum(series, name, -1)])
    : series.flatMap(({ points }) => [...points.values()]);

const sum = (series, name, sign) =>
  series.reduce((total, { points }) => {
    const value = points.get(name) ?? 0;
    return Math.sign(value) === sign ? total + value : total;
  }, 0);

const titleOf = ({ legend }, name, value) => `${legend}, ${axisText(name)}: ${exact(value)}`;

const beside = (series, name, left, whole, y) =>
  series.flatMap((one, index) => {
    const value = one.points.get(name);
    const thick = whole / series.length;
    if (value === undefined) return [];
    return [
      upright(
        left + thick * index,
        y(0),
        y(value),
        thick * 0.9,
        one.colour,
        titleOf(one, name, value),
      ),
    ];
  });

function onTop(series, name, left, whole, y) {
  const reached = { 1: 0, '-1': 0 };
  return series.flatMap((one) => {
    const value = one.points.get(name) ?? 0;
    if (value === 0) return [];
    const from = reached[Math.sign(value)];
    reached[Math.sign(value)] = from + value;
    return [upright(left, y(from), y(from + value), whole, one.colour, titleOf(one, name, value))];
  });
}

const ROW = 36;

/** `Chart.HorizontalBar`: a name above each bar, its value behind it. */
export function rows(source) {
  const data = list(source.data).map(({ x, y, color }, index) => ({
    name: axisText(x),
    value: Math.max(number(y), 0),
    colour: colourOf(color ?? source.color, source.colorSet ? index : 0, source.colorSet),
  }));
  const whole = data.reduce((total, { value }) => total + value, 0);
  const part = source.displayMode === 'PartToWhole';
  const most = part ? whole : data.reduce((top, { value }) => Math.max(top, value), 0);
  const says = ({ value }) =>
    part && whole > 0 ? `${exact(value)} (${Math.round((value / whole) * 100)} %)` : exact(value);
  return {
    says: data.map((one) => `${one.name} ${says(one)}`),
    paint: (width) =>
      canvas(
        width,
        data.length * ROW + 4,
        ...data.flatMap((one, index) => row(one, says(one), index * ROW, width, most || 1)),
      ),
  };
}

function row({ name, value, colour }, says, top, width, most) {
  const reach = (value / most) * width;
  const bar = { x: 0, y: top + 19, height: 10, rx: 3 };
  return [
    label(0, top + 13, cut(name, (width - says.length * 7) / 6.6), { class: 'name' }),
    label(width, top + 13, says, { 'text-anchor': 'end' }),
    shape('rect', { ...bar, width, class: 'track' }),
    shape('rect', { ...bar, width: Math.max(reach, 1), fill: colour }, `${name}: ${says}`),
  ];
}

/** `Chart.HorizontalBar.Stacked`: one bar for each title, its parts in a row. */
export function stacks(source) {
  const data = list(source.data).map(({ title, data: parts }) => ({
    title: text(title),
    parts: list(parts).map(({ legend, value, color }, index) => ({
      legend: text(legend),
      value: Math.max(number(value), 0),
      colour: colourOf(color ?? source.color, index, source.colorSet),
    })),
  }));
  const total = ({ parts }) => parts.reduce((all, { value }) => all + value, 0);
  const most = data.reduce((top, one) => Math.max(top, total(one)), 0) || 1;
  return {
    says: data.flatMap(({ title, parts }) =>
      parts.map(({ legend, value }) => `${title} ${legend} ${exact(value)}`),
    ),
    legend: legendOf(data),
    paint: (width) =>
      canvas(
        width,
        data.length * ROW + 4,
        ...data.flatMap((one, index) => stack(one, exact(total(one)), index * ROW, width, most)),
      ),
  };
}

const legendOf = (data) => [
  ...new Map(
    data.flatMap(({ parts }) =>
      parts.map(({ legend, colour }) => [legend, { says: legend, colour }]),
    ),
  ).values(),
];

function stack({ title, parts }, says, top, width, most) {
  let x = 0;
  const drawn = parts.map(({ legend, value, colour }) => {
    const wide = (value / most) * width;
    const part = shape(
      'rect',
      { x, y: top + 19, width: Math.max(wide - 1, 0), height: 12, rx: 2, fill: colour },
      `${title}, ${legend}: ${exact(value)}`,
    );
    x += wide;
    return part;
  });
  return [
    label(0, top + 13, cut(title, (width - says.length * 7) / 6.6), { class: 'name' }),
    label(width, top + 13, says, { 'text-anchor': 'end' }),
    ...drawn,
  ];
}
