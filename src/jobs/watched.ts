import type { Entry } from '../core/ledger.ts';
import type { Person } from '../core/people.ts';
import type { Runs } from '../core/runs.ts';
import { standingOf } from '../core/standing.ts';
import type { Trace } from '../core/step.ts';
import {
  remembering,
  type Drift,
  type DriftFinding,
  type Walkthrough,
} from '../core/walkthrough.ts';
import { stepsDrift, together } from './steps-drift.ts';

/** A finished run that is looked after. */
export interface Watched {
  readonly run: string;
  readonly title: string;
  readonly subject: string;
  /** Who answers for it. */
  readonly operator: Person;
  /** ISO time. */
  readonly finishedAt: string;
  look(now: Date): Promise<Drift>;
  /** Where a change that would explain this finding is logged. */
  tracesOf(finding: DriftFinding): readonly Trace[];
}

export type WatchedRuns = Pick<Runs, 'find' | 'list' | 'read' | 'about'>;
type Heading = Awaited<ReturnType<Runs['list']>>[number];

const looksAgain = ({ drift, rechecked }: Walkthrough): boolean =>
  drift !== undefined || rechecked === true;

/** Closed runs that say something about what they set up, or took away; the newest first. */
async function candidates(runs: WatchedRuns): Promise<readonly Heading[]> {
  const all = await runs.list();
  return all.filter(({ walkthrough, open }) => {
    const found = runs.find(walkthrough);
    return !open && found !== undefined && (looksAgain(found) || found.retires === true);
  });
}

/** Everything that a finished run has set up. */
export const subjectsOf = async (runs: WatchedRuns): Promise<readonly string[]> => [
  ...new Set((await candidates(runs)).map(({ subject }) => subject)),
];

/** The newest finished run about a subject; undefined when what it set up is not wanted any more. */
export async function findWatched(
  runs: WatchedRuns,
  subject: string,
): Promise<Watched | undefined> {
  for (const heading of await candidates(runs)) {
    if (heading.subject !== subject) continue;
    const entries = await runs.read(heading.run);
    const finished = entries.find(({ kind }) => kind === 'finished');
    if (finished !== undefined) return watchedFrom(runs, heading, entries, finished.at);
  }
  return undefined;
}

function watchedFrom(
  runs: WatchedRuns,
  { run, subject, title }: Heading,
  entries: readonly Entry[],
  finishedAt: string,
): Watched | undefined {
  const { started, operator } = standingOf(entries);
  const { walkthrough: id, answers } = started;
  const walkthrough = runs.find(id);
  const parsed = walkthrough?.answers.safeParse(answers);
  if (walkthrough === undefined || !looksAgain(walkthrough) || !parsed?.success) return undefined;
  const { data } = parsed;
  const look = async (now: Date) => {
    const [reads, history] = [remembering(), await runs.about(subject)];
    const checks = (await walkthrough.drift?.(data, reads, { history, now })) ?? NOTHING;
    if (walkthrough.rechecked !== true) return checks;
    const looking = { entries, history, now };
    const fix = `Type mend ${run} for a plan that puts it right.`;
    return together(checks, await stepsDrift(walkthrough.steps(data, reads), looking, fix));
  };
  const tracesOf = ({ step }: DriftFinding) =>
    walkthrough.steps(data, remembering()).find((one) => one.id === step)?.traces ?? [];
  return { run, title, subject, operator, finishedAt, look, tracesOf };
}

const NOTHING: Drift = { severity: 'none', means: [], findings: [], unread: [] };
