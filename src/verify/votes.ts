import { idOf, missingIn, peopleOf, type Ask, type Decided } from './asks.ts';
import { hasLapsed, MOMENT, nameOf, SETTLED, type Bench, type Course } from './course.ts';
import { digestOf } from './json.ts';

/** So old may a demanded sign-in be. */
const FRESH = 10 * 60_000;

/** A vote is on a request that stands, on exactly its plan, by somebody who may. */
export function decide(course: Course, vote: Decided, place: string, bench: Bench): void {
  const wrong = (says: string): void => bench.tally.fault('approvals', place, says);
  const ask = course.asks.get(nameOf(vote.ask, vote.step));
  if (ask === undefined) return wrong('is a vote on a request that was never made');
  if (vote.digest !== ask.asked.digest)
    return wrong('is a vote on another plan than was asked for');
  if (ask.state !== 'pending')
    return wrong(`is a vote on a request that was ${SETTLED[ask.state]}`);
  if (hasLapsed(course, ask))
    wrong(`is a vote on a request that had expired at ${ask.asked.expiresAt}`);
  look(course, vote, ask, place, bench);
  if (vote.verdict === 'approved') mayApprove(course, vote, ask, place, bench);
  ask.votes.push(vote);
  if (vote.verdict === 'rejected') ask.state = 'rejected';
  else if (missingIn(ask, new Set()) === undefined) ask.state = 'approved';
}

/** What the voter saw: the card, and the check that it showed. */
function look(
  { run, asks }: Course,
  vote: Decided,
  { asked }: Ask,
  place: string,
  { tally, cards, lostCard }: Bench,
): void {
  if (vote.check !== undefined && vote.check !== asked.check?.digest)
    tally.fault('plans', place, 'rests on another check than the request that it decides');
  if (vote.card === undefined)
    return tally.note('A vote names no card, so what was seen is not shown');
  tally.count('cards');
  if (!cards.has(vote.card)) return lostCard(run, vote.card, place);
  const steps = [...asks.values()].flatMap(({ asked: { ask: number, step, digest } }) =>
    number === vote.ask ? [{ step, digest }] : [],
  );
  const about = { run, ask: vote.ask, digest: digestOf(steps) };
  const problem = cards.problem(vote.card, about, idOf(vote.by));
  if (problem !== undefined) tally.fault('cards', place, problem);
}

function mayApprove(
  { requesters }: Course,
  vote: Decided,
  ask: Ask,
  place: string,
  { tally }: Bench,
): void {
  tally.count('approvals');
  const wrong = (says: string): void => tally.fault('approvals', place, says);
  const { excludes = [], groups = [], stepUp } = ask.asked;
  const people = peopleOf(vote);
  const names = vote.by.name;
  if (people.some((id) => requesters.has(id)))
    wrong(`${names} approves what they, or whom they act for, have asked for`);
  if (ask.votes.some((other) => peopleOf(other).some((id) => people.includes(id))))
    wrong(`is a second approval of one person: ${names}`);
  if (excludes.some(({ id }) => people.includes(id.toLowerCase())))
    wrong(`is an approval of somebody who may not approve this: ${names}`);
  const named = new Set(groups.map(({ id }) => id));
  if (named.size > 0 && !(vote.groups ?? []).some((id) => named.has(id)))
    wrong(`is an approval of somebody in none of the groups that were asked: ${names}`);
  if (stepUp === true && !isFresh(vote))
    wrong(`is an approval without the new sign-in that was demanded: ${names}`);
}

function isFresh({ at, signedInAt = '' }: Decided): boolean {
  const age = Date.parse(at) - Date.parse(signedInAt);
  return age <= FRESH + MOMENT && age >= -MOMENT;
}
