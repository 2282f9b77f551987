import { element } from './dom.js';
import { listBox, move, normal, STEPS } from './list-box.js';

/** A box to type into, with the list of what fits below it. */
export function oneOf({ choices, chosen, label, placeholder, changed }) {
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
