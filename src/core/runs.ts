import { randomInt } from 'node:crypto';
import { advance, type Progress } from './advance.ts';
import { asksOf } from './asks.ts';
import { mayDecide, type Vote } from './approvals.ts';
import type { Clock } from './clock.ts';
import type { Data } from './data.ts';
import { MovedOn, type Entry, type Happening, type Ledger, type WithLock } from './ledger.ts';
import type { Person, Role, RunKey } from './people.ts';
import type { Policy } from './policy.ts';
import { expireDue } from './request.ts';
import type { Run } from './run.ts';
import { isSettled, standingOf, startOf } from './standing.ts';
import { remembering, type Walkthrough } from './walkthrough.ts';

/** What came of a request to change a run: recorded, or refused with a sentence. */
export type Answer =
  | { readonly kind: 'recorded'; readonly says: string }
  /** Nothing was recorded, because it stands already. */
  | { readonly kind: 'settled'; readonly says: string }
  | { readonly kind: 'refused'; readonly says: string };

export interface RunsSettings {
  readonly tenant: string;
  readonly ledger: Ledger;
  readonly withLock: WithLock;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly walkthroughs: readonly Walkthrough[];
  readonly maxOpenRuns: number;
  /** Called after something was recorded: redraw the cards, look at the run soon. */
  readonly noted: (run: string, by: 'people' | 'engine') => void;
}

export type Runs = ReturnType<typeof runsOf>;

interface By {
  readonly person: Person;
  readonly roles: ReadonlySet<Role>;
}

const refused = (says: string): Answer => ({ kind: 'refused', says });
const recorded = (says: string): Answer => ({ kind: 'recorded', says });

