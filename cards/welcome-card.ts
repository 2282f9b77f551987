import { actionsOf } from './actions.ts';
import type { CardElement } from './elements.ts';
import { badge, box, bullets, card, heading, markdown, section, subheading } from './parts.ts';
import { text, typeInstead, type Badge, type Card } from './parts.ts';
import { fit, type Room } from './fit.ts';
import type { WelcomeView } from './views.ts';

const STARTERS = 4;
const SANDBOX: Badge = { symbol: '◇', word: 'Sandbox', colour: 'accent' };
const ABOUT =
  'I set up auditing and the encryption of audit records with keys of your own. I show the whole ' +
  'plan first and change nothing before the right people have approved it on a card. Then I check ' +
  'that it really works, and keep every decision in a ledger. Analysts ask me in their own words ' +
  'who did what, and learn how complete each answer is.';
const NO_ROLE =
  'You have no role here yet: ask an administrator to add you to the operators, approvers, ' +
  'analysts or auditors.';

/** The first thing a person sees: what this is, what they may do, where to start. */
export const welcomeCard = (view: WelcomeView): Card =>
  fit((room) => {
    const starters = view.actions.slice(0, STARTERS);
    const body = [
      heading(view.name === '' ? 'Hello' : `Hello ${view.name}`),
      ...sandbox(view),
      text(ABOUT),
      ...may(view, room),
      ...typeInstead([...starters.map((action) => action.text), 'help']),
    ];
    return card([ABOUT], body, actionsOf(starters));
  });

const sandbox = (view: WelcomeView): readonly CardElement[] =>
  view.sandbox ? [box([badge(SANDBOX, 'no real tenant is touched')], 'emphasis')] : [];

const may = (view: WelcomeView, room: Room): readonly CardElement[] =>
  view.may.length === 0
    ? [markdown(NO_ROLE, { color: 'warning' })]
    : [section([subheading('What you may do here'), ...bullets(view.may, room, 'thing')])];
