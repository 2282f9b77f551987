import { element } from './dom.js';

const PROMPTS = ['help', 'set up dynamics auditing', 'status', 'approvals'];
const EVIDENCE = ['help', 'status', 'checkpoint', 'evidence last 7 days'];
const QUESTIONS = [
  'help',
  'who exported contacts to Excel last week?',
  'deletions by user this month',
  'reports',
];
/** What somebody of a role is likely to type; all others are offered `PROMPTS`. */
const SUGGESTED = new Map([
  ['analyst', QUESTIONS],
  ['auditor', EVIDENCE],
]);
const MENTION = '@Audit Steward';

/** Where a person types. `send` is given `{text, thread?}` and may throw a refusal. */
export function createComposer({ who, channel, send }) {
  let thread;
  const box = element('textarea', {
    rows: '1',
    maxlength: '28000',
    'aria-label': `Message as ${who.name}`,
    placeholder: channel ? `${MENTION} reaches the bot` : 'Type a message',
    oninput: fit,
    onkeydown: onKey,
  });
  const said = element('p', { class: 'said', role: 'alert', hidden: true });
  const replying = element('p', { class: 'replying', hidden: true });
  const chips = element(
    'div',
    { class: 'chips', role: 'group', 'aria-label': 'Suggestions' },
    (SUGGESTED.get(who.role) ?? PROMPTS).map((prompt) =>
      element('button', { type: 'button', onclick: () => void go(addressed(prompt)) }, prompt),
    ),
  );
  const form = element('form', { class: 'composer', onsubmit: submit }, [
    box,
    element('button', { class: 'primary send', 'aria-label': 'Send', title: 'Send (Enter)' }, '➤'),
  ]);

  const addressed = (text) => (channel ? `${MENTION} ${text}` : text);

  // The box grows with its text up to what the style sheet allows.
  function fit() {
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }
  function onKey(event) {
    // While a word is being composed, Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  }
  function submit(event) {
    event.preventDefault();
    const text = box.value.trim();
    if (text === '') return;
    box.value = '';
    fit();
    box.focus();
    void go(text);
  }
  async function go(text) {
    tell();
    try {
      const sending = send({ text, ...(thread ? { thread } : {}) });
      replyTo();
      await sending;
    } catch (error) {
      tell(error.message);
      if (box.value === '') box.value = text;
      fit();
    }
  }
  function tell(says = '') {
    said.textContent = says;
    said.hidden = says === '';
  }
  function replyTo(root, says = '') {
    thread = root;
    replying.hidden = root === undefined;
    replying.replaceChildren(
      element('span', {}, `Replying to “${says}”`),
      element('button', { type: 'button', class: 'link', onclick: () => replyTo() }, 'Post anew'),
    );
    if (root === undefined) return;
    if (box.value === '') box.value = `${MENTION} `;
    fit();
    box.focus();
  }
  return {
    node: element('footer', {}, chips, replying, said, form),
    tell,
    replyTo,
  };
}
