import type { CardElement } from './elements.ts';
import { actionsOf, MOST_ACTIONS, toggle } from './actions.ts';
import { changeList, detailsButton } from './changes.ts';
import { fit, share, type Room } from './fit.ts';
import { badge, box, buttons, card, heading, markdown, maybe, oneWayCount } from './parts.ts';
import {
  oneWayDoor,
  remark,
  section,
  some,
  subheading,
  text,
  tight,
  typeInstead,
} from './parts.ts';
import type { Card } from './parts.ts';
import { sourceLine } from './sources.ts';
import { LEVEL, STANDING } from './states.ts';
import { count, escaped } from './text.ts';
import type { PlanView } from './views.ts';

type Stage = PlanView['stages'][number];
type Step = Stage['steps'][number];
type Remark = PlanView['remarks'][number];

/** The whole walkthrough before anything is touched: what holds, what would change, who waits. */
export const planCard = (view: PlanView): Card => fit((room) => draw(view, room));

function draw(view: PlanView, room: Room): Card {
  const stages = some(view.stages, room.rows, stageOf(shared(view, room)), 'stage', ({ steps }) =>
    steps.some(isOneWay),
  );
  const body = [
    ...top(view, room),
    ...stages,
    ...detailsButton(
      stages,
      view.stages.flatMap(({ steps }) => steps.flatMap(({ changes }) => changes)),
    ),
    ...remarks(view, room),
    ...typeInstead(view.actions.map((action) => action.text)),
  ];
  return card([view.title, view.headline], body, actionsOf(view.actions));
}

const shared = ({ stages }: PlanView, room: Room): Room => ({
  ...room,
  rows: share(
    stages.map(({ steps }) => steps),
    room.rows,
  ),
  changes: share(
    stages.flatMap(({ steps }) => steps.map(({ changes }) => changes)),
    room.changes,
  ),
});

const isOneWay = (step: Step): boolean => step.oneWay !== undefined;

function top(view: PlanView, room: Room): readonly CardElement[] {
  const steps = view.stages.flatMap((stage) => stage.steps);
  return [
    heading(view.title),
    remark(view.subject, 200, 'none'),
    ...maybe(view.headline, Math.max(room.text, 300)),
    ...maybe(tally(steps), 300, { isSubtle: true }),
    ...oneWayCount(steps.filter(isOneWay).length),
  ];
}

const ONE_AND_MORE: Readonly<Record<Step['standing'], readonly [string, string]>> = {
  holds: ['holds already', 'hold already'],
  changes: ['would change', 'would change'],
  guided: ['is done by a person', 'are done by a person'],
  waits: ['waits', 'wait'],
};
const STANDINGS = ['holds', 'changes', 'guided', 'waits'] as const;

/** `12 steps: 4 hold already, 8 would change`. */
function tally(steps: readonly Step[]): string {
  const parts = STANDINGS.flatMap((standing) => {
    const many = steps.filter((step) => step.standing === standing).length;
    return many === 0 ? [] : [`${many} ${ONE_AND_MORE[standing][many === 1 ? 0 : 1]}`];
  });
  return [count(steps.length, 'step'), ...(parts.length === 0 ? [] : [parts.join(', ')])].join(
    ': ',
  );
}

const stageOf =
  (room: Room) =>
  ({ title, steps }: Stage, index: number): readonly CardElement[] => {
    const draw = (step: Step, at: number) => {
      const told = room.dense && steps.findIndex(({ oneWay }) => oneWay === step.oneWay) < at;
      return stepOf(told ? { ...step, ...sameDoor(step) } : step, room, `${index}-${at}`);
    };
    return [
      section([subheading(title), ...tight(some(steps, room.rows, draw, 'step', isOneWay), room)]),
    ];
  };

/** Why there is no way back is the last thing to be cut short. */
const DOOR = 160;

