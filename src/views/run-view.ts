import type { ActionView, RunView } from '../../cards/views.ts';
import { isSettled, type Standing, type StepStanding } from '../core/standing.ts';
import { stamp, subjectLabel } from './words.ts';

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
  if (has('asked', 'waiting')) return 'waiting';
  return 'working';
}

/** The newest request of an open step has run out of time. */
export const hasExpired = ({ steps, asks }: Standing): boolean =>
  steps.some(
    ({ id, state }) =>
      state === 'open' && asks.findLast(({ step }) => step === id)?.state === 'expired',
  );

function waitingLine(standing: Standing): string {
  const asked = standing.steps.filter(({ state }) => state === 'asked');
  if (asked.length > 0) {
    const since = asked[0]?.since;
    const steps = asked.length === 1 ? 'one step' : `${asked.length} steps`;
    return `Waiting for approval of ${steps}${since ? `, asked at ${stamp(since)}` : ''}.`;
  }
  const waits = standing.steps.find(({ state }) => state === 'waiting');
  if (waits === undefined) return 'Working.';
  const usually = waits.usually === undefined ? '' : ` Usually ${waits.usually}.`;
  const next = waits.lookAgainAt === undefined ? '' : ` Next look at ${stamp(waits.lookAgainAt)}.`;
  return `Waiting since ${stamp(waits.since ?? standing.started.at)} for: ${waits.note ?? 'time to pass'}.${usually}${next}`;
}

function stoppedLine(standing: Standing): string {
  if (standing.withdrawn)
    return 'Taken back by the requester. Nothing more is done until it is resumed.';
  const failed = standing.steps.find(({ state }) => state === 'failed');
  if (failed !== undefined)
    return `Stopped at "${failed.title}". ${failed.note ?? ''} ${failed.next ?? ''}`.trim();
  const rejected = standing.steps.find(({ state }) => state === 'rejected');
  if (rejected !== undefined) {
    const vote = standing.asks
      .findLast(({ step }) => step === rejected.id)
      ?.votes.findLast(({ verdict }) => verdict === 'rejected');
    const reason = vote?.reason ? `: ${vote.reason}` : '';
    return `"${rejected.title}" was rejected${vote ? ` by ${vote.by.name}${reason}` : ''}. Nothing of it was done.`;
  }
  return 'A request expired without enough approvals. Nothing of it was done.';
}

function headlineOf(standing: Standing, state: RunView['state']): string {
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
      return 'Somebody has to do a step by hand: see the card that explains it.';
    case 'waiting':
      return waitingLine(standing);
    case 'working':
      return 'Working: checking and applying what is approved.';
  }
}

function noteOf(step: StepStanding): string | undefined {
  const when = step.since === undefined ? undefined : stamp(step.since);
  if (isSettled(step.state)) return [when, step.note].filter(Boolean).join(': ');
  if (step.state === 'open') return undefined;
  return [step.note, when && `since ${when}`].filter(Boolean).join(', ');
}

const ACTIONS: Record<RunView['state'], (run: string) => readonly ActionView[]> = {
  working: (run) => [say('Show plan', `plan ${run}`), press('Cancel run', 'cancel', run)],
  waiting: (run) => [
    press('Look now', 'check', run),
    say('Show plan', `plan ${run}`),
    press('Withdraw', 'withdraw', run),
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
  finished: (run) => [
    say('What is recorded where', `report ${run}`),
    say('Check again', `health ${run}`),
    say('Plan to undo', `undo ${run}`),
  ],
  cancelled: () => [],
};

/** The drawing of a run from the ledger alone. */
export function runView(run: string, standing: Standing, unreached: readonly string[]): RunView {
  const state = stateOf(standing);
  const stages = Map.groupBy(standing.steps, ({ stage }) => stage);
  return {
    run,
    title: standing.started.title,
    subject: subjectLabel(standing.started.subject),
    requester: standing.started.requester.name,
    startedAt: stamp(standing.started.at),
    state,
    headline: headlineOf(standing, state),
    done: standing.steps.filter((step) => isSettled(step.state)).length,
    total: standing.steps.length,
    stages: [...stages].map(([title, steps]) => ({
      title,
      steps: steps.map((step) => stepLine(step)),
    })),
    unreached,
    actions: ACTIONS[state](run),
  };
}

function stepLine(step: StepStanding): RunView['stages'][number]['steps'][number] {
  const note = noteOf(step);
  return {
    title: step.title,
    state: step.state,
    ...(note === undefined || note === '' ? {} : { note }),
    ...(step.oneWay === undefined ? {} : { oneWay: step.oneWay }),
  };
}
