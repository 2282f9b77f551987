import { execute, toggle } from './actions.ts';
import type { CardElement, ChoiceInput, Execute, TextInput } from './elements.ts';
import type { Room } from './fit.ts';
import { box, buttons, markdown, section } from './parts.ts';
import { count, label } from './text.ts';
import type { ApprovalView } from './views.ts';

/** Nothing may be pressed or filled in once it is settled, or by those who may not decide. */
const offersOf = (view: ApprovalView): ApprovalView['offers'] =>
  view.state === 'pending' ? view.offers : [];

const decides = (view: ApprovalView): boolean =>
  offersOf(view).some((offer) => offer !== 'withdraw');

/** The buttons carry names only; what they mean is looked up again when they are pressed. */
export function approvalActions(view: ApprovalView): readonly Execute[] {
  const { run, ask, digest, viewer } = view;
  const whom = viewer === undefined ? {} : { for: viewer };
  const data = { run, ask: String(ask), digest, ...whom };
  const offered = offersOf(view);
  return [
    ...(offered.includes('approve') ? [execute('Approve', 'approve', data, 'positive')] : []),
    ...(offered.includes('reject') ? [execute('Reject', 'reject', data, 'destructive')] : []),
    ...(offered.includes('withdraw') ? [execute('Withdraw', 'withdraw', data)] : []),
  ];
}

/** A sign-in comes with a press only, so typing would be of no use. */
const typedOffers = (view: ApprovalView): ApprovalView['offers'] =>
  [...new Set(offersOf(view))].filter((offer) => offer !== 'approve' || !view.signIn);

/** What to type instead of pressing. */
export const approvalTexts = (view: ApprovalView): readonly string[] =>
  typedOffers(view).map((offer) => {
    const typed = `${offer} ${view.reference}`;
    if (offer === 'approve' && view.phrase !== undefined) return `${typed} ${view.phrase}`;
    return offer === 'reject' ? `${typed} because …` : typed;
  });

export const approvalInputs = (view: ApprovalView, room: Room): readonly CardElement[] =>
  decides(view)
    ? [section([...stepChoice(view, room), ...phraseInput(view), ...reasonInput(view)])]
    : [];

/** Part of a request can be decided on; a list that shows only some of the steps would mislead. */
function stepChoice(view: ApprovalView, room: Room): readonly CardElement[] {
  const open = view.steps.filter(({ state }) => state === 'pending');
  if (open.length < 2) return [];
  if (open.length > room.rows) return [coversAll(open.length)];
  // All are chosen beforehand, and seldom is one left out: the list would only make the card long.
  return [
    buttons([toggle('Decide on single steps', [SINGLE])]),
    { ...box([choiceOf(open, room)]), id: SINGLE, isVisible: false },
  ];
}

const SINGLE = 'single-steps';

const coversAll = (steps: number): CardElement =>
  markdown(`Your decision here covers **all ${count(steps, 'step')}**.`);

const choiceOf = (steps: ApprovalView['steps'], room: Room): ChoiceInput => ({
  type: 'Input.ChoiceSet',
  id: 'steps',
  label: 'What you decide on',
  style: 'expanded',
  isMultiSelect: true,
  wrap: true,
  // None chosen would look like a decision on nothing, and be sent like one on everything.
  isRequired: true,
  errorMessage: 'Choose at least one step.',
  choices: steps.map(({ id, title }) => ({
    title: label(title, Math.min(room.text, 150)) || id,
    value: id,
  })),
  value: steps.map(({ id }) => id).join(','),
});

/** Not required by the form, for that would hold up rejecting as well: the bot checks it. */
const phraseInput = ({ phrase }: ApprovalView): readonly TextInput[] =>
  phrase === undefined
    ? []
    : [
        {
          type: 'Input.Text',
          id: 'phrase',
          label: `To approve, type: ${label(phrase, 200)}`,
          maxLength: 200,
        },
      ];

const reasonInput = (view: ApprovalView): readonly TextInput[] =>
  offersOf(view).includes('reject')
    ? [
        {
          type: 'Input.Text',
          id: 'reason',
          label: 'Reason (asked for when rejecting)',
          maxLength: 500,
        },
      ]
    : [];
