import { asksOf } from '../../src/core/asks.ts';
import { digestOfAsk } from '../../src/core/approvals.ts';
import { HOUR } from '../../src/core/clock.ts';
import type { Entry, Ledger, WithLock } from '../../src/core/ledger.ts';
import type { Person, Role } from '../../src/core/people.ts';
import { ONE_WAY_PHRASE } from '../../src/core/policy.ts';
import { runsOf, type Runs } from '../../src/core/runs.ts';
import { standingOf } from '../../src/core/standing.ts';
import type { MemoryClock } from '../fakes/memory-clock.ts';
import { ada, ben, cleo, dan, eve, olga } from '../core/states/actions.ts';
import { faultsIn } from '../core/states/judge.ts';
import { usual } from '../core/states/state.ts';
import { smallWalkthrough, smallWorld, type SmallStep } from '../core/states/small-world.ts';
import { conductor, type Life } from './conductor.ts';

/** What one replica keeps its state in. */
export interface Replica {
  readonly ledger: Ledger;
  readonly withLock: WithLock;
}

/** A clock that stands where it is put. */
export const movedBy = (clock: { readonly time: number }): MemoryClock => ({
  now: () => new Date(clock.time),
  sleep: () => Promise.resolve(),
  advance: () => undefined,
});

const TENANT = '11111111-1111-4111-8111-111111111111';
/** In every third order of events a person shuts the vault alone, and the bot cannot see it. */
const stepsOf = (seed: number): readonly SmallStep[] =>
  seed % 3 === 2
    ? [{ id: 'vault', risk: 'sensitive', guided: true }]
    : [
        { id: 'hall', risk: 'sensitive' },
        { id: 'vault', risk: 'irreversible' },
      ];
const APPROVERS: readonly Person[] = [ben, cleo, dan];
const roles = async (id: string): Promise<ReadonlySet<Role>> =>
  new Set(APPROVERS.some((one) => one.id === id) ? ['approver'] : []);
const asOperator = (person: Person) => ({ person, roles: new Set<Role>(['operator']) });

export interface Played {
  /** What is not as it must be, in sentences. */
  readonly faults: readonly string[];
  readonly kills: number;
  readonly decisions: number;
}

/** Plays every seed and adds up. */
export async function playAll(
  seeds: number,
  replicas: readonly Replica[],
  clock: { time: number },
) {
  const sums = { kills: 0, decisions: 0, faults: [] as string[] };
  for (let seed = 0; seed < seeds; seed += 1) {
    const { faults, kills, decisions } = await play(seed, replicas, clock);
    sums.kills += kills;
    sums.decisions += decisions;
    sums.faults.push(...faults.map((fault) => `seed ${seed}: ${fault}`));
  }
  return sums;
}

