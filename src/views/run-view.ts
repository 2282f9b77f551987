import type { ActionView, RunView } from '../../cards/views.ts';
import type { AskedStep } from '../core/asks.ts';
import { emergenciesOf } from '../core/break-glass.ts';
import { findBar } from '../core/custody.ts';
import type { Person } from '../core/people.ts';
import { approvalsOf, peopleOf } from '../core/quorum.ts';
import { isSettled, type Standing, type StepStanding } from '../core/standing.ts';
import { groupsLine } from './groups-missing.ts';
import { afterwards, EVERYTHING, type Offers } from './run-offers.ts';
import { reviewLine } from './steering-view.ts';
import { answersFor, sentence, stamp, stampNear, subjectLabel, voterOf } from './words.ts';

const press = (title: string, verb: string, run: string): ActionView => ({
  title,
  kind: 'press',
  verb,
  data: { run },
  text: `${verb} ${run}`,
});

const say = (title: string, text: string): ActionView => ({
  title,
  kind: 'say',
  verb: '',
  data: {},
  text,
});

function stateOf(standing: Standing): RunView['state'] {
  const has = (...states: readonly StepStanding['state'][]) =>
    standing.steps.some(({ state }) => states.includes(state));
  if (standing.ended !== undefined) return standing.ended;
  if (standing.withdrawn || has('failed', 'rejected') || hasExpired(standing)) return 'stopped';
  if (has('your-turn')) return 'your-turn';
  if (has('asked', 'waiting') || coolingUntil(standing) !== undefined) return 'waiting';
  return 'working';
}

/** Until when an approved step waits all the same, so that it can still be taken back. */
const coolingUntil = ({ steps, asks }: Standing): string | undefined =>
  steps.flatMap(({ id, state }) => {
    const asked = state === 'approved' ? asks.findLast(({ step }) => step === id) : undefined;
    return asked?.notBefore ?? [];
  })[0];

/** The newest request of an open step has run out of time. */
export const hasExpired = ({ steps, asks }: Standing): boolean =>
  steps.some(
    ({ id, state }) =>
      state === 'open' && asks.findLast(({ step }) => step === id)?.state === 'expired',
  );

const FEW = 3;

/** `Ben, Cleo or 4 others` */
function names(people: readonly string[]): string {
  const more = people.length - FEW;
  const all = more > 1 ? [...people.slice(0, FEW), `${more} others`] : people;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;
}

/** Who can still decide: those who were asked, without those who have voted already. */
function awaited({ asks }: Standing, approvers: readonly Person[]): string {
  const pending = asks.filter(({ state }) => state === 'pending');
  const left = approvers.filter(({ id }) =>
    pending.some(
      (step) =>
        step.votes.every((vote) => !peopleOf(vote).includes(id)) &&
        findBar(step, id, asks) === undefined,
    ),
  );
  return left.length === 0
    ? 'an approver'
    : names([...new Map(left.map(({ id, name }) => [id, name])).values()]);
}

function waitingLine(standing: Standing, approvers: readonly Person[]): string {
  const { at } = standing.started;
  const asked = standing.steps.filter(({ state }) => state === 'asked');
  if (asked.length > 0) {
    const since = asked[0]?.since;
    const steps = asked.length === 1 ? 'one step' : `${asked.length} steps`;
    const until = standing.asks.find(({ state }) => state === 'pending')?.expiresAt;
    return (
      `Waiting for approval of ${steps} by ${awaited(standing, approvers)}` +
      `${since ? `, asked at ${stampNear(since, at)}` : ''}.` +
      groupsLine(standing.asks) +
      `${until ? ` The request expires on ${stamp(until)}.` : ''}`
    );
  }
  const waits = standing.steps.find(({ state }) => state === 'waiting');
  if (waits === undefined) {
    const until = coolingUntil(standing);
    if (until === undefined) return 'Working.';
    return `Approved. It goes on at ${stampNear(until, at)}, not before: until then it can be taken back.`;
  }
  const usually = waits.usually === undefined ? '' : ` Usually this takes ${waits.usually}.`;
  const next = waits.lookAgainAt && ` I look again at ${stampNear(waits.lookAgainAt, at)}.`;
  const since = stampNear(waits.since ?? at, at);
  const on = (waits.note ?? 'time has to pass').replace(/\.$/, '');
  return `Waiting since ${since}: ${on}.${usually}${next ?? ''}`;
}

function stoppedLine(standing: Standing): string {
  if (standing.withdrawn) return 'Taken back. Nothing more is done until it is resumed.';
  const failed = standing.steps.find(({ state }) => state === 'failed');
  if (failed !== undefined)
    return `Stopped at "${failed.title}". ${failed.note ?? ''} ${failed.next ?? ''}`.trim();
  const rejected = standing.steps.find(({ state }) => state === 'rejected');
  if (rejected !== undefined) {
    const vote = standing.asks
      .findLast(({ step }) => step === rejected.id)
      ?.votes.findLast(({ verdict }) => verdict === 'rejected');
    const by = vote ? ` by ${voterOf(vote)}${vote.reason ? `: ${vote.reason}` : ''}` : '';
    return `${sentence(`"${rejected.title}" was rejected${by}`)} Nothing of it was done.`;
  }
  return 'A request expired without enough approvals. Nothing of it was done.';
}

