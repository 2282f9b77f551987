import { digestOfAsk } from '../../../src/core/approvals.ts';
import { appliedSinceAsked } from '../../../src/core/apply.ts';
import { asksOf, type AskedStep } from '../../../src/core/asks.ts';
import { requestersOf } from '../../../src/core/approvals.ts';
import { MovedOn, type Entry, type Ledger } from '../../../src/core/ledger.ts';
import type { Person, Role } from '../../../src/core/people.ts';
import { builtInPolicy, policyOf, RISKS, type Policy } from '../../../src/core/policy.ts';
import { runsOf } from '../../../src/core/runs.ts';
import { standingOf, startOf } from '../../../src/core/standing.ts';
import { smallWalkthrough, type SmallStep, type SmallWorld } from './small-world.ts';

export const TENANT = '11111111-1111-4111-8111-111111111111';
export const RUN = '7K2QF9';

/** Everything that there is at one moment; plain data, so that it can be taken up again. */
export interface State {
  readonly entries: readonly Entry[];
  readonly world: SmallWorld;
  /** Who is no approver at this moment. */
  readonly dismissed: readonly string[];
  /** Whether the stricter policy is in force. */
  readonly strict: boolean;
  /** Milliseconds. */
  readonly now: number;
  /** How this state was come to, for the report of a fault. */
  readonly path: readonly string[];
}

/** One run, in a list: what was appended is all there is after a kill. */
function listLedger(entries: Entry[], now: () => number): Ledger {
  return {
    read: async () => [...entries],
    async append({ run }, seen, what) {
      if (entries.length !== seen) throw new MovedOn(`Run ${run} has moved on.`);
      const at = new Date(now()).toISOString();
      const added = what.map((one, index): Entry => ({ ...one, seq: seen + index + 1, at }));
      entries.push(...added);
      return added;
    },
    runs: async (tenant) => {
      if (entries.length === 0) return [];
      const { walkthrough, subject, title, requester, at } = startOf(entries);
      const open = standingOf(entries).ended === undefined;
      return [{ tenant, run: RUN, walkthrough, subject, title, requester, startedAt: at, open }];
    },
    about: async () => [...entries],
  };
}

const { document } = builtInPolicy();
const breakGlass = { walkthroughs: ['doors'] };
/** The built-in policy, with emergencies allowed. */
export const usual = policyOf({ ...document, breakGlass });
const risksOf = (quorum: number) =>
  Object.fromEntries(RISKS.map((risk) => [risk, { ...document.risks[risk], quorum }]));

/** So many approvers the stricter policy demands of every step. */
export const STRICT = 3;
const stricter: Policy = policyOf({
  ...document,
  risks: { ...document.risks, ...risksOf(STRICT) },
  breakGlass,
});

/** The shipped machine, set up on a state; `put` gives the state that it has come to. */
export function taken(state: State, steps: readonly SmallStep[], approvers: readonly Person[]) {
  const entries = [...state.entries];
  const world = structuredClone(state.world);
  const dismissed = new Set(state.dismissed);
  const clock = { time: state.now };
  const demands = { strict: state.strict };
  const ledger = listLedger(entries, () => clock.time);
  const rolesOf = async (id: string): Promise<ReadonlySet<Role>> =>
    new Set(approvers.some((one) => one.id === id) && !dismissed.has(id) ? ['approver'] : []);
  const runs = runsOf({
    tenant: TENANT,
    ledger,
    withLock: (_key, work) => work(),
    clock: { now: () => new Date(clock.time), sleep: () => Promise.resolve() },
    policy: async () => (demands.strict ? stricter : usual),
    walkthroughs: [smallWalkthrough(world, steps)],
    maxOpenRuns: 5,
    rolesOf,
    noted: () => undefined,
  });
  const put = (action: string): State => ({
    entries,
    world,
    dismissed: [...dismissed].sort(),
    strict: demands.strict,
    now: clock.time,
    path: [...state.path, action],
  });
  return { runs, ledger, entries, world, dismissed, clock, demands, rolesOf, put };
}

export type Taken = ReturnType<typeof taken>;

export const digestOf = (asked: readonly AskedStep[]): string => digestOfAsk(asked);

const seenOf = (asked: AskedStep, { entries, now }: State) => {
  const resumed = entries.findLast(({ kind }) => kind === 'resumed')?.seq ?? 0;
  return [
    asked.step,
    asked.state,
    asked.changes.map(({ summary }) => summary),
    asked.votes.map(({ by, onBehalfOf, verdict }) => [by.id, onBehalfOf?.id, verdict]),
    asked.begun === true,
    asked.brokenGlass && [asked.brokenGlass.by.id, asked.brokenGlass.review?.verdict],
    new Date(asked.expiresAt).getTime() <= now,
    asked.notBefore !== undefined && new Date(asked.notBefore).getTime() > now,
    (asked.settledSeq ?? 0) < resumed,
  ];
};

/** Two states with the same key go on in the same way: what is past and decided on is left out. */
export function keyOf(state: State): string {
  const { steps, operator, withdrawn, ended } = standingOf(state.entries);
  const asks = asksOf(state.entries);
  const recent = steps.flatMap(({ id }) => asks.filter(({ step }) => step === id).slice(-2));
  return JSON.stringify([
    steps.map(({ id, state: stands }) => [id, stands, appliedSinceAsked(state.entries, id).size]),
    recent.map((asked) => seenOf(asked, state)),
    [operator.id, withdrawn, ended, [...requestersOf(state.entries)].sort()],
    [state.world.open, state.world.trouble, state.dismissed, state.strict],
  ]);
}