/** Without letters and digits that look alike: made to be typed. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const newRunId = (): string =>
  Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

const OPERATORS_ONLY =
  'Only operators can do this. Ask an administrator to add you to the operators group.';

/** All that people and jobs can do to runs. Nothing here waits for a run that is being advanced. */
export function runsOf(settings: RunsSettings) {
  const { tenant, ledger, clock, policy } = settings;
  const keyOf = (run: string): RunKey => ({ tenant, run });

  function find(id: string): Walkthrough | undefined {
    return settings.walkthroughs.find((walkthrough) => walkthrough.id === id);
  }

  /** Appends what `judge` says about the newest entries; asked again when somebody was faster. */
  async function record(
    run: string,
    judge: (entries: readonly Entry[]) => Answer | readonly Happening[],
    says: string,
  ): Promise<Answer> {
    for (;;) {
      const entries = await ledger.read(keyOf(run));
      if (entries.length === 0) return refused(`There is no run ${run}. Type status to see yours.`);
      const what = judge(entries);
      if ('kind' in what) return what;
      try {
        await ledger.append(keyOf(run), entries.length, what);
        settings.noted(run, 'people');
        return recorded(says);
      } catch (error) {
        if (!(error instanceof MovedOn)) throw error;
      }
    }
  }

  const byOperator = async (
    run: string,
    by: By,
    what: (entries: readonly Entry[]) => Answer | readonly Happening[],
    says: string,
  ): Promise<Answer> =>
    by.roles.has('operator') ? record(run, what, says) : refused(OPERATORS_ONLY);

  const openOnly =
    (what: (entries: readonly Entry[]) => Answer | readonly Happening[]) =>
    (entries: readonly Entry[]) => {
      const { ended } = standingOf(entries);
      return ended === undefined ? what(entries) : refused(`This run is ${ended} already.`);
    };

  async function openAbout(subject: string): Promise<string | undefined> {
    const open = await ledger.runs(tenant, { open: true });
    if (open.length >= settings.maxOpenRuns)
      return 'Too many runs are open. Finish or cancel one first; type status to see them.';
    const same = open.find((heading) => heading.subject === subject);
    return same && `Run ${same.run} about the same thing is still open. Type status to see it.`;
  }

  return {
    find,
    walkthroughs: settings.walkthroughs,

    /** Starts a run. The entry is on disk before the id is returned. */
    async start(id: string, answers: Data, by: By): Promise<Answer & { readonly run?: string }> {
      const walkthrough = find(id);
      if (walkthrough === undefined) return refused('There is no such walkthrough. Type help.');
      if (!by.roles.has('operator')) return refused(OPERATORS_ONLY);
      const parsed = walkthrough.answers.safeParse(answers);
      if (!parsed.success) return refused(`Those answers do not fit. Type ${walkthrough.command}.`);
      const subject = walkthrough.subject(parsed.data);
      return settings.withLock(`start/${tenant}/${subject}`, async () => {
        const problem = await openAbout(subject);
        if (problem !== undefined) return refused(problem);
        const steps = walkthrough.steps(parsed.data, remembering());
        const run = newRunId();
        const outline = steps.map(({ id: step, title, stage, risk, oneWay }) => ({
          id: step,
          title,
          stage,
          risk,
          ...(oneWay === undefined ? {} : { oneWay }),
        }));
        await ledger.append(keyOf(run), 0, [
          {
            kind: 'started',
            walkthrough: id,
            title: walkthrough.title,
            subject,
            answers,
            requester: by.person,
            steps: outline,
          },
        ]);
        settings.noted(run, 'people');
        return { ...recorded(`Run ${run} has started.`), run };
      });
    },

    /** Records a vote. On disk before this returns; what follows is done afterwards. */
    async decide(run: string, ask: number, vote: Vote, by: By): Promise<Answer> {
      const says = vote.verdict === 'approved' ? 'Your approval is on record.' : 'Rejected.';
      return record(
        run,
        (entries) => {
          const asked = asksOf(entries).filter((each) => each.ask === ask);
          const ruling = mayDecide(asked, vote, by, { entries, now: clock.now() });
          if (ruling.kind !== 'may') return ruling;
          return ruling.steps.map(({ step, digest }) => ({
            kind: 'decided' as const,
            ask,
            step,
            digest,
            verdict: vote.verdict,
            by: by.person,
            ...(vote.reason === undefined ? {} : { reason: vote.reason }),
          }));
        },
        says,
      );
    },

    /** Takes a request back, any time before it is applied; by the requester or any operator. */
    withdraw: (run: string, by: By, reason?: string) =>
      byOperator(
        run,
        by,
        openOnly((entries) => {
          const live = asksOf(entries).some(({ state }) => ['pending', 'approved'].includes(state));
          if (!live) return refused('Nothing is waiting for approval in this run.');
          return [{ kind: 'withdrawn', by: by.person, ...(reason ? { reason } : {}) }];
        }),
        'Withdrawn: nothing more will be done. Type resume to ask again.',
      ),

    /** Looks again after a failure, a rejection, an expiry or a withdrawal. */
    resume: (run: string, by: By) =>
      byOperator(
        run,
        by,
        openOnly((entries) => {
          const { steps, withdrawn, asks } = standingOf(entries);
          const stuck = steps.some(({ state }) => state === 'failed' || state === 'rejected');
          const expired = asks.some(({ step, state }) => {
            const latest = asks.findLast((ask) => ask.step === step);
            return state === 'expired' && latest?.state === 'expired';
          });
          if (!stuck && !withdrawn && !expired)
            return refused('This run has not stopped, so there is nothing to resume.');
          return [{ kind: 'resumed', by: by.person }];
        }),
        'Resumed: everything is checked again first.',
      ),

    cancel: (run: string, by: By, reason?: string) =>
      byOperator(
        run,
        by,
        openOnly(() => [{ kind: 'cancelled', by: by.person, ...(reason ? { reason } : {}) }]),
        'Cancelled. What was done stays done; nothing more will be.',
      ),

    /** Records that a person did what no API can see. */
    attest: (run: string, step: string, by: By) =>
      byOperator(
        run,
        by,
        openOnly((entries) => {
          const { steps } = standingOf(entries);
          const found = steps.find(({ id }) => id === step);
          if (found !== undefined && isSettled(found.state))
            return { kind: 'settled', says: 'This is on record already.' };
          const guide = found?.change?.guide;
          if (found?.state !== 'your-turn' || guide === undefined)
            return refused('This step does not wait for anybody. Type status to see the run.');
          if (guide.proof === 'observed')
            return { kind: 'settled', says: 'Looking whether it can be seen now.' };
          return [{ kind: 'attested', step, by: by.person, statement: guide.statement }];
        }),
        'Recorded as attested by you.',
      ),

    read: (run: string) => ledger.read(keyOf(run)),
    list: (only?: { readonly open: boolean }) => ledger.runs(tenant, only),
    about: (subject: string) => ledger.about(tenant, subject),

    /** Does what the run is ready for, alone on it; `noted` is told of each entry. */
    advance: (run: string): Promise<Progress> =>
      settings.withLock(`run/${tenant}/${run}`, async () => {
        const entries = await ledger.read(keyOf(run));
        const { walkthrough: id, answers, subject } = startOf(entries);
        const walkthrough = find(id);
        if (walkthrough === undefined) return { state: 'stopped' };
        const reads = remembering();
        const steps = walkthrough.steps(walkthrough.answers.parse(answers), reads);
        const noted = () => settings.noted(run, 'engine');
        const ready: Run = {
          key: keyOf(run),
          subject,
          steps,
          reads,
          ledger,
          policy,
          clock,
          noted,
        };
        await expireDue(ready);
        return advance(ready);
      }),
  };
}
