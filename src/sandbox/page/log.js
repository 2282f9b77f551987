import { element } from './dom.js';
import { createMessage } from './message.js';

const dayText = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});
const FOLLOWS = 5 * 60_000;
const NEAR = 80;

/** The messages of one conversation, kept in order and redrawn one by one. */
export function createLog({ who, channel, press, consent, say, reply }) {
  const messages = new Map();
  const list = element('div', {
    class: 'log',
    role: 'log',
    tabindex: '0',
    'aria-label': `Messages of ${who.name}`,
    'aria-busy': 'true',
  });
  const empty = element('p', { class: 'empty', hidden: true }, emptyText(channel));
  const typing = element('div', { class: 'typing', hidden: true }, [
    element(
      'span',
      { class: 'dots', 'aria-hidden': 'true' },
      element('i'),
      element('i'),
      element('i'),
    ),
    element('span', {}, 'Audit Steward is typing'),
  ]);
  const down = element(
    'button',
    { type: 'button', class: 'down', hidden: true, onclick: () => toEnd('smooth') },
    'New messages ↓',
  );
  let live = false;
  let still;

  const isAtEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
  const toEnd = (behavior = 'instant') => list.scrollTo({ top: list.scrollHeight, behavior });
  list.addEventListener('scroll', () => {
    if (isAtEnd()) down.hidden = true;
  });
  // Cards grow after they were drawn: charts, unfolded parts. At the end means staying there.
  let atEnd = true;
  list.addEventListener('scroll', () => (atEnd = isAtEnd()));
  new ResizeObserver(() => atEnd && toEnd()).observe(list);

  function message(data) {
    const known = messages.get(data.activityId);
    const stay = !isAtEnd();
    if (known) known.update(data, live);
    else add(data);
    if (data.from.kind === 'bot') quiet();
    arrange(list, messages);
    empty.hidden = messages.size > 0;
    if (!live) return;
    if (!stay || data.from.id === who.id) bringIn(known ? undefined : data.activityId);
    else if (!known) down.hidden = false;
  }
  // What is taller than the window is read from its beginning.
  function bringIn(id) {
    const node = messages.get(id)?.node;
    if (!node || node.offsetHeight < list.clientHeight - 24) toEnd();
    else list.scrollTo({ top: node.offsetTop - 12 });
  }
  function add(data) {
    const made = createMessage({ data, who, channel, press, consent, say, reply, isNew: live });
    messages.set(data.activityId, made);
    list.insertBefore(made.node, placeFor(messages, made, typing));
  }
  function quiet() {
    clearTimeout(still);
    typing.hidden = true;
  }
  list.append(empty, typing);
  return {
    node: element('div', { class: 'talk' }, list, down),
    message,
    typing() {
      const stay = !isAtEnd();
      typing.hidden = false;
      clearTimeout(still);
      // A sign of life holds for a while, as in Teams.
      still = setTimeout(quiet, 8000);
      if (!stay) toEnd();
    },
    ready() {
      list.setAttribute('aria-busy', 'false');
      empty.hidden = messages.size > 0;
      if (!live) toEnd();
      live = true;
    },
    clear() {
      messages.forEach(({ node }) => node.remove());
      messages.clear();
      list.querySelectorAll('.day').forEach((day) => day.remove());
      quiet();
      live = false;
    },
    undelivered: (id, says, again) => messages.get(id)?.undelivered(says, again),
  };
}

const emptyText = (channel) =>
  channel
    ? 'Nothing has been posted here. Mention @Audit Steward to ask it something.'
    : 'Say hello, or pick a suggestion below.';

const rootOf = ({ activityId, thread }) => Number(thread ?? activityId);

const isBefore = (a, b) =>
  rootOf(a) === rootOf(b) ? Number(a.activityId) < Number(b.activityId) : rootOf(a) < rootOf(b);

/** Threads in order of their first message, within a thread in order of posting. */
function placeFor(messages, made, end) {
  const after = [...messages.values()].filter(
    (one) => one !== made && isBefore(made.data(), one.data()),
  );
  return (
    after.reduce((first, one) => (isBefore(one.data(), first.data()) ? one : first), after[0])
      ?.node ?? end
  );
}

/** Marks what follows upon the same sender's message, and puts a line where a day begins. */
function arrange(list, messages) {
  list.querySelectorAll('.day').forEach((day) => day.remove());
  let before;
  for (const node of [...list.querySelectorAll(':scope > .message')]) {
    const data = messages.get(node.dataset.activityId)?.data();
    if (data === undefined) continue;
    const newDay = before && dayOf(before) !== dayOf(data) && !data.thread;
    if (newDay || before === undefined) node.before(element('p', { class: 'day' }, dayOf(data)));
    node.classList.toggle('follows', !newDay && follows(before, data));
    before = data;
  }
}

const dayOf = ({ timestamp }) => dayText.format(new Date(timestamp));

const follows = (before, data) =>
  before !== undefined &&
  before.from.id === data.from.id &&
  rootOf(before) === rootOf(data) &&
  new Date(data.timestamp) - new Date(before.timestamp) < FOLLOWS;
