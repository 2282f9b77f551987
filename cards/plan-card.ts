import type { CardElement } from './elements.ts';
import { actionsOf, MOST_ACTIONS } from './actions.ts';
import { changeList, detailsToggle } from './changes.ts';
import { fit, type Room } from './fit.ts';
import { badge, box, buttons, card, heading, markdown, maybe, oneWayCount } from './parts.ts';
import { oneWayDoor, remark, section, some, subheading, text, typeInstead } from './parts.ts';
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
  const stages = some(view.stages, room.rows, stageOf(room), 'stage', ({ steps }) =>
    steps.some(isOneWay),
  );
  const details = detailsToggle(stages);
  const body = [
    ...top(view, room),
    ...stages,
    ...remarks(view, room),
    ...(details.length === 0 ? [] : [buttons(details)]),
    ...typeInstead(view.actions.map((action) => action.text)),
  ];
  const actions = actionsOf(view.actions, MOST_ACTIONS - details.length);
  return card(`${view.title}. ${view.headline}`, body, actions);
}

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

/** `12 steps: 4 hold already, 6 will change`. */
function tally(steps: readonly Step[]): string {
  const of = (standing: Step['standing'], words: string) => {
    const many = steps.filter((step) => step.standing === standing).length;
    return many === 0 ? [] : [`${many} ${words}`];
  };
  const parts = [
    ...of('holds', 'hold already'),
    ...of('changes', 'would change'),
    ...of('guided', 'done by a person'),
    ...of('waits', 'wait'),
  ];
  return `${count(steps.length, 'step')}${parts.length === 0 ? '' : ': '}${parts.join(', ')}`;
}

const stageOf =
  (room: Room) =>
  ({ title, steps }: Stage, index: number): readonly CardElement[] => [
    section([
      subheading(title),
      ...some(
        steps,
        room.rows,
        (step, at) => stepOf(step, room, `${index}-${at}`),
        'step',
        isOneWay,
      ),
    ]),
  ];

function stepOf(step: Step, room: Room, place: string): readonly CardElement[] {
  const { changes, oneWay, waits } = step;
  return [
    text(step.title, room.text, { weight: 'bolder' }),
    { ...badge(STANDING[step.standing], approvals(step)), spacing: 'none', size: 'small' },
    ...(oneWay === undefined ? [] : [oneWayDoor(oneWay, room.text)]),
    ...changeList(changes, room, place),
    ...maybe(waits, room.text, { isSubtle: true, spacing: 'small' }),
  ];
}

const approvals = ({ standing, approvers }: Step): string =>
  standing === 'holds' || approvers === 0 ? '' : `${count(approvers, 'approver')} needed`;

const remarks = (view: PlanView, room: Room): readonly CardElement[] =>
  view.remarks.length === 0
    ? []
    : [
        section([
          subheading('Worth knowing'),
          ...some(
            view.remarks,
            room.rows,
            remarkOf(room),
            'remark',
            ({ level }) => level === 'error',
          ),
        ]),
      ];

const remarkOf =
  (room: Room) =>
  ({ level, text: says, fix, source }: Remark): readonly CardElement[] => [
    box([
      badge(LEVEL[level], escaped(says, room.text)),
      ...(fix === undefined
        ? []
        : [markdown(`**Fix:** ${escaped(fix, room.text)}`, { spacing: 'small' })]),
      ...(source === undefined ? [] : [sourceLine(source, room.text)]),
    ]),
  ];
