import { post } from './api.js';
import { element } from './dom.js';

const sheet = document.querySelector('#console');
const opener = document.querySelector('#open-console');

const WELCOME =
  'PowerShell and az of the sandbox tenant, for what a card asks people to run themselves. ' +
  'Paste the command, press Enter, copy the answer back into the card.';

/** What was typed before, for the arrow keys. */
const history = [];
let back = 0;

const log = element('div', { class: 'lines', role: 'log', 'aria-label': 'Answers', tabindex: '0' });
const box = element('textarea', {
  rows: '1',
  maxlength: '100000',
  spellcheck: 'false',
  autocapitalize: 'off',
  autocomplete: 'off',
  'aria-label': 'Command',
  placeholder: 'A command, or several lines',
  oninput: fit,
  onkeydown: onKey,
});
const said = element('span', { class: 'unseen', role: 'status' });

function fit() {
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}

function onKey(event) {
  if (event.isComposing) return;
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    box.form.requestSubmit();
  }
  // Within several lines the arrows move the caret; at the ends they go through what was typed.
  const before = box.value.slice(0, box.selectionStart);
  const after = box.value.slice(box.selectionEnd);
  if (event.key === 'ArrowUp' && !before.includes('\n')) recall(event, back + 1);
  if (event.key === 'ArrowDown' && !after.includes('\n')) recall(event, back - 1);
}

function recall(event, to) {
  if (to < 0 || to > history.length) return;
  event.preventDefault();
  back = to;
  box.value = to === 0 ? '' : history[history.length - to];
  fit();
}

async function submit(event) {
  event.preventDefault();
  const command = box.value.trim();
  if (command === '') return;
  history.push(command);
  back = 0;
  box.value = '';
  fit();
  const entry = element('article', { class: 'entry', 'aria-busy': 'true' }, prompted(command));
  log.append(entry);
  entry.scrollIntoView({ block: 'end' });
  const who = person();
  const { output, ok } = await post('/sandbox/console', {
    command,
    ...(who === '' ? {} : { as: who }),
  }).catch((error) => ({ output: error.message, ok: false }));
  entry.setAttribute('aria-busy', 'false');
  entry.append(...answered(output, ok));
  entry.scrollIntoView({ block: 'nearest' });
}

const prompted = (command) =>
  element('pre', { class: 'typed' }, element('span', { 'aria-hidden': 'true' }, 'PS> '), command);

function answered(output, ok) {
  if (output === '') return [element('p', { class: 'nothing' }, 'Done; it prints nothing.')];
  const copy = element('button', { type: 'button', class: 'copy' }, 'Copy answer');
  copy.addEventListener('click', () => void copied(copy, output));
  return [element('pre', { class: ok ? 'output' : 'output wrong' }, output), copy];
}

async function copied(button, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without the right to the clipboard the text is selected, so that Ctrl+C takes it.
    getSelection().selectAllChildren(button.previousElementSibling);
    said.textContent = 'Selected. Press Ctrl+C to copy.';
    return;
  }
  said.textContent = 'Copied.';
  button.textContent = 'Copied';
  setTimeout(() => (button.textContent = 'Copy answer'), 1500);
}

let person = () => '';

function picker(people) {
  const select = element(
    'select',
    {},
    element('option', { value: '' }, 'Administrator'),
    people.map(({ name }) => element('option', { value: name }, name)),
  );
  person = () => select.value;
  return element('label', {}, element('span', {}, 'Signed in as'), select);
}

function show(on) {
  sheet.hidden = !on;
  opener.setAttribute('aria-expanded', String(on));
  if (on) box.focus();
  else opener.focus();
}

/** The window in which people run what a card asks them to run in their tenant. */
export function startConsole(people) {
  const own = people.filter(({ channel }) => channel);
  sheet.append(
    element(
      'header',
      {},
      element('h2', { id: 'console-title' }, "Administrator's console"),
      picker(own),
      element('button', { type: 'button', onclick: () => log.replaceChildren() }, 'Clear'),
      element('button', { type: 'button', onclick: () => show(false) }, 'Close'),
    ),
    element('p', { class: 'hint' }, WELCOME),
    log,
    element(
      'form',
      { onsubmit: submit },
      element('span', { class: 'prompt', 'aria-hidden': 'true' }, 'PS>'),
      box,
      element('button', { class: 'primary', title: 'Run (Enter)' }, 'Run'),
    ),
    said,
  );
  opener.addEventListener('click', () => show(sheet.hidden));
  sheet.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing) show(false);
  });
}
