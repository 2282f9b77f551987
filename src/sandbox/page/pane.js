import { consent, follow, open, press, Refused, say } from './api.js';
import { createComposer } from './composer.js';
import { element, remembered } from './dom.js';
import { createLog } from './log.js';

const ROLES = {
  operator: 'operator',
  approver: 'approver',
  analyst: 'analyst',
  auditor: 'auditor',
};

const roleOf = ({ role, channel }) => ROLES[role] ?? (channel ? 'no role' : 'stranger');

/** One person at one conversation. */
export function createPane({ side, person, directory, connected }) {
  const persons = picker(
    'Person',
    directory.people.map((one) => [one.name, `${one.name} · ${roleOf(one)}`]),
  );
  const places = picker('Conversation', []);
  const face = element('span', { class: 'face', 'aria-hidden': 'true' });
  const body = element('div', { class: 'body' });
  const pane = element('section', { class: 'pane', data: { pane: side } }, [
    element('header', {}, face, persons.label, places.label),
    body,
  ]);

  let leave = () => {};
  function enter() {
    leave();
    const who = directory.people.find(({ name }) => name === persons.select.value);
    offer(places.select, who, directory.channel);
    remembered.set(side, { person: who.name, conversation: places.select.value });
    face.textContent = who.name.slice(0, 2);
    face.dataset.person = who.name;
    pane.setAttribute('aria-label', `Chat of ${who.name}`);
    leave = converse({ body, who, where: places.select.value, directory, connected });
  }
  const last = remembered.get(side, { person });
  const known = directory.people.some(({ name }) => name === last.person);
  persons.select.value = known ? last.person : person;
  offer(places.select, undefined, directory.channel);
  places.select.value = last.conversation === 'channel' ? 'channel' : 'personal';
  persons.select.addEventListener('change', enter);
  places.select.addEventListener('change', enter);
  enter();
  return pane;
}

function picker(says, options) {
  const select = element(
    'select',
    {},
    options.map(([value, text]) => element('option', { value }, text)),
  );
  return {
    select,
    label: element('label', {}, element('span', { class: 'unseen' }, says), select),
  };
}

/** Only those of the tenant are in the channel. */
function offer(select, who, channel) {
  const before = select.value;
  const places = [['personal', 'Chat with Audit Steward']];
  if (who === undefined || who.channel) places.push(['channel', `# ${channel.name}`]);
  select.replaceChildren(...places.map(([value, says]) => element('option', { value }, says)));
  select.value = places.some(([value]) => value === before) ? before : 'personal';
}

/** Fills the pane with a conversation; returns how to leave it. */
function converse({ body, who, where, directory, connected }) {
  const at = { person: who.id, conversation: where };
  const composer = createComposer({ who, channel: where === 'channel', send });
  const log = createLog({
    who,
    channel: where === 'channel',
    press: (what) => press(at, what),
    consent: (what) => consent(at, what),
    say: (what) => send(what),
    reply: (thread, says) => composer.replyTo(thread, says),
  });
  body.replaceChildren(log.node, composer.node);

  async function send(what) {
    const { thread, ...rest } = what;
    const conversation = thread ? `${directory.channel.id};messageid=${thread}` : where;
    try {
      await say({ person: who.id, conversation }, rest);
    } catch (error) {
      if (error instanceof Refused && error.body?.activityId)
        log.undelivered(error.body.activityId, error.message, () => send(what));
      else throw error;
    }
  }
  const stop = follow(at, {
    message: log.message,
    typing: log.typing,
    ready: log.ready,
    reset: () => {
      log.clear();
      enter();
    },
    connected,
  });
  const enter = () => open(at).catch((error) => composer.tell(error.message));
  void enter();
  return stop;
}
