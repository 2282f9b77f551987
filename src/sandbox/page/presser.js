import { element } from './dom.js';
import { explain, submitted } from './presses.js';
import { askToSignIn } from './sign-in.js';

/**
 * Carries out what is pressed in a message: nothing can be pressed meanwhile, and what the bot
 * answers or what goes wrong is said under the card. `show` is given a card for this person alone.
 */
export function createPresser({ bubble, who, channel, press, consent, say, message, show }) {
  const note = element('div', { class: 'note', role: 'status', hidden: true });

  function tell(says, wrong = false) {
    note.textContent = says;
    note.hidden = says === '';
    note.classList.toggle('wrong', wrong);
    note.scrollIntoView({ block: 'nearest' });
  }
  async function execute({ verb = '', id = '', data = {}, trigger }) {
    const { activityId, version } = message();
    const pressed = { activityId, verb, id, data, trigger };
    let answer = explain(await press(pressed));
    if (answer.signIn && trigger === 'manual') {
      const signIn = await askToSignIn(who, answer.signIn);
      if (signIn === undefined) return tell('You did not sign in, so nothing was sent.');
      answer = explain(await press({ ...pressed, signIn }));
    }
    const { card, says, problem } = answer;
    if (card) show(card, version);
    if (card && trigger === 'manual') readFromStart(bubble);
    if (says || problem) tell(says ?? problem, problem !== undefined);
  }
  /** Teams shows no words of the bot here: what comes of it is a message. */
  async function answer(action) {
    const { status } = await consent({ activityId: message().activityId, action });
    if (status !== 200) tell('Something went wrong. Please try again.', true);
  }
  function submit(data) {
    const { activityId, thread } = message();
    const here = channel ? { thread: thread ?? activityId } : {};
    return say({ ...submitted(data, activityId), ...here });
  }
  async function act(pressed) {
    tell('');
    hold(bubble, true);
    try {
      if (pressed.kind === 'submit') await submit(pressed.data);
      else if (pressed.kind === 'consent') await answer(pressed.action);
      else await execute({ ...pressed, trigger: 'manual' });
    } catch (error) {
      tell(error.message, true);
    } finally {
      hold(bubble, false);
    }
  }
  return {
    note,
    act,
    // Nobody has pressed anything, so nobody is told when it does not work.
    refresh: (action) => void execute({ ...action, trigger: 'automatic' }).catch(() => {}),
    undelivered(says, again) {
      const onclick = () => {
        tell('');
        void again();
      };
      tell(says, true);
      note.append(' ', element('button', { type: 'button', class: 'link', onclick }, 'Send again'));
    },
  };
}

/** A card says at its top what came of a press at its end. */
function readFromStart(bubble) {
  const hidden = bubble.closest('.log').getBoundingClientRect().top;
  if (bubble.getBoundingClientRect().top < hidden) bubble.scrollIntoView({ block: 'start' });
}

/** Stops everything in a card from being pressed, and lets go again of what it has stopped. */
function hold(bubble, on) {
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
