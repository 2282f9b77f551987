import { runsOf } from '../../src/core/runs.ts';
import { policyWith } from '../../src/core/policy.ts';
import { digestOfAsk, type Vote } from '../../src/core/approvals.ts';
import { standingOf } from '../../src/core/standing.ts';
import type { Person, Role } from '../../src/core/people.ts';
import type { Walkthrough } from '../../src/core/walkthrough.ts';
import { fakeDirectory } from './fake-directory.ts';
import { memoryClock } from './memory-clock.ts';
import { memoryStore } from './memory-store.ts';

export const TENANT = '11111111-1111-4111-8111-111111111111';

export const operator = (person: Person) => ({ person, roles: new Set<Role>(['operator']) });
export const approver = (person: Person) => ({ person, roles: new Set<Role>(['approver']) });

/** Runs over a store and a clock in memory, with short forms for what people do. */
export function stage(
  walkthroughs: readonly Walkthrough[],
  clock = memoryClock(),
  policy = policyWith(),
) {
  const store = memoryStore(clock);
  const directory = fakeDirectory();
  const runs = runsOf({
    tenant: TENANT,
    ledger: store.ledger,
    withLock: store.withLock,
    clock,
    policy,
    walkthroughs,
    maxOpenRuns: 20,
    rolesOf: (person) => directory.rolesOf(person),
    noted: () => undefined,
  });
  const asked = async (run: string, ask: number) =>
    standingOf(await runs.read(run)).asks.filter((each) => each.ask === ask);
  return {
    clock,
    store,
    directory,
    runs,
    stepsOf: async (run: string) =>
      Object.fromEntries(
        standingOf(await runs.read(run)).steps.map(({ id, state }) => [id, state]),
      ),
    lastAsk: async (run: string) =>
      Math.max(0, ...standingOf(await runs.read(run)).asks.map(({ ask }) => ask)),
    /** Decides on what the ledger shows at this moment. */
    async vote(run: string, ask: number, person: Person, vote: Partial<Vote> = {}) {
      const digest = digestOfAsk(await asked(run, ask));
      return runs.decide(run, ask, { verdict: 'approved', digest, ...vote }, approver(person));
    },
  };
}
