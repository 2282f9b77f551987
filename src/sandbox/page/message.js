import { createBubble } from './bubble.js';
import { ADAPTIVE } from './cards.js';
import { element } from './dom.js';
import { createPresser } from './presser.js';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const whole = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' });

/** One message; `update` redraws it in place. */
export function createMessage({ data: first, who, channel, press, consent, say, reply, isNew }) {
  let data = first;
  // What the bot answered a press with is seen by this person alone, until the next update.
  let answered;
  let refreshed;
  const bubble = createBubble({ channel, reply, act: (act) => void presser.act(act) });
  const presser = createPresser({
    bubble: bubble.node,
    who,
    channel,
    press,
    consent,
    say,
    message: () => data,
    show(card, version) {
      // An update that came while the press was under way is newer than its answer.
      if (version !== data.version) return;
      answered = card;
      draw();
      bubble.flash();
    },
  });
  const frame = createFrame(data, who, { channel, isNew }, [bubble.node, presser.note]);

  function draw() {
    frame.mark(data);
    bubble.draw(data, answered);
    frame.node.hidden = bubble.node.hidden;
    refresh();
  }
  /** People named by the card get their own view of it, once for each version. */
  function refresh() {
    const asked = cardOf(data)?.refresh;
    const isAsked = asked?.userIds?.includes(who.userId) && asked.action?.type === 'Action.Execute';
    if (!isAsked || refreshed === data.version || answered) return;
    refreshed = data.version;
    presser.refresh(asked.action);
  }
  draw();
  return {
    node: frame.node,
    data: () => data,
    update(next, loud) {
      data = next;
      answered = undefined;
      draw();
      if (loud) bubble.flash();
    },
    undelivered: presser.undelivered,
  };
}

const cardOf = ({ attachments = [] }) =>
  attachments.find(({ contentType }) => contentType === ADAPTIVE)?.content;

/** Who wrote it and when, around what was written. */
function createFrame(data, who, { isNew }, inside) {
  const mine = data.from.id === who.id;
  const name = mine ? 'You' : data.from.name;
  const kind = mine ? 'mine' : data.from.kind;
  const at = new Date(data.timestamp);
  const time = element(
    'time',
    { datetime: data.timestamp, title: whole.format(at) },
    clock.format(at),
  );
  const mark = element('span', { class: 'mark' });
  const meta = element(
    'div',
    { class: 'meta' },
    element('span', { class: 'name' }, name),
    time,
    mark,
  );
  const node = element(
    'article',
    {
      class: `message ${kind}${data.thread ? ' reply' : ''}${isNew ? ' new' : ''}`,
      data: { activityId: data.activityId },
      'aria-label': `${name}, ${clock.format(at)}`,
    },
    [avatar(data), element('div', { class: 'content' }, meta, inside)],
  );
  return {
    node,
    mark({ state, from }) {
      mark.textContent = state === 'edited' && from.kind === 'bot' ? 'updated' : '';
    },
  };
}

const avatar = ({ from }) =>
  element(
    'span',
    { class: 'face', 'aria-hidden': 'true', data: { person: from.name } },
    from.kind === 'bot'
      ? element('img', { src: '/sandbox/page/icon.svg', alt: '', width: 32, height: 32 })
      : from.name.slice(0, 2),
  );
