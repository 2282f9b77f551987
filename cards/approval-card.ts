import type { CardElement, Style } from './elements.ts';
import { approvalActions, approvalInputs, approvalTexts } from './approval-actions.ts';
import { changeList, detailsButton } from './changes.ts';
import { fit, share, type Room } from './fit.ts';
import { badge, box, bullets, card, fact, facts, heading, markdown } from './parts.ts';
import { maybe, oneWayCount, oneWayDoor, problemBox, section, some } from './parts.ts';
import { subheading, tight, typeInstead, type Badge, type Card } from './parts.ts';
import { ASK, RISK } from './states.ts';
import { bold, count, escaped } from './text.ts';
import type { ApprovalView, AskState } from './views.ts';

type Step = ApprovalView['steps'][number];

/** The one drawing of an approval, pending or settled; posting again replaces it. */
export const approvalCard = (view: ApprovalView): Card =>
  // Once settled there is no button left, and so nothing that could show hidden details.
  fit((room) => draw(view, view.state === 'pending' ? room : { ...room, facts: 0, changes: FEW }));

/** How much of each step is repeated once there is nothing left to decide. */
const FEW = 3;

function draw(view: ApprovalView, room: Room): Card {
  const steps = some(view.steps, room.rows, stepOf(view, shared(view, room)), 'step', isOneWay);
  const body = [
    ...top(view, room),
    ...notYou(view, room),
    ...listed('Who may not approve this', mayNot(view), room, 'rule'),
    ...steps,
    ...(view.state === 'pending'
      ? detailsButton(
          steps,
          view.steps.flatMap(({ changes }) => changes),
        )
      : []),
    ...listed('What differs from the earlier request', view.difference ?? [], room, 'difference'),
    ...approvalInputs(view, room),
    ...typeInstead(approvalTexts(view)),
    ...(view.state === 'pending' ? maybe(view.hint, room.text, { size: 'small' }) : []),
  ];
  const word = view.emergency ? WITHOUT.word : ASK[view.state].word;
  return card([view.title, word, view.outcome], body, approvalActions(view));
}

const mayNot = ({ state, barred = [] }: ApprovalView): readonly string[] =>
  state === 'pending' ? barred : [];

/** Said to whoever it is drawn for, before they look for a button that is not there. */
const notYou = ({ state, notYou: why = [] }: ApprovalView, room: Room): readonly CardElement[] =>
  state === 'pending' && why.length > 0
    ? [box([markdown('**You cannot approve this.**'), ...bullets(why, room, 'reason')], 'warning')]
    : [];

const shared = ({ steps }: ApprovalView, room: Room): Room => ({
  ...room,
  changes:
    room.changes <= FEW
      ? room.changes
      : share(
          steps.map(({ changes }) => changes),
          room.changes,
        ),
});

const isOneWay = (step: Step): boolean => step.oneWay !== undefined || step.risk === 'irreversible';

const top = (view: ApprovalView, room: Room): readonly CardElement[] => [
  heading(view.title),
  ...problemBox(view.problem, room),
  standing(view, room),
  ...asking(view),
  // A single step says it itself, right below.
  ...oneWayCount(view.steps.length === 1 ? 0 : view.steps.filter(isOneWay).length),
  facts([
    fact('Requested by', view.requester, 120),
    fact('About', view.subject, 200),
    fact('Requested', view.requestedAt, 80),
    ...(view.state === 'pending' ? [fact('Expires', view.expiresAt, 80)] : []),
    fact('Reference', view.reference, 80),
  ]),
];

/** Where it stands and, once it is settled, who decided, when, and what happens next. */
const standing = ({ state, outcome, votes, emergency }: ApprovalView, room: Room): CardElement =>
  box(
    [
      badge(emergency ? WITHOUT : ASK[state]),
      // The shortest outcome is the very word of the state.
      ...maybe(outcome === `${ASK[state].word}.` ? undefined : outcome, Math.max(room.text, 300)),
      ...bullets(votes, room, 'decision'),
    ],
    emergency ? 'attention' : styleOf(state),
  );

/** Nobody may take it for something that was approved. */
const WITHOUT: Badge = { symbol: '▲', word: 'Without approval', colour: 'attention' };

/** What a yes means, before anybody is asked for one. */
function asking({ state, steps, requester, signIn }: ApprovalView): readonly CardElement[] {
  if (state !== 'pending') return [];
  const changes = steps.flatMap((step) => step.changes);
  const kinds = new Set(changes.map(({ kind }) => kind));
  return [
    markdown(
      [
        `${bold(requester, 120)} asks for **${count(changes.length, 'change')}** in ${count(steps.length, 'step')}.`,
        'Each heading says what will hold afterwards, the lines below it what is done for that.',
        ...(kinds.has('automatic') ? [BY_BOT] : []),
        ...(kinds.has('guided') ? [BY_PERSON] : []),
        ...(signIn ? [NEW_SIGN_IN] : []),
      ].join(' '),
    ),
  ];
}

const BY_BOT = 'I do it in my own name, as this bot’s application, and only what is listed here.';
const BY_PERSON = 'What a person has to do is only explained after the approval; I never do it.';
const NEW_SIGN_IN =
  'Approving takes **a new sign-in**: whoever presses Approve is asked to sign in, and only then does it count.';

const styleOf = (state: AskState): Style => {
  switch (state) {
    case 'approved':
    case 'done':
      return 'good';
    case 'rejected':
    case 'failed':
      return 'attention';
    case 'expired':
    case 'void':
      return 'warning';
    case 'pending':
    case 'withdrawn':
      return 'emphasis';
  }
};

const stepOf =
  (view: ApprovalView, room: Room) =>
  (step: Step, index: number): readonly CardElement[] => [
    section([
      subheading(step.title),
      ...riskOf(view, step),
      ...(step.state === view.state
        ? []
        : [{ ...badge(ASK[step.state]), size: 'small' as const, spacing: 'none' as const }]),
      ...door(step, room),
      ...tight(changeList(step.changes, room, `${index}`), room),
    ]),
  ];

/** What cannot be undone is not called routine, however few have to agree to it. */
function riskOf(view: ApprovalView, step: Step): readonly CardElement[] {
  const needs = needed(view, step);
  const look = { spacing: 'none', size: 'small' } as const;
  if (step.risk !== 'routine' || !isOneWay(step))
    return [{ ...badge(RISK[step.risk], needs), ...look }];
  return needs === '' ? [] : [markdown(needs, look)];
}

const needed = ({ state, requester }: ApprovalView, { quorum }: Step): string =>
  state === 'pending' ? `${count(quorum, 'approver')} needed, not ${escaped(requester, 60)}` : '';

const door = (step: Step, room: Room): readonly CardElement[] =>
  isOneWay(step) ? [oneWayDoor(step.oneWay ?? 'This cannot be undone.', room.text)] : [];

const listed = (
  title: string,
  lines: readonly string[],
  room: Room,
  noun: string,
): readonly CardElement[] =>
  lines.length === 0 ? [] : [section([subheading(title), ...bullets(lines, room, noun)])];
