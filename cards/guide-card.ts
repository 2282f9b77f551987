import { execute } from './actions.ts';
import { codeBlock } from './code.ts';
import type { Action, CardElement, TextInput } from './elements.ts';
import { fit, type Room } from './fit.ts';
import {
  badge,
  box,
  card,
  heading,
  markdown,
  maybe,
  problemBox,
  section,
  signed,
} from './parts.ts';
import { some, subheading, text, typeInstead, type Badge, type Card } from './parts.ts';
import { sourceLine } from './sources.ts';
import { escaped, findHttps, label, plain } from './text.ts';
import type { GuideView } from './views.ts';

const BADGES: Readonly<Record<GuideView['state'], Badge>> = {
  open: { symbol: '►', word: 'Your turn', colour: 'warning' },
  paused: { symbol: '■', word: 'Not now', colour: 'attention' },
  settled: { symbol: '✓', word: 'Settled', colour: 'good' },
};
const STYLES = { open: 'emphasis', paused: 'attention', settled: 'good' } as const;

/** What a person has to do, where no interface can do it, and how to say that it is done. */
export const guideCard = (view: GuideView): Card => fit((room) => draw(view, room));

const draw = (view: GuideView, room: Room): Card =>
  card(
    [view.title, view.problem ?? (view.state === 'open' ? view.summary : view.outcome)],
    [
      ...problemBox(view.problem, room),
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
    [badge(BADGES[view.state]), ...maybe(view.outcome, Math.max(room.text, 300))],
    STYLES[view.state],
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
  if (view.state !== 'open') return [];
  const means = markdown(`Pressing the button states: “${escaped(view.statement, room.text)}”`);
  const worth =
    view.proof === 'observed'
      ? 'I then look for myself whether it is so.'
      : 'No program can look this up, so it is recorded as attested by you, not as verified by me.';
  const says = [means, markdown(worth, { spacing: 'small' }), ...pasteInput(view)];
  return [section(says), ...typeInstead([typed(view)])];
}

const typed = ({ run, step, asks }: GuideView): string =>
  `done ${run} ${step}${asks === undefined ? '' : ' …'}`;

/** As much as the bot reads; it says so itself when there is more. */
const MOST_PASTED = 20_000;

const pasteInput = ({ asks }: GuideView): readonly (CardElement | TextInput)[] =>
  asks === undefined
    ? []
    : [
        markdown(
          'Only what I understand of the text is recorded; the text itself is not kept. Leave out what is secret.',
          { spacing: 'small' },
        ),
        {
          type: 'Input.Text',
          id: 'pasted',
          label: label(asks.label, 200) || 'What was printed',
          placeholder: plain(asks.placeholder, 200),
          isMultiline: true,
          isRequired: true,
          errorMessage: 'Please paste it here.',
          maxLength: MOST_PASTED,
        },
      ];

function actions({ state, run, step, link }: GuideView): readonly Action[] {
  if (state !== 'open') return [];
  const url = link === undefined ? undefined : findHttps(link);
  return [
    execute('I have done this', 'done', { run, step }, 'positive'),
    ...(url === undefined
      ? []
      : [{ type: 'Action.OpenUrl' as const, title: 'Open the page', url }]),
  ];
}