/** Where room is short, both keys of a pair need not have the same sentence in full. */
const sameDoor = ({ oneWay }: Step): Pick<Step, 'oneWay'> =>
  oneWay === undefined ? {} : { oneWay: 'For the same reason as above.' };

function stepOf(step: Step, room: Room, place: string): readonly CardElement[] {
  const { changes, oneWay, waits } = step;
  // What holds is good to know and needs no more than a line.
  if (step.standing === 'holds' && oneWay === undefined) return [held(step, room)];
  const isBrief = room.dense && room.facts === 0 && changes.length === 1;
  return [
    ...(isBrief ? [brief(step, changes, room)] : headed(step, room)),
    ...(oneWay === undefined ? [] : [oneWayDoor(oneWay, Math.max(room.text, DOOR))]),
    ...(isBrief ? [] : changeList(changes, room, place)),
    ...maybe(waits, room.text, { isSubtle: true, spacing: 'small' }),
  ];
}

const headed = (step: Step, room: Room): readonly CardElement[] => [
  text(step.title, room.text, { weight: 'bolder' }),
  { ...badge(STANDING[step.standing], approvals(step)), spacing: 'none', size: 'small' },
];

/** What is done says enough where room is short: its sentence names all that is touched. */
const brief = (step: Step, [change]: Step['changes'], room: Room): CardElement => {
  const { symbol, word } = STANDING[step.standing];
  const says = escaped(change?.summary ?? step.title, room.text);
  const needs = approvals(step);
  return markdown(`${symbol} **${word}** · ${says}${needs === '' ? '' : ` · ${needs}`}`);
};

const held = ({ title }: Step, room: Room): CardElement =>
  markdown(`${STANDING.holds.symbol} **${STANDING.holds.word}** · ${escaped(title, room.text)}`, {
    color: STANDING.holds.colour,
    size: 'small',
    spacing: 'small',
  });

const approvals = ({ standing, approvers }: Step): string =>
  standing === 'holds' || approvers === 0 ? '' : `${count(approvers, 'approver')} needed`;

/** What asks for a decision is shown; what is only good to know waits behind a button. */
function remarks({ remarks: all, actions }: PlanView, room: Room): readonly CardElement[] {
  if (all.length === 0) return [];
  // The sixth and last place is kept for the button that shows details.
  const quiet = actions.length < MOST_ACTIONS ? isNote : () => false;
  const [notes, loud] = [all.filter(quiet), all.filter((remark) => !quiet(remark))];
  const urgent = ({ level }: Remark) => level === 'error';
  const shown = some(loud, room.rows, remarkOf(room), 'remark', urgent);
  return [section([subheading('Worth knowing'), ...shown, ...noted(notes, room)])];
}

const isNote = ({ level }: Remark): boolean => level === 'information';
const NOTES = 'notes';

function noted(notes: readonly Remark[], room: Room): readonly CardElement[] {
  if (notes.length === 0) return [];
  // Hidden at first, so they must not crowd out what is in sight.
  const most = room.dense ? { ...room, text: Math.min(room.text, 200) } : room;
  const items = some(notes, room.rows, remarkOf(most), 'note');
  return [
    buttons([toggle(`Show or hide ${count(notes.length, 'note')}`, [NOTES])]),
    { ...box(items), id: NOTES, isVisible: false },
  ];
}

const remarkOf =
  (room: Room) =>
  ({ level, text: says, fix, source }: Remark): readonly CardElement[] => [
    box(
      tight(
        [
          { ...badge(LEVEL[level]), size: 'small' },
          text(says, room.text, { spacing: 'none' }),
          ...(fix === undefined
            ? []
            : [markdown(`**What to do:** ${escaped(fix, room.text)}`, { spacing: 'small' })]),
          // A note is known from the report as well, with all that can be read about it.
          ...(source === undefined || level === 'information'
            ? []
            : [sourceLine(source, room.text)]),
        ],
        room,
      ),
    ),
  ];
