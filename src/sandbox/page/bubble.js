import { ADAPTIVE, carryOver, drawCard } from './cards.js';
import { element } from './dom.js';
import { drawFile, isFile } from './files.js';
import { drawHero, isHero } from './hero.js';
import { markdown } from './markdown.js';

/** What a message says: text, cards, suggestions. `act` is told what was pressed. */
export function createBubble({ channel, reply, act }) {
  const node = element('div', { class: 'bubble' });
  let cards = [];

  function draw(data, answered) {
    const focus = node.contains(document.activeElement) && focusKey(document.activeElement);
    const drawn = (data.attachments ?? []).map((one, index) =>
      attachment(one, answered, cards[index], act),
    );
    cards = drawn.map(({ card }) => card);
    node.replaceChildren(...partsOf(data, drawn));
    node.hidden = node.childElementCount === 0;
    if (focus) node.querySelector(focus)?.focus({ preventScroll: true });
  }
  function partsOf(data, drawn) {
    if (data.state === 'deleted')
      return [element('p', { class: 'gone' }, 'This message was deleted.')];
    const text = data.displayText ?? data.text;
    return [
      ...(text ? [said(text, data)] : []),
      ...drawn.map((one) => one.node),
      ...suggested(data.suggestedActions ?? [], act),
      ...(channel && !data.thread ? [replyButton(data.activityId, text, reply)] : []),
    ];
  }
  function flash() {
    node.classList.remove('redrawn');
    // Reading the layout restarts the animation.
    void node.offsetWidth;
    node.classList.add('redrawn');
  }
  return { node, draw, flash };
}

function attachment(one, answered, before, act) {
  const { contentType, content, name } = one;
  if (contentType === ADAPTIVE) {
    const { node, card } = drawCard(carryOver(before, answered ?? content), act);
    return { node: element('div', { class: 'card' }, node), card };
  }
  if (isFile(contentType)) return { node: drawFile(one, act) };
  if (isHero(contentType)) return { node: drawHero(content ?? {}, act) };
  return { node: element('p', { class: 'file' }, name ?? contentType) };
}

function suggested(actions, act) {
  // Teams shows three.
  const buttons = actions.slice(0, 3).map(({ title, value }) => {
    const data = { msteams: { type: 'imBack', value: value ?? title } };
    const onclick = () => act({ kind: 'submit', data });
    return element('button', { type: 'button', onclick }, title);
  });
  return buttons.length === 0 ? [] : [element('div', { class: 'suggested' }, buttons)];
}

function replyButton(id, text = 'the card', reply) {
  const says = text.replace(/<[^>]*>/g, '').slice(0, 60);
  const onclick = () => reply(id, says);
  return element('button', { type: 'button', class: 'link', onclick }, 'Reply');
}

/** What people type is shown as typed; what the bot writes is Markdown. */
function said(text, { textFormat, from }) {
  const typed = textFormat === 'plain' || from.kind === 'person';
  const paragraph = element('div', { class: typed ? 'text typed' : 'text' });
  if (typed) paragraph.append(...text.split(MENTION).map(mention));
  else paragraph.innerHTML = markdown(text);
  return paragraph;
}

const MENTION = /(@Audit Steward|<at>Audit Steward<\/at>)/i;

// Every second part is what the expression caught.
const mention = (part, index) =>
  index % 2 === 0 ? part : element('b', { class: 'at' }, '@Audit Steward');

/** Finds the same control again in a card that was redrawn. */
function focusKey(focused) {
  const label = focused.getAttribute('aria-label');
  return label ? `${focused.tagName}[aria-label="${CSS.escape(label)}"]` : undefined;
}