function yourTurnLine({ steps }: Standing): string {
  const [first, ...more] = steps.filter(({ state }) => state === 'your-turn');
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return `"${first?.title ?? 'A step'}"${others} has to be done by hand: a card of its own says how.`;
}

function headlineOf(
  standing: Standing,
  state: RunView['state'],
  approvers: readonly Person[],
): string {
  switch (state) {
    case 'finished':
      return standing.steps.some((step) => step.state === 'attested')
        ? 'Finished: every step is verified, or attested where no API can see it.'
        : 'Finished: every step is verified.';
    case 'cancelled':
      return 'Cancelled. What was done stays done; nothing more will be.';
    case 'stopped':
      return stoppedLine(standing);
    case 'your-turn':
      return yourTurnLine(standing);
    case 'waiting':
      return waitingLine(standing, approvers);
    case 'working':
      return 'Working: checking and applying what is approved.';
  }
}

function noteOf(step: StepStanding, { started, asks }: Standing): string | undefined {
  const when = step.since === undefined ? undefined : stampNear(step.since, started.at);
  if (isSettled(step.state)) return [when, step.note].filter(Boolean).join(': ');
  switch (step.state) {
    case 'asked':
      return votedOf(asks.findLast((ask) => ask.step === step.id));
    case 'approved':
      return 'goes on when its turn comes';
    case 'your-turn':
      return when && `since ${when}`;
    case 'open':
      return undefined;
    case 'applying':
    case 'waiting':
    case 'rejected':
    case 'failed':
    case 'verified':
    case 'attested':
      // A whole sentence, and more after it.
      return [step.note?.replace(/\.$/, ''), when && `since ${when}`].filter(Boolean).join(', ');
  }
}

/** `1 of 2 approvals: Ben`, as far as that says anything. */
function votedOf(asked: AskedStep | undefined): string | undefined {
  const approvals = approvalsOf(asked?.votes ?? []);
  if (asked === undefined || approvals.length === 0) return undefined;
  return `${approvals.length} of ${asked.quorum} approvals: ${approvals.map(voterOf).join(', ')}`;
}

type Drawn = (run: string, offers: Offers) => readonly ActionView[];

const ACTIONS: Record<RunView['state'], Drawn> = {
  working: (run) => [say('Show plan', `plan ${run}`), press('Cancel run', 'cancel', run)],
  waiting: (run) => [
    press('Look now', 'check', run),
    say('Show plan', `plan ${run}`),
    press('Withdraw request', 'withdraw', run),
    press('Cancel run', 'cancel', run),
  ],
  'your-turn': (run) => [
    press('Look now', 'check', run),
    say('Show plan', `plan ${run}`),
    press('Cancel run', 'cancel', run),
  ],
  stopped: (run) => [
    press('Resume', 'resume', run),
    say('Show plan', `plan ${run}`),
    press('Cancel run', 'cancel', run),
  ],
  finished: afterwards,
  cancelled: () => [],
};

/** What is known beside the ledger: who was asked, and what the walkthrough is good for. */
export interface RunContext {
  readonly approvers?: readonly Person[];
  readonly offers?: Offers;
}

/** What was done without approval is said as long as nobody has reviewed it, or somebody objects. */
const reviewLines = (run: string, standing: Standing): readonly string[] =>
  [...emergenciesOf(standing.asks)].flatMap(([ask, [step]]) => {
    const glass = step?.brokenGlass;
    return glass === undefined || glass.review?.verdict === 'upheld'
      ? []
      : [`Request ${run}-${ask} was carried out without approval. ${reviewLine(glass)}`];
  });

/** The drawing of a run from the ledger alone. */
export function runView(
  run: string,
  standing: Standing,
  unreached: readonly string[],
  { approvers = [], offers = EVERYTHING }: RunContext = {},
): RunView {
  const state = stateOf(standing);
  const stages = Map.groupBy(standing.steps, ({ stage }) => stage);
  return {
    run,
    title: standing.started.title,
    subject: subjectLabel(standing.started.subject),
    requester: answersFor(standing),
    startedAt: stamp(standing.started.at),
    state,
    headline: [headlineOf(standing, state, approvers), ...reviewLines(run, standing)].join(' '),
    done: standing.steps.filter((step) => isSettled(step.state)).length,
    total: standing.steps.length,
    stages: [...stages].map(([title, steps]) => ({
      title,
      steps: steps.map((step) => stepLine(step, standing)),
    })),
    unreached,
    actions: ACTIONS[state](run, offers),
  };
}

function stepLine(
  step: StepStanding,
  standing: Standing,
): RunView['stages'][number]['steps'][number] {
  const note = noteOf(step, standing);
  return {
    title: step.title,
    state: step.state,
    ...(note === undefined || note === '' ? {} : { note }),
    ...(step.oneWay === undefined ? {} : { oneWay: step.oneWay }),
  };
}
