import { expect } from 'expect';
import { asksOf } from '../../../src/core/asks.ts';
import { HOUR } from '../../../src/core/clock.ts';
import { standingOf } from '../../../src/core/standing.ts';
import { ACTIONS, ada, advanced, APPROVERS, NEWCOMERS } from './actions.ts';
import { ONE_WAY_PHRASE } from '../../../src/core/policy.ts';
import { faultsIn, outgrownIn } from './judge.ts';
import { smallWorld, type SmallStep } from './small-world.ts';
import { digestOf, keyOf, RUN, STRICT, taken, TENANT, type State, type Taken } from './state.ts';

/** So many different states are visited of each kind of run; `STATES=20000` goes further. */
const BOUND = Number(process.env['STATES'] ?? 500);

const KINDS: Readonly<Record<string, readonly SmallStep[]>> = {
  'a sensitive step': [{ id: 'hall', risk: 'sensitive' }],
  'a one-way door': [{ id: 'hall', risk: 'irreversible' }],
  'a routine step, then a one-way door': [
    { id: 'hall', risk: 'routine' },
    { id: 'vault', risk: 'irreversible' },
  ],
  'a one-way door that a person shuts': [{ id: 'hall', risk: 'irreversible', guided: true }],
};

async function beginning(steps: readonly SmallStep[]): Promise<State> {
  const world = smallWorld(Object.fromEntries(steps.map(({ id }) => [id, ['back', 'front']])));
  const empty = {
    entries: [],
    world,
    dismissed: [],
    strict: false,
    now: Date.UTC(2026, 10, 21),
    path: [],
  };
  const on = taken(empty, steps, APPROVERS);
  await on.ledger.append({ tenant: TENANT, run: RUN }, 0, [
    {
      kind: 'started',
      walkthrough: 'doors',
      title: 'Shut the doors',
      subject: 'house',
      answers: {},
      requester: ada,
      steps: steps.map(({ id, risk }) => ({ id, title: id, stage: id, risk })),
    },
  ]);
  return on.put('Ada starts');
}

/** With everybody back and willing, a run comes to its end from here. */
async function findsItsEnd(on: Taken): Promise<boolean> {
  on.dismissed.clear();
  on.world.trouble = undefined;
  // A clock that went back is put right.
  const latest = Math.max(...on.entries.map(({ at }) => Date.parse(at)));
  on.clock.time = Math.max(on.clock.time, latest);
  for (let round = 0; round < 14; round += 1) {
    await advanced(on);
    if (standingOf(on.entries).ended !== undefined) return true;
    const asks = asksOf(on.entries);
    for (const ask of new Set(asks.map((each) => each.ask)))
      for (const person of NEWCOMERS) {
        const digest = digestOf(asks.filter((each) => each.ask === ask));
        const by = { person, roles: await on.rolesOf(person.id) };
        const vote = { verdict: 'approved', digest, phrase: ONE_WAY_PHRASE } as const;
        await on.runs.decide(RUN, ask, vote, by);
      }
    on.clock.time += HOUR;
    await advanced(on);
    const open = standingOf(on.entries).steps.find(({ state }) => state === 'your-turn');
    const by = { person: ada, roles: new Set(['operator'] as const) };
    if (open !== undefined) await on.runs.attest(RUN, open.id, by);
    await on.runs.resume(RUN, by);
  }
  return false;
}

async function explore(steps: readonly SmallStep[]) {
  const first = await beginning(steps);
  const known = new Set([keyOf(first)]);
  const open = [first];
  const faults: string[] = [];
  let transitions = 0;
  let ended = 0;
  for (let index = 0; index < open.length && faults.length === 0; index += 1) {
    const state = open[index] ?? first;
    if (standingOf(state.entries).ended !== undefined) ended += 1;
    else if (!(await findsItsEnd(taken(state, steps, NEWCOMERS))))
      faults.push(`a dead end: ${state.path.join('; ')}`);
    for (const { name, act } of ACTIONS) {
      const on = taken(state, steps, APPROVERS);
      await act(on);
      transitions += 1;
      const next = on.put(name);
      const outgrown = state.strict ? outgrownIn(next.entries, state.entries.length, STRICT) : [];
      faults.push(
        ...[...faultsIn(next), ...outgrown].map((fault) => `${fault}: ${next.path.join('; ')}`),
      );
      const key = keyOf(next);
      if (known.has(key) || open.length >= BOUND) continue;
      known.add(key);
      open.push(next);
    }
  }
  return { states: open.length, transitions, ended, faults };
}

suite('every state of a run', function () {
  this.timeout(60_000 + BOUND * 200);

  for (const [name, steps] of Object.entries(KINDS))
    test(`${name}: nothing unapproved, nothing twice, no dead end`, async () => {
      const { states, transitions, ended, faults } = await explore(steps);

      console.log(
        `      ${states} states (${ended} ended), ${transitions} transitions: applied only with ` +
          'a quorum on exactly that plan, no decision counted twice, no state a dead end',
      );
      expect(faults).toEqual([]);
      expect(states).toBeGreaterThan(200);
      expect(ended).toBeGreaterThan(3);
    });
});
