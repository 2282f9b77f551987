import type { ActionView, ConfirmView } from '../../cards/views.ts';
import { digestOfAsk } from '../core/approvals.ts';
import type { AskedStep, BrokenGlass } from '../core/asks.ts';
import type { Person } from '../core/people.ts';
import type { Standing } from '../core/standing.ts';
import { changeView } from './change-view.ts';
import { sentence, stamp, subjectLabel } from './words.ts';

const press = (
  title: string,
  verb: string,
  data: ActionView['data'],
  text: string,
  style?: ActionView['style'],
): ActionView => ({
  ...{ title, kind: 'press', verb, data, text },
  ...(style === undefined ? {} : { style }),
});

/** Before somebody else answers for a run; `by` is whoever wants it so. */
export function handOverView(
  run: string,
  { started, operator }: Standing,
  to: Person,
  by: Person,
): ConfirmView {
  const takes = to.id === by.id;
  const [title, verb, text] = takes
    ? (['Take over', 'take-over', `take over ${run} now`] as const)
    : (['Hand over', 'hand-over', `hand over ${run} to ${to.id} now`] as const);
  const data: ActionView['data'] = takes ? { run } : { run, to: to.id };
  return {
    title: takes ? `Take over run ${run}` : `Hand over run ${run} to ${to.name}`,
    tone: 'plain',
    says: [
      `${started.title}, ${subjectLabel(started.subject)}: ${operator.name} answers for it now.`,
      `From then on ${to.name} does: the run’s cards, its instructions and its open questions go to ${to.name}.`,
      `Neither ${operator.name} nor ${to.name} may approve anything in it. What is approved already stays approved.`,
    ],
    inputs: [],
    actions: [press(title, verb, data, text, 'positive')],
  };
}

/** Once it is done there is nothing left to press. */
export const settledView = (title: string, says: string): ConfirmView => ({
  ...{ title, tone: 'settled', says: [says], inputs: [], actions: [] },
});

/** Before an operator goes ahead without the approvers. */
export function breakGlassView(
  run: string,
  ask: number,
  asked: readonly AskedStep[],
  reason: string,
): ConfirmView {
  const reference = `${run}-${ask}`;
  const data = { run, ask: String(ask), digest: digestOfAsk(asked) };
  return {
    title: `Go ahead with ${reference} without approval?`,
    tone: 'alarm',
    says: [
      'This is for emergencies that cannot wait for the approvers. It is done in your name.',
      'All approvers, whoever asked for it, and the approvals channel are told at once, with your reason.',
      'An approver has to review it within 24 hours. It stays on record for good that nobody approved it.',
    ],
    changes: asked
      .filter(({ state }) => state === 'pending')
      .flatMap(({ changes }) => changes.map(changeView)),
    inputs: [
      { id: 'reason', says: 'Why it cannot wait for approval', value: reason, long: true },
      { id: 'phrase', says: `To confirm, type: ${reference}` },
    ],
    actions: [
      press(
        'Go ahead without approval',
        'break-glass',
        data,
        `break glass ${reference} ${reference} because …`,
        'destructive',
      ),
    ],
  };
}

/** `Ada went ahead without approval on 21 Nov, 12:05 UTC: the reason.` */
export const brokenLine = ({ by, at, reason }: BrokenGlass): string =>
  `Done without approval by ${by.name} on ${stamp(at)} because: ${sentence(reason)}`;

const VERDICTS = { upheld: 'upheld it', objected: 'objects to it' } as const;

/** What became of the review: who said what, or by when somebody has to. */
export function reviewLine({ review, reviewBy, overdueAt }: BrokenGlass): string {
  if (review !== undefined) {
    const why = review.reason === undefined ? '.' : `: ${sentence(review.reason)}`;
    return `${review.by.name} ${VERDICTS[review.verdict]} on ${stamp(review.at)}${why}`;
  }
  return overdueAt === undefined
    ? `An approver has to review it by ${stamp(reviewBy)}.`
    : `Overdue: nobody has reviewed it by ${stamp(reviewBy)}.`;
}

/** An ask that was carried out without approval, for the approvers to review. */
export function reviewView(
  run: string,
  ask: number,
  { started }: Standing,
  steps: readonly AskedStep[],
): ConfirmView | undefined {
  const broken = steps.filter(({ brokenGlass }) => brokenGlass !== undefined);
  const glass = broken[0]?.brokenGlass;
  if (glass === undefined) return undefined;
  const reference = `${run}-${ask}`;
  const data = { run, ask: String(ask) };
  const open = glass.review === undefined;
  return {
    title: `Review ${reference}: ${started.title}, ${subjectLabel(started.subject)}`,
    tone: open || glass.review?.verdict === 'objected' ? 'alarm' : 'settled',
    says: [brokenLine(glass), reviewLine(glass)],
    changes: broken.flatMap(({ changes }) => changes.map(changeView)),
    inputs: open ? [{ id: 'reason', says: 'Reason (asked for when objecting)', long: true }] : [],
    actions: open
      ? [
          press('Uphold', 'uphold', data, `uphold ${reference}`, 'positive'),
          press('Object', 'object', data, `object ${reference} because …`, 'destructive'),
        ]
      : [],
  };
}
