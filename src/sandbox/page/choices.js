import { element } from './dom.js';

const FEW = 8;

let counter = 0;
const newId = () => `choices-${++counter}`;

/** Replaces the vendor's type-ahead and long check lists by lists that can be searched. */
export function registerChoices(AC) {
  class Choices extends AC.ChoiceSetInput {
    internalRender() {
      this.own = undefined;
      const many = this.isMultiSelect && (this.style === 'filtered' || this.choices.length > FEW);
      const one = !this.isMultiSelect && this.style === 'filtered';
      if (!many && !one) return super.internalRender();
      const draw = many ? manyOf : oneOf;
      this.own = draw({
        choices: this.choices.map(({ title, value }) => ({ title: title ?? value ?? '', value })),
        chosen: (this.defaultValue ?? '').split(many ? ',' : '\0').filter(Boolean),
        label: this.label ?? this.placeholder ?? 'Choice',
        placeholder: this.placeholder,
        changed: () => this.valueChanged(),
      });
      return this.own.node;
    }

    get value() {
      return this.own ? this.own.value() : super.value;
    }

    isValid() {
      return this.own ? this.own.isValid() : super.isValid();
    }

    isDirty() {
      return (this.value ?? '') !== (this.defaultValue ?? '');
    }

    focus() {
      if (this.own) this.own.focus();
      else super.focus();
    }

    // The parts carry labels of their own.
    updateInputControlAriaLabelledBy() {
      if (!this.own) super.updateInputControlAriaLabelledBy();
    }
  }
  AC.GlobalRegistry.elements.register('Input.ChoiceSet', Choices);
}

const normal = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const matches = (text, search) =>
  normal(search)
    .split(/\s+/)
    .every((word) => normal(text).includes(word));

/** Options of a list box; the one the keys are on is marked with `active`. */
function listBox({ choices, label, many, pick }) {
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

const STEPS = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 8,
  PageUp: -8,
  Home: -Infinity,
  End: Infinity,
};

/** Moves the mark among the options that are shown. True when the key was one of those. */
function move(box, owner, key) {
  const step = STEPS[key];
  const shown = box.shown();
  if (step === undefined || shown.length === 0) return step !== undefined;
  const at = shown.indexOf(box.active());
  const from = at < 0 && step > 0 ? -1 : at;
  box.activate(shown[Math.min(Math.max(from + step, 0), shown.length - 1)], owner);
  return true;
}

function manyOf({ choices, chosen, label, placeholder, changed }) {
  const picked = new Set(
    choices.flatMap(({ value }, index) => (chosen.includes(value) ? [index] : [])),
  );
  const box = listBox({ choices, label, many: true, pick: toggle });
  const search = element('input', {
    type: 'search',
    class: 'ac-input search',
    placeholder: placeholder ?? `Search ${choices.length} options`,
    'aria-label': `Search: ${label}`,
    'aria-controls': box.list.id,
    autocomplete: 'off',
    oninput: () => {
      box.filter(search.value);
      box.activate(-1, search);
      tell();
    },
    onkeydown: onKey,
  });
  const told = element('span', { class: 'told', role: 'status' });
  const button = (says, onclick) =>
    element('button', { type: 'button', class: 'link', onclick }, says);
  const all = button('Select all', () => set(box.shown(), true));
  const clear = button('Clear', () => set([...picked], false));
  box.list.tabIndex = 0;
  box.list.addEventListener('keydown', onKey);

  function onKey(event) {
    const owner = event.currentTarget;
    const typing = owner === search;
    // In the search box Home, End and the space bar belong to the text.
    if (typing && ['Home', 'End'].includes(event.key)) return;
    const pressed = event.key === 'Enter' || (event.key === ' ' && !typing);
    if (move(box, owner, event.key)) event.preventDefault();
    else if (pressed && box.active() >= 0) {
      event.preventDefault();
      toggle(box.active());
    } else if (typing && event.key === 'Enter') event.preventDefault();
  }
  function toggle(index) {
    set([index], !picked.has(index));
  }
  function set(indexes, on) {
    for (const index of indexes) on ? picked.add(index) : picked.delete(index);
    tell();
    changed();
  }
  function tell() {
    box.select(picked);
    const shown = box.shown().length;
    const found = shown === choices.length ? '' : ` · ${shown} shown`;
    told.textContent = `${picked.size} of ${choices.length} selected${found}`;
    all.textContent = shown === choices.length ? 'Select all' : 'Select all shown';
    clear.disabled = picked.size === 0;
  }
  tell();
  return {
    node: element('div', { class: 'choices', role: 'group', 'aria-label': label }, [
      search,
      element('div', { class: 'list' }, box.list, box.none),
      element('div', { class: 'under' }, told, all, clear),
    ]),
    value: () =>
      [...picked]
        .sort((a, b) => a - b)
        .map((index) => choices[index].value)
        .join(','),
    isValid: () => true,
    focus: () => search.focus(),
  };
}

function oneOf({ choices, chosen, label, placeholder, changed }) {
  let picked = choices.findIndex(({ value }) => value === chosen[0]);
  const box = listBox({ choices, label, many: false, pick });
  const list = element('div', { class: 'list drop', hidden: true }, box.list, box.none);
  const input = element('input', {
    type: 'text',
    class: 'ac-input search',
    role: 'combobox',
    placeholder: placeholder ?? 'Type to search',
    'aria-label': label,
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': box.list.id,
    autocomplete: 'off',
    oninput: () => {
      picked = choices.findIndex(({ title }) => normal(title) === normal(input.value.trim()));
      open(input.value);
      changed();
    },
    onclick: () => open(''),
    onfocus: () => input.select(),
    onblur: () => close(),
    onkeydown: onKey,
  });
  if (picked >= 0) input.value = choices[picked].title;

  function open(search) {
    box.filter(search);
    box.select(new Set([picked]));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    box.activate(picked >= 0 && box.shown().includes(picked) ? picked : -1, input);
  }
  function close() {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    box.activate(-1, input);
  }
  function pick(index) {
    picked = index;
    input.value = choices[index].title;
    close();
    changed();
  }
  function onKey(event) {
    if (['Home', 'End'].includes(event.key)) return;
    if (event.key in STEPS && list.hidden) open('');
    if (move(box, input, event.key)) event.preventDefault();
    else if (event.key === 'Enter') {
      event.preventDefault();
      if (box.active() >= 0) pick(box.active());
      else if (box.shown().length === 1 && !list.hidden) pick(box.shown()[0]);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      close();
    }
  }
  return {
    node: element('div', { class: 'choices one' }, input, list),
    value: () => choices[picked]?.value ?? '',
    // Something typed that is none of the choices is not an answer.
    isValid: () => picked >= 0 || input.value.trim() === '',
    focus: () => input.focus(),
  };
}
