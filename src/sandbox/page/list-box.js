import { element } from './dom.js';

let counter = 0;
const newId = () => `choices-${++counter}`;

/** Without case and accents. */
export const normal = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const matches = (text, search) =>
  normal(search)
    .split(/\s+/)
    .every((word) => normal(text).includes(word));

/** Options of a list box; the one the keys are on is marked with `active`. */
export function listBox({ choices, label, many, pick }) {
  const list = element('ul', {
    id: newId(),
    class: 'options',
    role: 'listbox',
    'aria-label': label,
    'aria-multiselectable': many ? 'true' : undefined,
  });
  const options = choices.map(({ title, value }, index) =>
    element(
      'li',
      {
        id: `${list.id}-${index}`,
        role: 'option',
        'aria-selected': 'false',
        // Pressing the mouse must not take the focus from the box that is typed into.
        onmousedown: (event) => event.preventDefault(),
        onclick: () => pick(index),
        data: { value },
      },
      title,
    ),
  );
  list.append(...options);
  const none = element('p', { class: 'none', hidden: true }, 'Nothing matches.');
  let active = -1;
  const shown = () => options.flatMap((option, index) => (option.hidden ? [] : [index]));
  return {
    list,
    none,
    options,
    shown,
    active: () => active,
    activate(index, owner) {
      options[active]?.classList.remove('active');
      active = index;
      options[index]?.classList.add('active');
      options[index]?.scrollIntoView({ block: 'nearest' });
      if (index < 0) owner.removeAttribute('aria-activedescendant');
      else owner.setAttribute('aria-activedescendant', options[index].id);
    },
    filter(search) {
      options.forEach((option, index) => {
        option.hidden = !matches(choices[index].title, search);
      });
      none.hidden = shown().length > 0;
    },
    select(indexes) {
      options.forEach((option, index) =>
        option.setAttribute('aria-selected', String(indexes.has(index))),
      );
    },
  };
}

export const STEPS = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 8,
  PageUp: -8,
  Home: -Infinity,
  End: Infinity,
};

/** Moves the mark among the options that are shown. True when the key was one of those. */
export function move(box, owner, key) {
  const step = STEPS[key];
  const shown = box.shown();
  if (step === undefined || shown.length === 0) return step !== undefined;
  const at = shown.indexOf(box.active());
  const from = at < 0 && step > 0 ? -1 : at;
  box.activate(shown[Math.min(Math.max(from + step, 0), shown.length - 1)], owner);
  return true;
}
