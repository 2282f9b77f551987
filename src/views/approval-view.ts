import type { ApprovalView, AskState } from '../../cards/views.ts';
import { digestOfAsk } from '../core/approvals.ts';
import type { AskedStep, Vote } from '../core/asks.ts';
import type { Standing } from '../core/standing.ts';
import { barredFrom } from './barred.ts';
import { changeView } from './change-view.ts';
import { groupsLine, stillNeeded } from './groups-missing.ts';
import { brokenLine, reviewLine } from './steering-view.ts';
import { answersFor, stamp, subjectLabel, voterOf } from './words.ts';

/** What an ask as a whole is called when its steps differ: what still needs somebody comes first. */
const ORDER: readonly AskState[] = [
  'pending',
  'failed',
  'rejected',
  'expired',
  'withdrawn',
  'void',
  'approved',
  'done',
];

export const askState = (steps: readonly AskedStep[]): AskState =>
  ORDER.find((state) => steps.some((step) => step.state === state)) ?? 'void';

const voteLine = (vote: Vote): string => {
  const reason = vote.reason === undefined || vote.reason === '' ? '' : `: ${vote.reason}`;
  return `${voterOf(vote)} ${vote.verdict} at ${stamp(vote.at)}${reason}`;
};

/** One line for each vote, however many steps it covered. */
const votesOf = (steps: readonly AskedStep[]): readonly string[] => [
  ...new Set(
    steps
      .flatMap(({ votes }) => votes)
      .toSorted((a, b) => (a.at < b.at ? -1 : 1))
      .map(voteLine),
  ),
];

function pendingLine(steps: readonly AskedStep[]): string {
  const lines = steps.filter(({ state }) => state === 'pending').map(stillNeeded);
  const more = Math.max(...lines);
  const settled = steps.length - lines.length;
  const rest = settled > 0 ? ` ${settled} of ${steps.length} steps are decided.` : '';
  return `Waiting for ${more === 1 ? 'one more approver' : `${more} approvers`}.${groupsLine(steps)}${rest}`;
}

const OUTCOMES: Record<Exclude<AskState, 'pending'>, string> = {
  approved: 'Approved. It is applied when its turn comes, after one more check.',
  rejected: 'Rejected. Nothing of it is done; the requester can ask again.',
  withdrawn: 'Taken back. Nothing of it is done.',
  expired: 'Expired without enough approvals. Nothing of it is done; silence means no.',
  void: 'Void: a newer request replaces this one.',
  done: 'Carried out and verified: I looked at it afterwards.',
  failed: 'Approved, but applying it failed. See the run for what to do.',
};

const COUNTED: Record<Exclude<AskState, 'pending'>, string> = {
  approved: 'approved and waiting for their turn',
  rejected: 'rejected',
  withdrawn: 'taken back',
  expired: 'expired',
  void: 'void, for a newer request replaces them',
  done: 'done',
  failed: 'failed while being applied',
};

/** Steps of one request may end differently: then each end is counted. */
function mixedLine(steps: readonly AskedStep[]): string {
  const byState = Map.groupBy(steps, ({ state }) => state);
  const parts = [...byState].map(
    ([state, all]) => `${all.length} ${state === 'pending' ? 'open' : COUNTED[state]}`,
  );
  return `Of ${steps.length} steps: ${parts.join('; ')}.`;
}

/** Somebody's word is not what the bot has seen, so an approved step does not say it is. */
function doneLine(steps: readonly AskedStep[], standing: Standing): string {
  const ids = new Set(steps.map(({ step }) => step));
  const attested = standing.steps.filter(({ id, state }) => ids.has(id) && state === 'attested');
  if (attested.length === 0) return OUTCOMES.done;
  return attested.length === ids.size
    ? 'Attested by a person; I could not look at it.'
    : `${attested.length} of ${ids.size} steps attested by a person, the others verified.`;
}

/** What somebody went ahead with, without the approvers. */
const emergencyOf = (steps: readonly AskedStep[]) =>
  steps.find(({ brokenGlass }) => brokenGlass !== undefined)?.brokenGlass;

