import { execute } from './actions.ts';
import { codeBlock } from './code.ts';
import type { Action, CardElement } from './elements.ts';
import { fit, type Room } from './fit.ts';
import { badge, box, card, heading, markdown, maybe, section, signed } from './parts.ts';
import { some, subheading, text, typeInstead, type Badge, type Card } from './parts.ts';
import { sourceLine } from './sources.ts';
import { escaped, findHttps } from './text.ts';
import type { GuideView } from './views.ts';

const OPEN: Badge = { symbol: '►', word: 'Your turn', colour: 'warning' };
const SETTLED: Badge = { symbol: '✓', word: 'Settled', colour: 'good' };

/** What a person has to do, where no interface can do it, and how to say that it is done. */
export const guideCard = (view: GuideView): Card => fit((room) => draw(view, room));

const draw = (view: GuideView, room: Room): Card =>
  card(
    [view.title, view.state === 'open' ? view.summary : view.outcome],
    [
      ...top(view, room),
      // Once it is done, how to do it is of no use any more.
      ...(view.state === 'open' ? [...howTo(view, room), ...sources(view, room)] : []),
      ...closing(view, room),
    ],
    actions(view),
  );

const top = (view: GuideView, room: Room): readonly CardElement[] => [
  heading(view.title),
  box(
    [
      badge(view.state === 'open' ? OPEN : SETTLED),
      ...maybe(view.outcome, Math.max(room.text, 300)),
    ],
    view.state === 'open' ? 'emphasis' : 'good',
  ),
  ...maybe(view.summary, Math.max(room.text, 300)),
];

const howTo = (view: GuideView, room: Room): readonly CardElement[] => [
  section([
    subheading('What to do'),
    ...some(view.steps, room.rows, (step, index) => [numbered(index + 1, step, room)], 'step'),
    ...(view.command === undefined ? [] : codeBlock(view.command)),
  ]),
];

const sources = (view: GuideView, room: Room): readonly CardElement[] =>
  some(view.sources, room.rows, (source) => [sourceLine(source, room.text)], 'source');

const numbered = (number: number, step: string, room: Room): CardElement =>
  signed(markdown(`**${number}**`, { color: 'accent' }), [text(step, room.text)]);

/** Says what pressing the button means before it is pressed. */
function closing(view: GuideView, room: Room): readonly CardElement[] {
  if (view.state === 'settled') return [];
  const means = markdown(`Pressing the button states: “${escaped(view.statement, room.text)}”`);
  const worth =
    view.proof === 'observed'
      ? 'I then look for myself whether it is so.'
      : 'No program can look this up, so it is recorded as attested by you, not as verified by me.';
  return [section([means, markdown(worth, { spacing: 'small' })]), ...typeInstead([typed(view)])];
}

const typed = ({ run, step }: GuideView): string => `done ${run} ${step}`;

function actions({ state, run, step, link }: GuideView): readonly Action[] {
  if (state === 'settled') return [];
  const url = link === undefined ? undefined : findHttps(link);
  return [
    execute('I have done this', 'done', { run, step }, 'positive'),
    ...(url === undefined
      ? []
      : [{ type: 'Action.OpenUrl' as const, title: 'Open the page', url }]),
  ];
}
