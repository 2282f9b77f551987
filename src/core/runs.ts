import { randomInt } from 'node:crypto';
import { advance, type Progress } from './advance.ts';
import { asksOf, type AskedStep } from './asks.ts';
import { digestOfAsk, mayDecide, type Decider, type Vote } from './approvals.ts';
import { breakGlass, lateReview, review, type Emergency } from './break-glass.ts';
import type { Clock } from './clock.ts';
import type { Data } from './data.ts';
import { delegationEnd, ENDED_SAYS } from './delegations.ts';
import { askedElsewhere } from './elsewhere.ts';
import { decided, started } from './happenings.ts';
import { MovedOn, type Entry, type Ledger, type WithLock } from './ledger.ts';
import { readFor } from './pasted.ts';
import type { Role, RunKey } from './people.ts';
import type { PolicySource } from './policy.ts';
import { expireDue } from './request.ts';
import {
  attestation,
  cancellation,
  handOver,
  OPERATORS_ONLY,
  recorded,
  refused,
  resumption,
  withdrawal,
  type Answer,
  type By,
  type Judge,
} from './rulings.ts';
import type { Recording, Run } from './run.ts';
import { startOf, standingOf } from './standing.ts';
import { mayStart, remembering, startersOnly, type Walkthrough } from './walkthrough.ts';

export type { Answer, By } from './rulings.ts';

export interface RunsSettings {
  readonly tenant: string;
  readonly ledger: Ledger;
  readonly withLock: WithLock;
  readonly clock: Clock;
  readonly policy: PolicySource;
  readonly walkthroughs: readonly Walkthrough[];
  readonly maxOpenRuns: number;
  /** As the directory has them at this moment, nothing remembered; throws when it is silent. */
  readonly rolesOf: (person: string) => Promise<ReadonlySet<Role>>;
  /** Of these groups, those that the person is in at this moment; without it what a vote says counts. */
  readonly groupsOf?: (person: string, groups: readonly string[]) => Promise<readonly string[]>;
  /** Puts what changes send and get back on record. */
  readonly recording?: Recording;
  /** Called after something was recorded: redraw the cards, look at the run soon. */
  readonly noted: (run: string, by: 'people' | 'engine') => void;
}

export type Runs = ReturnType<typeof runsOf>;

const NOT_YOURS = refused(OPERATORS_ONLY);

/** Without letters and digits that look alike: made to be typed. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const newRunId = (): string =>
  Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** All that people and jobs can do to runs. Nothing here waits for a run that is being advanced. */
