import { element, svg } from './dom.js';

const number = (value, otherwise) =>
  value !== null && value !== '' && Number.isFinite(Number(value)) ? Number(value) : otherwise;

const text = (value) => (value === undefined || value === null ? '' : String(value));

const TONES = ['good', 'warning', 'attention', 'accent', 'informative', 'subtle'];
const toneOf = (tone) => {
  const known = text(tone).toLowerCase();
  return TONES.includes(known) ? known : 'plain';
};

const badge = ({ text: says, style, appearance, tooltip }) =>
  element(
    'span',
    {
      class: `ac-badge ${toneOf(style)} ${text(appearance).toLowerCase() === 'tint' ? 'tint' : 'filled'}`,
      title: tooltip,
    },
    text(says),
  );

function progressBar({ value, max, color, label }) {
  const most = Math.max(number(max, 100), Number.MIN_VALUE);
  const at = number(value, undefined);
  const bar = element('div', {
    class: `ac-progress ${toneOf(color)}${at === undefined ? ' moving' : ''}`,
    role: 'progressbar',
    'aria-label': label ?? 'Progress',
    'aria-valuemin': '0',
    'aria-valuemax': String(most),
    'aria-valuenow': at === undefined ? undefined : String(at),
  });
  const done = element('div');
  done.style.width = at === undefined ? '40%' : `${Math.min(Math.max(at / most, 0), 1) * 100}%`;
  bar.append(done);
  return bar;
}

const progressRing = ({ label, labelPosition }) =>
  element(
    'div',
    { class: `ac-ring ${text(labelPosition).toLowerCase()}`, role: 'status' },
    svg(
      'svg',
      { viewBox: '0 0 24 24', width: 24, height: 24, 'aria-hidden': 'true' },
      svg('circle', { cx: 12, cy: 12, r: 9 }),
      svg('path', { d: 'M12 3a9 9 0 0 1 9 9' }),
    ),
    element('span', {}, text(label)),
  );

function codeBlock({ codeSnippet, language, startLineNumber }) {
  const code = text(codeSnippet);
  const first = number(startLineNumber, 1);
  const lines = code
    .split('\n')
    .map((line, index) => element('span', { data: { line: String(first + index) } }, `${line}\n`));
  const copied = element('span', { class: 'unseen', role: 'status' });
  const copy = element(
    'button',
    { type: 'button', class: 'copy', onclick: () => void copying() },
    'Copy',
  );
  async function copying() {
    const done = await navigator.clipboard.writeText(code).then(
      () => 'Copied',
      () => 'Copying was refused',
    );
    copied.textContent = copy.textContent = done;
    setTimeout(() => (copy.textContent = 'Copy'), 1500);
  }
  return element('div', { class: 'ac-code' }, [
    element('div', { class: 'head' }, element('span', {}, text(language) || 'Text'), copy, copied),
    element('pre', { tabindex: '0' }, element('code', {}, lines)),
  ]);
}

const SYMBOLS = {
  check: '✓',
  error: '✕',
  dismiss: '✕',
  warning: '▲',
  info: 'i',
  clock: '◔',
  calendar: '▦',
  person: '◉',
  people: '◉',
  lock: '▣',
  shield: '▣',
  star: '★',
  search: '⌕',
  document: '▤',
  edit: '✎',
  arrow: '→',
};

const icon = ({ name, color, size }) => {
  const known = Object.keys(SYMBOLS).find((key) => text(name).toLowerCase().includes(key));
  return element(
    'span',
    {
      class: `ac-icon ${toneOf(color)} ${text(size).toLowerCase()}`,
      role: 'img',
      'aria-label': text(name),
    },
    SYMBOLS[known] ?? '●',
  );
};

const rating = ({ value, max, count }) => {
  const most = Math.min(Math.max(Math.round(number(max, 5)), 1), 20);
  const at = Math.min(Math.max(number(value, 0), 0), most);
  const stars = '★'.repeat(Math.round(at)) + '☆'.repeat(most - Math.round(at));
  const tail = count === undefined ? '' : ` (${text(count)})`;
  return element(
    'span',
    { class: 'ac-rating', role: 'img', 'aria-label': `${at} of ${most}` },
    stars + tail,
  );
};

const compoundButton = ({ title, description, badge: says }) => [
  element(
    'strong',
    {},
    text(title),
    says ? element('span', { class: 'ac-badge filled plain' }, text(says)) : '',
  ),
  element('span', {}, text(description)),
];

const DRAWN = {
  Badge: badge,
  ProgressBar: progressBar,
  ProgressRing: progressRing,
  CodeBlock: codeBlock,
  Icon: icon,
  Rating: rating,
};

/** An element type that is drawn from its JSON by one function. */
export function registerDrawn(AC, type, draw) {
  class Drawn extends AC.CardElement {
    internalParse(source, context) {
      super.internalParse(source, context);
      this.source = source;
    }

    internalRender() {
      return element(
        'div',
        { class: `ac-drawn at-${this.horizontalAlignment ?? 0}` },
        draw(this.source),
      );
    }

    getJsonTypeName() {
      return type;
    }
  }
  AC.GlobalRegistry.elements.register(type, Drawn);
}

/** Teams' newer elements that the vendor's renderer does not know. */
export function registerElements(AC) {
  for (const [type, draw] of Object.entries(DRAWN)) registerDrawn(AC, type, draw);
  registerCompoundButton(AC);
}

function registerCompoundButton(AC) {
  class CompoundButton extends AC.CardElement {
    internalParse(source, context) {
      super.internalParse(source, context);
      this.source = source;
      this.action =
        source.selectAction && context.parseAction(this, source.selectAction, [], false);
    }

    internalRender() {
      const onclick = () => this.action?.execute();
      return element(
        'button',
        { type: 'button', class: 'ac-compound', onclick },
        compoundButton(this.source),
      );
    }

    getJsonTypeName() {
      return 'CompoundButton';
    }
  }
  AC.GlobalRegistry.elements.register('CompoundButton', CompoundButton);
}
