import type { Decider, Vote } from '../../../src/core/approvals.ts';
import { asksOf } from '../../../src/core/asks.ts';
import { HOUR } from '../../../src/core/clock.ts';
import type { Person, Role } from '../../../src/core/people.ts';
import { ONE_WAY_PHRASE } from '../../../src/core/policy.ts';
import { standingOf } from '../../../src/core/standing.ts';
import { Killed } from './small-world.ts';
import { digestOf, RUN, type Taken } from './state.ts';

const person = (name: string): Person => ({ id: name, name });
export const [ada, olga] = [person('ada'), person('olga')];
export const [ben, cleo, dan] = [person('ben'), person('cleo'), person('dan')];
export const eve = person('eve');
const finn = person('finn');
export const APPROVERS: readonly Person[] = [ben, cleo, dan];
/** Where everybody else asks for it by now, an administrator adds people to the group. */
export const NEWCOMERS: readonly Person[] = [...APPROVERS, person('gert'), person('hana')];

const operator = (who: Person) => ({ person: who, roles: new Set<Role>(['operator']) });

export interface Action {
  readonly name: string;
  act(on: Taken): Promise<unknown>;
}

/** A kill leaves what is on record; whatever was in memory is gone with the stage. */
export const advanced = (on: Taken): Promise<unknown> =>
  on.runs.advance(RUN).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });

/** Roles as the directory has them; a deputy who still is one acts for those who hold the role. */
async function deciderOf(on: Taken, who: Person, behalf: readonly Person[]): Promise<Decider> {
  const able = await Promise.all(
    (on.dismissed.has(who.id) ? [] : behalf).map(async (away) =>
      (await on.rolesOf(away.id)).has('approver') ? [away] : [],
    ),
  );
  return { person: who, roles: await on.rolesOf(who.id), behalf: able.flat() };
}

const asksIn = (on: Taken): readonly number[] => [
  ...new Set(asksOf(on.entries).map(({ ask }) => ask)),
];

const voting = (
  name: string,
  who: Person,
  vote: Partial<Vote>,
  from = -1,
  behalf: Person[] = [],
) => ({
  name,
  async act(on: Taken) {
    const ask = asksIn(on).at(from);
    if (ask === undefined) return;
    const digest = digestOf(asksOf(on.entries).filter((each) => each.ask === ask));
    const phrase = ONE_WAY_PHRASE;
    const whole: Vote = { verdict: 'approved', digest, phrase, ...vote };
    await on.runs.decide(RUN, ask, whole, await deciderOf(on, who, behalf));
  },
});

const deed = (name: string, act: Action['act']): Action => ({ name, act });

/** Everything that people, time, the directory and the world can do to a run. */
export const ACTIONS: readonly Action[] = [
  deed('the run is advanced', advanced),
  voting('Ben approves', ben, {}),
  voting('Cleo approves', cleo, {}),
  voting('Dan approves the request before', dan, {}, -2),
  voting('Ada approves her own', ada, {}),
  voting('Olga, an operator, approves', olga, {}),
  voting('Finn, who may not, approves', finn, {}),
  voting('Eve approves for Ben', eve, {}, -1, [ben]),
  voting('Eve rejects for Ben', eve, { verdict: 'rejected' }, -1, [ben]),
  voting('Olga, an operator, approves for Cleo', olga, {}, -1, [cleo]),
  voting('Ben approves without the phrase', ben, { phrase: '' }),
  voting('Cleo approves another plan', cleo, { digest: 'f'.repeat(64) }),
  voting('Cleo rejects', cleo, { verdict: 'rejected' }),
  deed('Ada withdraws', (on) => on.runs.withdraw(RUN, operator(ada))),
  deed('Ada resumes', (on) => on.runs.resume(RUN, operator(ada))),
  deed('Ben, operator by now, resumes', (on) => on.runs.resume(RUN, operator(ben))),
  deed('Ada hands over to Olga', (on) => on.runs.handOver(RUN, operator(ada), operator(olga))),
  deed('Ada hands over to Cleo', (on) => on.runs.handOver(RUN, operator(ada), operator(cleo))),
  deed('Ada cancels', (on) => on.runs.cancel(RUN, operator(ada))),
  deed('Ada breaks the glass', breakGlass),
  deed('Cleo reviews', async (on) => {
    const ask = asksIn(on).at(-1) ?? 1;
    const by = { person: cleo, roles: await on.rolesOf(cleo.id) };
    await on.runs.review(RUN, ask, by, 'upheld');
  }),
  deed('Ada attests', (on) => attested(on, ada)),
  deed('Cleo, operator by now, attests', (on) => attested(on, cleo)),
  deed('an hour passes', async (on) => void (on.clock.time += HOUR)),
  deed('four days pass', async (on) => void (on.clock.time += 96 * HOUR)),
  deed('the clock is set back', async (on) => void (on.clock.time -= 2 * HOUR)),
  deed('Ben is dismissed, or comes back', async (on) => {
    if (!on.dismissed.delete(ben.id)) on.dismissed.add(ben.id);
  }),
  deed('Eve is a deputy no more, or again', async (on) => {
    if (!on.dismissed.delete(eve.id)) on.dismissed.add(eve.id);
  }),
  deed('the policy becomes stricter, or as it was', async (on) => {
    on.demands.strict = !on.demands.strict;
  }),
  deed('one more door is opened', async (on) => {
    const [first = ''] = Object.keys(on.world.open);
    on.world.open[first] = [...new Set([...(on.world.open[first] ?? []), 'side'])];
  }),
  deed('somebody shuts a door by hand', async (on) => {
    const step = Object.keys(on.world.open).find((id) => (on.world.open[id] ?? []).length > 0);
    if (step !== undefined) on.world.open[step] = (on.world.open[step] ?? []).slice(1);
  }),
  deed('the next deed is killed before', async (on) => void (on.world.trouble = 'killed before')),
  deed('the next deed is killed after', async (on) => void (on.world.trouble = 'killed after')),
];

async function breakGlass(on: Taken): Promise<unknown> {
  const ask = asksIn(on).at(-1) ?? 1;
  const digest = digestOf(asksOf(on.entries).filter((each) => each.ask === ask));
  const reference = `${RUN}-${ask}`;
  const reason = 'The house is on fire and nobody can be reached.';
  const sure = { reference, typed: reference, allowed: true };
  return on.runs.breakGlass(RUN, operator(ada), { ask, digest, reason, ...sure });
}

async function attested(on: Taken, who: Person): Promise<unknown> {
  const open = standingOf(on.entries).steps.find(({ state }) => state === 'your-turn');
  return open && on.runs.attest(RUN, open.id, operator(who));
}
