import { idOf, type Ask } from './asks.ts';
import { hasLapsed, nameOf, outlineOf, SETTLED, type Bench, type Course } from './course.ts';
import type { EntryOf } from './entries.ts';
import { allowsBreakGlass } from './policies.ts';

type Broke = EntryOf<'broke-glass'>;

/** Whoever goes ahead without approval may do so here, and nobody has said no. */
export function breakGlass(course: Course, entry: Broke, place: string, bench: Bench): void {
  const wrong = (says: string): void => bench.tally.fault('approvals', place, `goes ahead ${says}`);
  const ask = course.asks.get(nameOf(entry.ask, entry.step));
  if (ask === undefined || ask.asked.digest !== entry.digest)
    return wrong('without approval of a plan that was never asked for');
  if (ask.state !== 'pending') return wrong(`without approval of what was ${SETTLED[ask.state]}`);
  const outline = outlineOf(course, entry.step);
  if (outline?.risk === 'irreversible' || outline?.oneWay !== undefined)
    wrong('without approval of what cannot be undone');
  if (ask.asked.custody !== undefined || (ask.asked.excludes ?? []).length > 0)
    wrong('without approval where people are kept apart');
  if (hasLapsed(course, ask)) wrong('without approval of a request that had expired');
  if (isRejected(course, entry.ask)) wrong('although an approver has said no');
  const policy = bench.policies.get(ask.asked.policy ?? '');
  if (policy !== undefined && !allowsBreakGlass(policy, course.started?.walkthrough ?? ''))
    wrong('without approval where the policy does not allow it');
  ask.glass = entry;
  ask.state = 'approved';
}

/** A no to one step of a request is a no to all of it. */
const isRejected = ({ asks }: Course, number: number): boolean =>
  [...asks.values()].some(
    ({ asked, votes }) =>
      asked.ask === number && votes.some(({ verdict }) => verdict === 'rejected'),
  );

/** Nobody reviews themselves. */
export function review(
  { asks, requesters }: Course,
  entry: EntryOf<'reviewed'>,
  place: string,
  { tally }: Bench,
): void {
  const broken = [...asks.values()].filter(({ asked, glass }) => asked.ask === entry.ask && glass);
  if (broken.length === 0)
    return tally.fault('approvals', place, 'reviews what was not done without approval');
  const reviewer = idOf(entry.by);
  if (
    requesters.has(reviewer) ||
    broken.some(({ glass }) => glass && idOf(glass.by) === reviewer)
  ) {
    const says = `${entry.by.name} reviews what they did or asked for themselves`;
    return tally.fault('approvals', place, says);
  }
  for (const ask of broken) ask.review ??= entry;
}

/** What an auditor is told of a request that somebody went ahead with. */
export const glassNote = (broke: Broke, { review, place }: Ask, until: string): string =>
  `${place}: ${broke.by.name} went ahead without approval (break-glass); ${reviewedIn(broke, review, until)}`;

function reviewedIn(
  { reviewBy }: Broke,
  review: EntryOf<'reviewed'> | undefined,
  until: string,
): string {
  if (review !== undefined)
    return `reviewed by ${review.by.name}, who ${review.verdict === 'upheld' ? 'upholds' : 'objects to'} it`;
  return Date.parse(reviewBy) < Date.parse(until)
    ? `nobody has reviewed it, which was due by ${reviewBy}`
    : `it is to be reviewed by ${reviewBy}`;
}
