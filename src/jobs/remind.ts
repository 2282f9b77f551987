import { digestOfAsk, mayDecide, type Decider } from '../core/approvals.ts';
import type { AskedStep } from '../core/asks.ts';
import { after, type Clock } from '../core/clock.ts';
import type { DueTable, DueWork } from '../core/due.ts';
import { askedElsewhere } from '../core/elsewhere.ts';
import type { Entry, Ledger } from '../core/ledger.ts';
import type { Directory } from '../core/people.ts';
import { RISKS, ruleAt, type Policy, type PolicySource } from '../core/policy.ts';
import { approvalsOf, missingGroups } from '../core/quorum.ts';
import { outsideQuietHours } from '../core/quiet-hours.ts';
import { standingOf, type Standing } from '../core/standing.ts';

export const REMIND = 'remind';

/** A request that still waits, and who could decide on it and has not. */
export interface Reminder {
  readonly run: string;
  readonly ask: number;
  /** Counts up from 0; each is told once. */
  readonly rung: number;
  /** No other follows before the request expires. */
  readonly last: boolean;
  readonly standing: Standing;
  readonly steps: readonly AskedStep[];
  readonly waitingFor: readonly Decider[];
  readonly policy: Policy;
}

export interface RemindSettings {
  readonly tenant: string;
  readonly due: DueTable;
  readonly clock: Pick<Clock, 'now'>;
  readonly ledger: Ledger;
  readonly policy: PolicySource;
  readonly directory: Pick<Directory, 'groupsOf'>;
  /** Who is asked at all. */
  readonly decidersFor: (entries: readonly Entry[]) => Promise<readonly Decider[]>;
  /** Called again after a kill: must not tell anybody twice. */
  readonly tell: (reminder: Reminder) => Promise<void>;
}

/** The steps of each ask that are still to be decided on. */
function pendingIn(standing: Standing, now: string): readonly (readonly AskedStep[])[] {
  if (standing.ended !== undefined || standing.withdrawn) return [];
  const open = standing.asks.filter(
    ({ state, expiresAt }) => state === 'pending' && expiresAt > now,
  );
  return [...Map.groupBy(open, ({ ask }) => ask).values()];
}

/** When the reminders of an ask are due: by the ladder of its riskiest step, never in quiet hours. */
function timesOf(policy: Policy, { started }: Standing, steps: readonly AskedStep[]) {
  const ids = new Set(steps.map(({ step }) => step));
  const risks = new Set(started.steps.filter(({ id }) => ids.has(id)).map(({ risk }) => risk));
  const risk = RISKS.findLast((each) => risks.has(each)) ?? 'sensitive';
  const [first] = steps;
  if (first === undefined) return [];
  const { quietHours } = policy.document;
  return ruleAt(policy, started.walkthrough, risk)
    .remindAfter.map((rung) => new Date(after(first.requestedAt, rung)))
    .map((at) => outsideQuietHours(at, quietHours).toISOString())
    .filter((at) => at < first.expiresAt);
}

/** Reminds those who have not decided; what is due follows from the ledger and the policy. */
export function remindJob(settings: RemindSettings) {
  const { tenant, due, clock, ledger } = settings;

  /** Whether a yes of this person would be recorded, and would bring the step further. */
  async function couldDecide(
    by: Decider,
    all: readonly AskedStep[],
    pending: readonly AskedStep[],
    judging: Parameters<typeof mayDecide>[3],
  ): Promise<boolean> {
    const ids = [...new Set(pending.flatMap(({ groups = [] }) => groups.map(({ id }) => id)))];
    const people = [by.person, ...(by.behalf ?? [])];
    const held = new Map<string, readonly string[]>();
    if (ids.length > 0)
      for (const { id } of people) held.set(id, await settings.directory.groupsOf(id, ids));
    const decider = { ...by, groupsOf: (id: string) => held.get(id) ?? [] };
    const digest = digestOfAsk(all);
    const signedInAt = judging.now.toISOString();
    return pending.some(({ step, phrase = '', ...asked }) => {
      const vote = { verdict: 'approved', digest, steps: [step], phrase, signedInAt } as const;
      const ruling = mayDecide(all, vote, decider, judging);
      if (ruling.kind !== 'may') return false;
      return isWanted(asked, decider.groupsOf((ruling.onBehalfOf ?? by.person).id));
    });
  }

  async function remind(run: string, entries: readonly Entry[], policy: Policy, ask: number) {
    const standing = standingOf(entries);
    const all = standing.asks.filter((each) => each.ask === ask);
    const now = clock.now();
    const steps = all.filter(({ state }) => state === 'pending');
    const times = timesOf(policy, standing, steps);
    const rung = times.findLastIndex((at) => at <= now.toISOString());
    if (rung < 0) return;
    const elsewhere = await askedElsewhere(ledger, { tenant, run }, ask, entries);
    const waitingFor: Decider[] = [];
    for (const by of await settings.decidersFor(entries))
      if (await couldDecide(by, all, steps, { entries, now, elsewhere })) waitingFor.push(by);
    const last = rung === times.length - 1;
    await settings.tell({ ...{ run, ask, rung, last, standing, steps, waitingFor, policy } });
  }

  const schedule = (run: string, at: string, how: 'earlier' | 'move'): Promise<void> =>
    due.schedule({ tenant, kind: REMIND, key: run, due: at, payload: null }, how);

  /** A reminder whose time has come stays on the schedule: only what is to come is added. */
  async function scheduleNext(
    run: string,
    entries: readonly Entry[],
    policy: Policy,
    how: 'earlier' | 'move',
  ): Promise<void> {
    const now = clock.now().toISOString();
    const standing = standingOf(entries);
    const times = pendingIn(standing, now).flatMap((steps) => timesOf(policy, standing, steps));
    const [next] = times.filter((at) => at > now).sort();
    if (next !== undefined) await schedule(run, next, how);
  }

  const known = (run: string): Promise<readonly [readonly Entry[], Policy]> =>
    Promise.all([ledger.read({ tenant, run }), settings.policy()]);

  async function lookAt(run: string): Promise<void> {
    const [entries, policy] = await known(run);
    if (entries.length === 0) return;
    const now = clock.now();
    // After a pause of the bot it may be any time of day: then it waits for the morning.
    const loud = outsideQuietHours(now, policy.document.quietHours);
    if (loud > now) return schedule(run, loud.toISOString(), 'move');
    for (const [first] of pendingIn(standingOf(entries), now.toISOString()))
      if (first !== undefined) await remind(run, entries, policy, first.ask);
    await scheduleNext(run, entries, policy, 'move');
  }

  return {
    handlers: { [REMIND]: ({ key }: DueWork): Promise<void> => lookAt(key) },

    /** Puts the next reminder of a run on the schedule; called whenever something was recorded. */
    async soon(run: string): Promise<void> {
      const [entries, policy] = await known(run);
      if (entries.length > 0) await scheduleNext(run, entries, policy, 'earlier');
    },
  };
}

/** Not when others have to decide anyway: groups that they are not in are all that is missing. */
function isWanted(asked: Pick<AskedStep, 'votes' | 'quorum' | 'groups'>, held: readonly string[]) {
  const missing = missingGroups(asked);
  const places = asked.quorum - approvalsOf(asked.votes).length;
  return (
    missing.length < places || missing.some(({ id }) => held.includes(id)) || missing.length === 0
  );
}
