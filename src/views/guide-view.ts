import type { GuideView } from '../../cards/views.ts';
import { isSettled, type Standing, type StepStanding } from '../core/standing.ts';
import type { Source } from '../core/step.ts';
import { sourceView } from './change-view.ts';
import { stamp } from './words.ts';

/** The card of a guided step, open or settled; undefined for steps that never had a guide. */
export function guideView(
  run: string,
  standing: Standing,
  step: StepStanding,
  guided: NonNullable<StepStanding['change']>,
  sources: readonly Source[],
): GuideView | undefined {
  const { guide } = guided;
  if (guide === undefined) return undefined;
  const settled = isSettled(step.state) || standing.ended !== undefined;
  return {
    run,
    step: step.id,
    title: step.title,
    summary: guided.summary,
    steps: guide.steps,
    ...(guide.command === undefined ? {} : { command: guide.command }),
    ...(guide.link === undefined ? {} : { link: guide.link }),
    sources: sources.map(sourceView),
    state: settled ? 'settled' : 'open',
    outcome: settled ? outcomeOf(standing, step) : '',
    statement: guide.statement,
    proof: guide.proof,
  };
}

function outcomeOf(standing: Standing, step: StepStanding): string {
  const when = step.since === undefined ? '' : ` at ${stamp(step.since)}`;
  if (step.state === 'attested') return `Attested${when}. ${step.note ?? ''}`;
  if (step.state === 'verified') return `Seen and verified${when}.`;
  return standing.ended === 'cancelled' ? 'The run was cancelled.' : 'No longer needed.';
}
