import type { GuideView } from '../../cards/views.ts';
import type { Entry } from '../core/ledger.ts';
import type { Runs } from '../core/runs.ts';
import { isSettled, standingOf, type Standing, type StepStanding } from '../core/standing.ts';
import type { Guide, PlannedChange, Source } from '../core/step.ts';
import { remembering } from '../core/walkthrough.ts';
import { sourceView } from './change-view.ts';
import { stamp } from './words.ts';

/** The card of a guided step, whatever its state; undefined for steps that never had a guide. */
export function findGuide(
  runs: Pick<Runs, 'find'>,
  run: string,
  entries: readonly Entry[],
  step: string,
): GuideView | undefined {
  const guided = entries.findLast(
    (entry) => entry.kind === 'waiting' && entry.step === step && entry.change?.guide !== undefined,
  );
  if (guided?.kind !== 'waiting' || guided.change === undefined) return undefined;
  const standing = standingOf(entries);
  const found = standing.steps.find(({ id }) => id === step);
  if (found === undefined) return undefined;
  return guideView(run, standing, found, guided.change, sourcesOf(runs, standing, step));
}

function sourcesOf(
  runs: Pick<Runs, 'find'>,
  { started }: Standing,
  step: string,
): readonly Source[] {
  const walkthrough = runs.find(started.walkthrough);
  const parsed = walkthrough?.answers.safeParse(started.answers);
  const steps = parsed?.success ? walkthrough?.steps(parsed.data, remembering()) : undefined;
  return steps?.find(({ id }) => id === step)?.sources ?? [];
}

function guideView(
  run: string,
  standing: Standing,
  step: StepStanding,
  { guide, summary }: PlannedChange,
  sources: readonly Source[],
): GuideView | undefined {
  if (guide === undefined) return undefined;
  const state = stateOf(standing, step);
  return {
    run,
    step: step.id,
    title: step.title,
    summary,
    steps: guide.steps,
    ...(guide.command === undefined ? {} : { command: guide.command }),
    ...(guide.link === undefined ? {} : { link: guide.link }),
    sources: sources.map(sourceView),
    state,
    outcome: outcomeOf(standing, step, state),
    ...asksOf(guide),
    statement: guide.statement,
    proof: guide.proof,
  };
}

const asksOf = ({ asks }: Guide) => (asks === undefined ? {} : { asks });

/** States in which nobody has said yes to what the guide explains, or not any more. */
const UNAPPROVED: readonly StepStanding['state'][] = ['open', 'asked', 'approved', 'rejected'];

/** What cannot be undone is to be done only while it really is this person's turn. */
function stateOf(standing: Standing, { state, risk }: StepStanding): GuideView['state'] {
  if (isSettled(state) || standing.ended !== undefined) return 'settled';
  if (state === 'your-turn') return standing.withdrawn ? 'paused' : 'open';
  return risk === 'irreversible' || UNAPPROVED.includes(state) ? 'paused' : 'open';
}

function outcomeOf(standing: Standing, step: StepStanding, state: GuideView['state']): string {
  const when = step.since === undefined ? '' : ` at ${stamp(step.since)}`;
  if (state === 'open') return '';
  if (state === 'paused')
    return 'Do not do this now: what stands in the way is on the card of the run.';
  if (step.state === 'attested') return `Attested${when}. ${step.note ?? ''}`;
  if (step.state === 'verified') return `Seen and verified${when}.`;
  return standing.ended === 'cancelled' ? 'The run was cancelled.' : 'No longer needed.';
}
