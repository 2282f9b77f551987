import { after } from '../../core/clock.ts';
import type { Known, Position } from '../archive/catalogue.ts';
import type { ContentType } from '../record.ts';
import { SETTLES } from '../settles.ts';
import { moment } from '../moment.ts';
import { oldestOffered } from './plan.ts';

/**
 * What is lost is content made in a span; the events in it may be as much older as records may be
 * late. Gaps are told in times of events, so they begin that much earlier.
 */
const missing = (contentType: ContentType, madeFrom: string, to: string, why: string): Known => ({
  contentType,
  state: 'missing',
  from: after(madeFrom, -SETTLES[contentType]),
  to,
  why,
});

/** The bot did not run, or could not read, for longer than the feed keeps anything. */
export function outageGap({ contentType, upTo }: Position, now: Date): readonly Known[] {
  const oldest = oldestOffered(now);
  if (upTo >= oldest) return [];
  const why = `The feed keeps seven days; the bot did not read it from ${moment(upTo)} to ${moment(oldest)}.`;
  return [missing(contentType, upTo, oldest, why)];
}

const OFF = 'The subscription was off';

/** Seen to be off since content was last stored. */
const marksSince = ({ contentType, upTo }: Position, known: readonly Known[]): readonly Known[] =>
  known.filter(
    (one) =>
      one.contentType === contentType &&
      one.state === 'missing' &&
      one.why.startsWith(OFF) &&
      one.to > upTo,
  );

/** The subscription is seen to be off: noted once, with what is sure by now. */
export function offGap(position: Position, known: readonly Known[], now: Date): readonly Known[] {
  if (marksSince(position, known).length > 0) return [];
  const { contentType, upTo } = position;
  const why = `${OFF}: content stopped after ${moment(upTo)}, and it was noticed at ${moment(now)}.`;
  return [missing(contentType, upTo, now.toISOString(), why)];
}

/** It is on again: nothing was collected from when it was seen to be off until now. */
export function onAgainGap(
  position: Position,
  known: readonly Known[],
  now: Date,
): readonly Known[] {
  const [from] = marksSince(position, known)
    .map(({ to }) => to)
    .sort();
  if (from === undefined) return [];
  const why = `${OFF} from ${moment(from)} or earlier; it was seen to be on again at ${moment(now)}.`;
  const { contentType } = position;
  return [{ contentType, state: 'missing', from, to: now.toISOString(), why }];
}

/** Blobs that were gone before they could be read. */
export function lostGaps(contentType: ContentType, created: readonly string[]): readonly Known[] {
  const why = (from: string, to: string) =>
    `Content made from ${moment(from)} to ${moment(to)} had expired before it could be read.`;
  const runs: { from: string; to: string }[] = [];
  for (const time of created.toSorted()) {
    const last = runs.at(-1);
    if (last !== undefined && after(time, -SETTLES[contentType]) <= last.to) last.to = time;
    else runs.push({ from: time, to: time });
  }
  return runs.map(({ from, to }) => missing(contentType, from, to, why(from, to)));
}
