import { carryOver, drawCard, openSafely } from './cards.js';
import { element } from './dom.js';
import { markdown } from './markdown.js';
import { drawHero, isHero } from './hero.js';
import { explain, submitted } from './presses.js';

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const whole = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' });

/** One message; `update` redraws it in place. */
export function createMessage({ data: first, who, channel, press, say, reply, isNew }) {
  let data = first;
  let cards = [];
  // What the bot answered a press with is seen by this person alone, until the next update.
  let answered;
  let refreshed;
  const mine = data.from.id === who.id;
  const kind = mine ? 'mine' : data.from.kind;
  const time = element('time', {
    datetime: data.timestamp,
    title: whole.format(new Date(data.timestamp)),
  });
  const mark = element('span', { class: 'mark' });
  const bubble = element('div', { class: 'bubble' });
  const note = element('div', { class: 'note', role: 'status', hidden: true });
  const meta = element('div', { class: 'meta' }, [
    element('span', { class: 'name' }, mine ? 'You' : data.from.name),
    time,
    mark,
  ]);
  const node = element(
    'article',
    {
      class: `message ${kind}${data.thread ? ' reply' : ''}${isNew ? ' new' : ''}`,
      data: { activityId: data.activityId },
      'aria-label': `${mine ? 'You' : data.from.name}, ${clock.format(new Date(data.timestamp))}`,
    },
    [avatar(data), element('div', { class: 'content' }, meta, bubble, note)],
  );

  function draw() {
    time.textContent = clock.format(new Date(data.timestamp));
    mark.textContent = data.state === 'edited' && data.from.kind === 'bot' ? 'updated' : '';
    const focus = bubble.contains(document.activeElement) && focusKey(document.activeElement);
    const before = cards;
    cards = [];
    bubble.replaceChildren(...parts(before));
    bubble.hidden = bubble.childElementCount === 0;
    node.hidden = isUnseen();
    if (focus) bubble.querySelector(focus)?.focus({ preventScroll: true });
    refresh();
  }
  const isUnseen = () => data.state !== 'deleted' && bubble.childElementCount === 0;
  function parts(before) {
    if (data.state === 'deleted')
      return [element('p', { class: 'gone' }, 'This message was deleted.')];
    const text = data.displayText ?? data.text;
    return [
      ...(text ? [said(text, data)] : []),
      ...(data.attachments ?? []).map((one, index) => attachment(one, index, before)),
      ...suggestions(),
      ...(channel && !data.thread ? [replyButton(text)] : []),
    ];
  }
  function attachment({ contentType, content, name }, index, before) {
    if (contentType === ADAPTIVE) return card(answered ?? content, index, before[index]);
    if (isHero(contentType)) return drawHero(content ?? {}, hero);
    return element('p', { class: 'file' }, name ?? contentType);
  }
  function card(payload, index, before) {
    const drawn = drawCard(carryOver(before, payload), (act) => void pressed(act));
    cards[index] = drawn.card;
    return element('div', { class: 'card' }, drawn.node);
  }
  const suggestions = () =>
    (data.suggestedActions ?? []).length === 0
      ? []
      : [element('div', { class: 'suggested' }, data.suggestedActions.slice(0, 3).map(suggestion))];
  const suggestion = ({ title, value }) =>
    element(
      'button',
      { type: 'button', onclick: () => hero({ type: 'imBack', value: value ?? title }) },
      title,
    );
  const replyButton = (text) =>
    element(
      'button',
      {
        type: 'button',
        class: 'link',
        onclick: () =>
          reply(data.activityId, (text ?? 'the card').replace(/<[^>]*>/g, '').slice(0, 60)),
      },
      'Reply',
    );
  const here = () => (channel ? { thread: data.thread ?? data.activityId } : {});

  const hero = (button) => {
    if (button.type === 'openUrl') return openSafely(button.value);
    return under(() => say({ ...submitted({ msteams: button }, data.activityId), ...here() }));
  };
  async function pressed(act) {
    if (act.kind === 'submit')
      return under(() => say({ ...submitted(act.data, data.activityId), ...here() }));
    await under(() => execute({ ...act, trigger: 'manual' }));
  }
  async function execute({ verb, id, data: sent, trigger }) {
    const answer = await press({ activityId: data.activityId, verb, id, data: sent, trigger });
    const { card: shown, says, problem } = explain(answer);
    if (shown) {
      answered = shown;
      draw();
      flash();
    }
    if (says || problem) tell(says ?? problem, problem !== undefined);
  }
  /** Runs a press: nothing can be pressed meanwhile, and what goes wrong is said under the card. */
  async function under(work) {
    tell('');
    busy(true);
    try {
      await work();
    } catch (error) {
      tell(error.message, true);
    } finally {
      busy(false);
    }
  }
  function busy(on) {
    bubble.setAttribute('aria-busy', String(on));
    bubble.inert = on;
    for (const button of bubble.querySelectorAll('button')) {
      if (on && !button.disabled) button.dataset.held = '';
      if (on) button.disabled = true;
      else if ('held' in button.dataset) {
        button.disabled = false;
        delete button.dataset.held;
      }
    }
  }
  function tell(says, wrong = false) {
    note.textContent = says;
    note.hidden = says === '';
    note.classList.toggle('wrong', wrong);
  }
  function flash() {
    bubble.classList.remove('redrawn');
    // Reading the layout restarts the animation.
    void bubble.offsetWidth;
    bubble.classList.add('redrawn');
  }
  /** People named by the card get their own view of it, once for each version. */
  function refresh() {
    const asked = cardOf(data)?.refresh;
    const mineToo = asked?.userIds?.includes(who.userId) && asked.action?.type === 'Action.Execute';
    if (!mineToo || refreshed === data.version || answered) return;
    refreshed = data.version;
    const { verb = '', id = '', data: sent = {} } = asked.action;
    execute({ verb, id, data: sent, trigger: 'automatic' }).catch(() => {});
  }
  draw();
  return {
    node,
    data: () => data,
    update(next, loud) {
      data = next;
      answered = undefined;
      draw();
      if (loud) flash();
    },
    undelivered(says, again) {
      tell(says, true);
      note.append(
        ' ',
        element(
          'button',
          { type: 'button', class: 'link', onclick: () => (tell(''), void again()) },
          'Send again',
        ),
      );
    },
  };
}

const cardOf = ({ attachments = [] }) =>
  attachments.find(({ contentType }) => contentType === ADAPTIVE)?.content;

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

const avatar = ({ from }) =>
  element(
    'span',
    { class: 'face', 'aria-hidden': 'true', data: { person: from.name } },
    from.kind === 'bot'
      ? element('img', { src: '/sandbox/page/icon.svg', alt: '', width: 32, height: 32 })
      : from.name.slice(0, 2),
  );

/** Finds the same control again in a card that was redrawn. */
function focusKey(focused) {
  const label = focused.getAttribute('aria-label');
  return label ? `${focused.tagName}[aria-label="${CSS.escape(label)}"]` : undefined;
}
