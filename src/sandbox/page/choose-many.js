import { element } from './dom.js';
import { listBox, move } from './list-box.js';

/** A list to search and to tick. */
export function manyOf({ choices, chosen, label, placeholder, changed }) {
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