export function runsOf(settings: RunsSettings) {
  const { tenant, ledger, clock, policy, walkthroughs, rolesOf } = settings;
  const keyOf = (run: string): RunKey => ({ tenant, run });
  const find = (id: string) => walkthroughs.find((walkthrough) => walkthrough.id === id);

  /**
   * Appends what `judge` says about the newest entries; asked again when somebody was faster. What
   * the caller has read is good enough to begin with: an append to less than all is refused.
   */
  async function record(
    run: string,
    judge: Judge,
    says: string,
    known?: readonly Entry[],
  ): Promise<Answer> {
    const read = () => ledger.read(keyOf(run));
    for (let entries = known ?? (await read()); ; entries = await read()) {
      if (entries.length === 0) return refused(`There is no run ${run}. Type status to see yours.`);
      const what = judge(entries);
      if ('kind' in what) return what;
      try {
        const added = await ledger.append(keyOf(run), entries.length, what);
        settings.noted(run, 'people');
        return recorded(says, [...entries, ...added]);
      } catch (error) {
        if (!(error instanceof MovedOn)) throw error;
      }
    }
  }

  const byOperator = async (run: string, by: By, judge: Judge, says: string): Promise<Answer> =>
    by.roles.has('operator')
      ? record(run, judge, says)
      : record(run, (entries) => (isSteered(entries, by) ? judge(entries) : NOT_YOURS), says);

  /** Whoever may start a kind of run also steers those that they answer for. */
  function isSteered(entries: readonly Entry[], { person, roles }: By): boolean {
    const { started, operator } = standingOf(entries);
    const walkthrough = find(started.walkthrough);
    return operator.id === person.id && walkthrough !== undefined && mayStart(walkthrough, roles);
  }

  async function openAbout(subject: string): Promise<string | undefined> {
    const open = await ledger.runs(tenant, { open: true });
    if (open.length >= settings.maxOpenRuns)
      return 'Too many runs are open. Finish or cancel one first; type status to see them.';
    const same = open.find((heading) => heading.subject === subject);
    return same && `Run ${same.run} about the same thing is still open. Type status to see it.`;
  }

  return {
    find,
    walkthroughs,

    /** Starts a run. The entry is on disk before the name is returned. */
    async start(id: string, answers: Data, by: By): Promise<Answer & { readonly run?: string }> {
      const walkthrough = find(id);
      if (walkthrough === undefined) return refused('There is no such walkthrough. Type help.');
      if (!mayStart(walkthrough, by.roles)) return refused(startersOnly(walkthrough));
      const parsed = walkthrough.answers.safeParse(answers);
      if (!parsed.success) return refused(`Those answers do not fit. Type ${walkthrough.command}.`);
      const subject = walkthrough.subject(parsed.data);
      return settings.withLock(`start/${tenant}/${subject}`, async () => {
        const problem = await openAbout(subject);
        if (problem !== undefined) return refused(problem);
        const run = newRunId();
        const first = started(walkthrough, answers, subject, by);
        const entries = await ledger.append(keyOf(run), 0, [first]);
        settings.noted(run, 'people');
        return { ...recorded(`Run ${run} has started.`, entries), run };
      });
    },

    /**
     * Records a vote. On disk before this returns; what follows is done afterwards. Whoever has just
     * read the run's entries gives them along, and they are not read again.
     */
    async decide(
      run: string,
      ask: number,
      vote: Vote,
      by: Decider,
      known?: readonly Entry[],
    ): Promise<Answer> {
      const says = vote.verdict === 'approved' ? 'Your approval is on record.' : 'Rejected.';
      const read = known ?? (await ledger.read(keyOf(run)));
      const elsewhere = await askedElsewhere(ledger, keyOf(run), ask, read);
      const judge: Judge = (entries) => {
        const asked = asksOf(entries).filter((each) => each.ask === ask);
        const ruling = mayDecide(asked, vote, by, { entries, now: clock.now(), elsewhere });
        return ruling.kind === 'may' ? decided(vote, by, ruling) : ruling;
      };
      return record(run, judge, says, read);
    },

    withdraw: (run: string, by: By, reason?: string) =>
      byOperator(
        run,
        by,
        withdrawal(by, reason),
        'Withdrawn: nothing more will be done. Type resume to ask again.',
      ),

    resume: (run: string, by: By) =>
      byOperator(run, by, resumption(by), 'Resumed: everything is checked again first.'),

    /** Gives the run to another operator, whose roles were read at this moment. */
    handOver: (run: string, by: By, to: By, reason?: string) =>
      byOperator(
        run,
        by,
        handOver(by, to, reason),
        `Handed over: ${to.person.name} answers for run ${run} from now on.`,
      ),

    /** In an emergency: goes ahead without the approvers, who have to review it. */
    breakGlass: (run: string, by: By, emergency: Emergency) =>
      byOperator(
        run,
        by,
        breakGlass(by, emergency, digestOfAsk, clock),
        'On record: it is carried out without approval. All approvers are told and have to review it.',
      ),

    review: (run: string, ask: number, by: By, verdict: 'upheld' | 'objected', reason?: string) =>
      record(run, review(by, ask, verdict, reason), 'Your review is on record.'),

    /** Puts on record that nobody has reviewed in time what was done without approval. */
    noteOverdue: (run: string, ask: number) =>
      record(run, lateReview(ask, clock), 'On record: the review is overdue.'),

    /** Ends a delegation that a run has put in force. */
    endDelegation: (run: string, by: By) => record(run, delegationEnd(by, clock.now()), ENDED_SAYS),

    cancel: (run: string, by: By, reason?: string) =>
      byOperator(
        run,
        by,
        cancellation(by, reason),
        'Cancelled. What was done stays done; nothing more will be.',
      ),

    /**
     * Records what only a person can say. Where the guide asks for a text, the step decides whether
     * it is the right one; nothing of it is kept but what the step says it has understood.
     */
    async attest(run: string, step: string, by: By, pasted?: string): Promise<Answer> {
      const says = 'Recorded as attested by you.';
      if (!by.roles.has('operator')) return refused(OPERATORS_ONLY);
      const reading = await readFor(settings, run, step, pasted);
      const now = clock.now();
      if (reading === undefined) return record(run, attestation(by, step, { now }), says);
      if (reading.kind !== 'understood') return reading;
      return record(run, attestation(by, step, { now, understood: reading.what }), says);
    },

    /** Ends what has run out of time. It waits for nothing: silence means no, busy run or not. */
    expire: (run: string) =>
      expireDue({
        ...{ key: keyOf(run), ledger, clock },
        noted: () => settings.noted(run, 'engine'),
      }),

    read: (run: string) => ledger.read(keyOf(run)),
    list: (only?: { readonly open: boolean }) => ledger.runs(tenant, only),
    about: (subject: string) => ledger.about(tenant, subject),

    /** Does what the run is ready for, alone on it; `noted` is told of each entry. */
    async advance(run: string): Promise<Progress> {
      const key = keyOf(run);
      const { walkthrough: id, answers, subject } = startOf(await ledger.read(key));
      const walkthrough = find(id);
      if (walkthrough === undefined) return { state: 'stopped' };
      // One writer for each subject, whichever run it belongs to.
      return settings.withLock(`about/${tenant}/${subject}`, async () => {
        const reads = remembering();
        const steps = walkthrough.steps(walkthrough.answers.parse(answers), reads);
        const noted = () => settings.noted(run, 'engine');
        const recording = settings.recording === undefined ? {} : { recording: settings.recording };
        const groupsOf = settings.groupsOf === undefined ? {} : { groupsOf: settings.groupsOf };
        const ready: Run = {
          ...{ key, walkthrough: id, subject, steps, reads, ledger, policy, clock, rolesOf, noted },
          ...recording,
          ...groupsOf,
        };
        await expireDue(ready);
        const progress = await advance(ready);
        return { ...progress, ...firstExpiry(asksOf(await ledger.read(key))) };
      });
    },
  };
}

/** When the first request that is still pending runs out of time. */
function firstExpiry(asks: readonly AskedStep[]): Pick<Progress, 'expiresAt'> {
  const pending = asks.filter(({ state }) => state === 'pending');
  const [expiresAt] = pending.map((asked) => asked.expiresAt).sort();
  return expiresAt === undefined ? {} : { expiresAt };
}