/** Two replicas, people and clocks on one run, in an order that only the seed knows. */
export async function play(
  seed: number,
  replicas: readonly Replica[],
  clock: { time: number },
): Promise<Played> {
  const { dice, pass, kill, begin, step } = conductor(seed);
  const run = nameOf(seed);
  const key = { tenant: TENANT, run };
  const world = smallWorld({ hall: ['back', 'front'], vault: ['gate'] });
  clock.time = Date.UTC(2026, 10, 21);
  const [first] = replicas;
  await first?.ledger.append(key, 0, [beginningOf(seed)]);

  const alive = (replica: number) => {
    const life: Life = { replica, dead: false };
    return { life, runs: runsIn(life) };
  };

  /** The shipped machine in one life of a replica. */
  function runsIn(life: Life): Runs {
    const { ledger, withLock } = replicas[life.replica] ?? never();
    const walkthrough = smallWalkthrough(world, stepsOf(seed), `house/${seed}`);
    return runsOf({
      tenant: TENANT,
      ledger: {
        read: (of) => pass(life, () => ledger.read(of)),
        append: (of, seen, what) => pass(life, () => ledger.append(of, seen, what)),
        runs: (tenant, only) => ledger.runs(tenant, only),
        about: (tenant, subject) => pass(life, () => ledger.about(tenant, subject)),
      },
      withLock,
      clock: movedBy(clock),
      policy: async () => usual,
      walkthroughs: [gated(walkthrough, life)],
      maxOpenRuns: 1e6,
      rolesOf: roles,
      noted: () => undefined,
    });
  }

  /** A deed waits for its turn before it is done, and its answer once more on its way back. */
  const gated = (walkthrough: ReturnType<typeof smallWalkthrough>, life: Life) => ({
    ...walkthrough,
    steps: (...given: Parameters<typeof walkthrough.steps>) =>
      walkthrough.steps(...given).map((each) => ({
        ...each,
        check: async (looking: Parameters<typeof each.check>[0]) =>
          (await each.check(looking)).map((change) =>
            change.kind !== 'automatic'
              ? change
              : {
                  ...change,
                  apply: async (applying: Parameters<typeof change.apply>[0]) => {
                    await pass(life, () => change.apply(applying));
                    await pass(life, () => Promise.resolve());
                  },
                },
          ),
      })),
  });

  const lives = replicas.map((_replica, index) => alive(index));
  const acks: { readonly by: string; readonly ask: number; readonly verdict: string }[] = [];
  let kills = 0;

  /** Eve is Ben's deputy from time to time. */
  let isDeputy = false;

  async function breaksGlass(runs: Runs) {
    const asks = asksOf(await runs.read(run));
    const ask = asks.at(-1)?.ask ?? 1;
    const reference = `${run}-${ask}`;
    await runs.breakGlass(run, asOperator(ada), {
      ...{ ask, reference, typed: reference, allowed: true },
      digest: digestOfAsk(asks.filter((each) => each.ask === ask)),
      reason: 'The house is on fire and nobody can be reached.',
    });
  }

  async function reviews(runs: Runs, person: Person) {
    const ask = asksOf(await runs.read(run)).find(({ brokenGlass }) => brokenGlass)?.ask ?? 1;
    const by = { person, roles: await roles(person.id) };
    const answer = await runs.review(run, ask, by, 'upheld');
    if (answer.kind === 'recorded') acks.push({ by: person.id, ask, verdict: 'upheld' });
  }

  async function vote(runs: Runs, person: Person, verdict: 'approved' | 'rejected') {
    const asks = asksOf(await runs.read(run));
    const ask = asks.at(-1)?.ask;
    if (ask === undefined) return;
    const digest = digestOfAsk(asks.filter((each) => each.ask === ask));
    const behalf = person === eve && isDeputy ? [ben] : [];
    const by = { person, roles: await roles(person.id), behalf };
    const given = { verdict, digest, phrase: ONE_WAY_PHRASE } as const;
    const answer = await runs.decide(run, ask, given, by);
    if (answer.kind === 'recorded') acks.push({ by: person.id, ask, verdict });
  }

  const deeds: readonly ((runs: Runs) => Promise<unknown>)[] = [
    (runs) => runs.advance(run),
    (runs) => runs.advance(run),
    (runs) => runs.advance(run),
    ...[ben, cleo, dan, ben, cleo, dan, cleo, ada].map(
      (who) => (runs: Runs) => vote(runs, who, 'approved'),
    ),
    ...[0, 1].map(() => (runs: Runs) => vote(runs, eve, 'approved')),
    async () => void (isDeputy = !isDeputy),
    (runs) => (dice(4) === 0 ? breaksGlass(runs) : runs.advance(run)),
    (runs) => reviews(runs, dice(2) === 0 ? cleo : dan),
    (runs) => (dice(4) === 0 ? vote(runs, dan, 'rejected') : runs.advance(run)),
    (runs) => (dice(3) === 0 ? runs.withdraw(run, asOperator(ada)) : runs.advance(run)),
    (runs) => runs.resume(run, asOperator(dice(3) === 0 ? olga : ada)),
    (runs) =>
      dice(3) === 0
        ? runs.handOver(run, asOperator(ada), asOperator(dice(2) === 0 ? olga : cleo))
        : runs.advance(run),
    async () => void (clock.time += HOUR),
    ...[0, 1].map(() => (runs: Runs) => runs.attest(run, 'vault', asOperator(ada))),
  ];

  // Something new begins at one time in three, and about one step in forty is a replica's last.
  for (let left = 18; left > 0;) {
    const at = dice(lives.length);
    const living = lives[at] ?? never();
    if (dice(40) === 0) {
      kills += 1;
      kill(living.life);
      lives[at] = alive(at);
    } else if (dice(3) === 0 || !(await step())) {
      left -= 1;
      begin((deeds[dice(deeds.length)] ?? never())(living.runs));
    }
  }
  while (await step());

  const through = directly(run, first ?? never(), world, clock, seed);
  if (!(await through())) return { faults: ['it comes to no end'], kills, decisions: acks.length };
  const entries = await (first ?? never()).ledger.read(key);
  const faults = [
    ...faultsIn({ entries, world }),
    ...lost(entries, acks),
    ...twiceDone(world.deeds),
  ];
  return { faults, kills, decisions: acks.length };
}