function outcomeOf(state: AskState, steps: readonly AskedStep[], standing: Standing): string {
  if (state === 'pending') return pendingLine(steps);
  const glass = emergencyOf(steps);
  if (glass !== undefined) return `${brokenLine(glass)} ${reviewLine(glass)}`;
  if (!steps.every((step) => step.state === state)) return mixedLine(steps);
  if (state === 'done') return doneLine(steps, standing);
  const cooling = steps.find((step) => step.notBefore !== undefined);
  if (state === 'approved' && cooling?.notBefore !== undefined) return coolingLine(cooling);
  const why = steps.flatMap(({ voidedFor = [] }) => voidedFor);
  return state === 'void' && why.length > 0 ? `${OUTCOMES.void} ${why.join(' ')}` : OUTCOMES[state];
}

const coolingLine = ({ notBefore = '', expiresAt }: AskedStep): string =>
  `Approved. It goes on ${stamp(notBefore)} at the earliest; until then it can be taken back. ` +
  `What is not carried out by ${stamp(expiresAt)} has to be approved again.`;

/** For whom a card is drawn: what they may press is decided here and judged again when pressed. */
export type Viewer = 'approver' | 'requester' | 'reader';

const OFFERS: Record<Viewer, ApprovalView['offers']> = {
  approver: ['approve', 'reject'],
  requester: ['withdraw'],
  reader: [],
};

/** What a card says to the one person it is drawn for, or to those who see no buttons on it. */
export type Personal = Pick<ApprovalView, 'viewer' | 'notYou' | 'problem' | 'hint'>;

/** Whoever may not approve may still say no. */
const offersFor = (viewer: Viewer, { notYou = [] }: Personal): ApprovalView['offers'] =>
  viewer === 'approver' && notYou.length > 0 ? ['reject'] : OFFERS[viewer];

/** The drawing of one ask, whatever its state, from the ledger alone. */
export function approvalView(
  run: string,
  standing: Standing,
  ask: number,
  viewer: Viewer,
  personal: Personal = {},
): ApprovalView {
  const steps = standing.asks.filter((asked) => asked.ask === ask);
  const state = askState(steps);
  const titles = new Map(standing.started.steps.map((step) => [step.id, step]));
  const difference = steps.flatMap(({ replaces }) => replaces?.difference ?? []);
  const phrase = steps.find((step) => step.phrase !== undefined)?.phrase;
  const pending = steps.filter((step) => step.state === 'pending');
  const outline = (asked: AskedStep) => titles.get(asked.step);
  return {
    reference: `${run}-${ask}`,
    run,
    ask,
    digest: digestOfAsk(steps),
    title: titleOf(standing.started.title, steps),
    subject: subjectLabel(standing.started.subject),
    requester: answersFor(standing),
    requestedAt: stamp(steps[0]?.requestedAt ?? standing.started.at),
    expiresAt: stamp(steps[0]?.expiresAt ?? standing.started.at),
    state,
    outcome: outcomeOf(state, steps, standing),
    steps: steps.map((asked) => ({
      id: asked.step,
      title: outline(asked)?.title ?? asked.step,
      risk: outline(asked)?.risk ?? 'sensitive',
      ...oneWayOf(outline(asked)?.oneWay),
      quorum: asked.quorum,
      state: asked.state,
      changes: asked.changes.map(changeView),
    })),
    ...(difference.length > 0 ? { difference } : {}),
    ...(phrase === undefined ? {} : { phrase }),
    ...(pending.some(({ stepUp }) => stepUp === true) ? { signIn: true } : {}),
    ...barredOf(barredFrom(pending, standing.asks)),
    votes: votesOf(steps),
    ...(emergencyOf(steps) === undefined ? {} : { emergency: true }),
    offers: state === 'pending' ? offersFor(viewer, personal) : [],
    ...personal,
  };
}

/** Cards that differ in nothing but their key would be taken for one another. */
function titleOf(title: string, steps: readonly AskedStep[]): string {
  const [custody] = steps.flatMap((step) => step.custody ?? []);
  if (custody === undefined) return title;
  const parts = custody.pair.split(' + ');
  return `${title}: key ${parts.indexOf(custody.part) + 1} of ${parts.length}`;
}

const barredOf = (barred: readonly string[]) => (barred.length === 0 ? {} : { barred });

const oneWayOf = (oneWay: string | undefined) => (oneWay === undefined ? {} : { oneWay });
