import { bars, groups, rows, stacks } from './chart-bars.js';
import { line } from './chart-line.js';
import { donut, gauge, pie } from './chart-round.js';
import { element } from './dom.js';
import { registerDrawn } from './elements.js';

const CHARTS = {
  'Chart.Donut': donut,
  'Chart.Pie': pie,
  'Chart.Gauge': gauge,
  'Chart.Line': line,
  'Chart.VerticalBar': bars,
  'Chart.VerticalBar.Grouped': groups,
  'Chart.HorizontalBar': rows,
  'Chart.HorizontalBar.Stacked': stacks,
};

/** Teams' charts, drawn as SVG for the width they have. */
export function registerCharts(AC) {
  for (const [type, draw] of Object.entries(CHARTS))
    registerDrawn(AC, type, (source) => chart(source, draw));
}

const WIDEST = 560;

function chart(source, draw) {
  const { says, legend = [], paint } = draw(source);
  const canvas = element('div', {
    class: 'canvas',
    role: 'img',
    'aria-label': labelOf(source, says),
  });
  let drawn;
  // Text keeps its size when the card gets narrow: it is drawn anew instead of scaled.
  new ResizeObserver(([{ contentRect }]) => {
    const width = Math.round(Math.min(contentRect.width, WIDEST));
    if (width > 0 && width !== drawn) canvas.replaceChildren(paint((drawn = width)));
  }).observe(canvas);
  return element('figure', { class: 'ac-chart' }, [
    source.title ? element('figcaption', {}, String(source.title)) : undefined,
    canvas,
    legend.length > 0 ? element('ul', { class: 'legend' }, legend.map(entry)) : undefined,
  ]);
}

const labelOf = ({ title }, says) => `${title ?? 'Chart'}: ${says.slice(0, 30).join(', ')}`;

function entry({ says, colour }) {
  const dot = element('i');
  dot.style.background = colour;
  return element('li', {}, dot, says);
}