const never = (): never => {
  throw new Error('There is no such replica.');
};

/** Letters that name a run, made from a number. */
const nameOf = (seed: number): string =>
  `Q${seed.toString(30).toUpperCase().padStart(5, 'A')}`.replace(/[01]/g, 'W').slice(-6) + seed;

const beginningOf = (seed: number) =>
  ({
    kind: 'started',
    walkthrough: 'doors',
    title: 'Shut the doors',
    subject: `house/${seed}`,
    answers: {},
    requester: ada,
    steps: stepsOf(seed).map(({ id, risk }) => ({ id, title: id, stage: id, risk })),
  }) as const;

/** A vote or a review that was answered as recorded stands in the ledger. */
const lost = (
  entries: readonly Entry[],
  acks: readonly { readonly by: string; readonly ask: number; readonly verdict: string }[],
): readonly string[] =>
  acks.flatMap(({ by, ask, verdict }) =>
    entries.some(
      (entry) =>
        (entry.kind === 'decided' || entry.kind === 'reviewed') &&
        entry.ask === ask &&
        entry.by.id === by &&
        entry.verdict === verdict,
    )
      ? []
      : [`the decision of ${by} on request ${ask} was acknowledged and lost`],
  );

const twiceDone = (deeds: readonly { readonly door: string }[]): readonly string[] =>
  [...Map.groupBy(deeds, ({ door }) => door)].flatMap(([door, all]) =>
    all.length > 1 ? [`the ${door} door was shut ${all.length} times`] : [],
  );

/** After the storm: one replica and willing people bring the run to its end. */
function directly(
  run: string,
  { ledger, withLock }: Replica,
  world: ReturnType<typeof smallWorld>,
  clock: { time: number },
  seed: number,
) {
  const more: readonly Person[] = ['gert', 'hana'].map((name) => ({ id: name, name }));
  const rolesNow = async (id: string): Promise<ReadonlySet<Role>> =>
    new Set([...APPROVERS, ...more].some((one) => one.id === id) ? ['approver'] : []);
  const runs = runsOf({
    tenant: TENANT,
    ledger,
    withLock,
    clock: movedBy(clock),
    policy: async () => usual,
    walkthroughs: [smallWalkthrough(world, stepsOf(seed), `house/${seed}`)],
    maxOpenRuns: 1e6,
    rolesOf: rolesNow,
    noted: () => undefined,
  });
  return async (): Promise<boolean> => {
    for (let round = 0; round < 12; round += 1) {
      await runs.advance(run);
      const entries = await runs.read(run);
      if (standingOf(entries).ended !== undefined) return true;
      const asks = asksOf(entries);
      for (const ask of new Set(asks.filter(({ state }) => state === 'pending').map((a) => a.ask)))
        for (const person of [...APPROVERS, ...more]) {
          const digest = digestOfAsk(asks.filter((each) => each.ask === ask));
          const vote = { verdict: 'approved', digest, phrase: ONE_WAY_PHRASE } as const;
          await runs.decide(run, ask, vote, { person, roles: await rolesNow(person.id) });
        }
      clock.time += HOUR;
      await runs.advance(run);
      await runs.attest(run, 'vault', asOperator(ada));
      await runs.resume(run, asOperator(ada));
    }
    return false;
  };
}
