import type { Ask, Requested } from './asks.ts';
import { nameOf, outlineOf, type Bench, type Course } from './course.ts';
import { lessThan } from './policies.ts';

/** A request is for a step of the run, not made twice, and demands what its policy does. */
export function request(course: Course, entry: Requested, place: string, bench: Bench): void {
  const { ask: number, step, replaces } = entry;
  const { tally } = bench;
  const wrong = (says: string): void => tally.fault('approvals', place, says);
  const outline = outlineOf(course, step);
  const name = nameOf(number, step);
  const before = course.newest.get(step);
  const ask = askOf(entry, place);
  if (course.asks.has(name)) wrong(`makes request ${number} for ${step} twice`);
  if (outline === undefined) wrong(`asks for a step that the run does not have: ${step}`);
  if (replaces !== undefined && replaces.digest !== before?.asked.digest)
    tally.fault('plans', place, 'says that it replaces a plan that was not asked for before it');
  course.asks.set(name, ask);
  course.newest.set(step, ask);
  if (outline?.risk === 'irreversible' && entry.quorum < 2)
    wrong('asks one approver alone for what cannot be undone');
  holdAgainstPolicy(course, ask, bench);
}

const askOf = (asked: Requested, place: string): Ask => ({
  ...{ asked, place, changes: new Set(asked.changes.map(({ digest }) => digest)) },
  ...{ done: new Set<string>(), votes: [], state: 'pending', begun: false },
});

function holdAgainstPolicy(course: Course, ask: Ask, { tally, policies }: Bench): void {
  const { place, asked } = ask;
  if (asked.policy === undefined)
    return tally.note(
      'A request names no policy, so its demands are judged by what it says itself',
    );
  const policy = policies.get(asked.policy);
  if (policy === undefined) {
    const says = `names a policy that is not in the pack: policies/${asked.policy}.json`;
    return tally.fault('policies', place, says);
  }
  const outline = outlineOf(course, asked.step);
  if (outline === undefined || course.started === undefined) return;
  tally.count('policies');
  const less = lessThan(policy, course.started.walkthrough, outline.risk, ask);
  if (less.length > 0)
    tally.fault('policies', place, `demands less than its policy: ${less.join(', ')}`);
}
