import { planCard } from '../../cards/plan-card.ts';
import { reportCard } from '../../cards/report-card.ts';
import type { ActionView, PlanView } from '../../cards/views.ts';
import { foresee, type Foreseen } from '../core/foresee.ts';
import { startOf } from '../core/standing.ts';
import type { Data } from '../core/data.ts';
import type { Entry } from '../core/ledger.ts';
import { remembering, type Walkthrough } from '../core/walkthrough.ts';
import { planView } from '../views/plan-view.ts';
import { subjectLabel } from '../views/words.ts';
import { text, type Chat, type Reply } from './chat.ts';
import { findRetiring } from './retired.ts';

interface About {
  readonly walkthrough: Walkthrough;
  readonly answers: Data;
  /** Entries of the run, if there is one already. */
  readonly entries: readonly Entry[];
}

/** What if: the whole walkthrough as a plan, without touching anything. */
export async function planReply(
  chat: Chat,
  about: About,
  actions: readonly ActionView[],
): Promise<Reply> {
  const view = await findPlan(chat, about, actions);
  return view === undefined
    ? text(`Those answers do not fit any more. Type ${about.walkthrough.command}.`)
    : { kind: 'card', card: planCard(view) };
}

/** The plan as plain data; undefined when the answers do not fit the walkthrough any more. */
export async function findPlan(
  chat: Chat,
  { walkthrough, answers, entries }: About,
  actions: readonly ActionView[],
): Promise<PlanView | undefined> {
  const parsed = walkthrough.answers.safeParse(answers);
  if (!parsed.success) return undefined;
  const reads = remembering();
  const subject = walkthrough.subject(parsed.data);
  const looking = { entries, history: await chat.runs.about(subject), now: chat.clock.now() };
  const [all, remarks] = await Promise.all([
    foresee(walkthrough.steps(parsed.data, reads), looking),
    walkthrough.remarks?.(parsed.data, reads, looking) ?? [],
  ]);
  const heading = { title: walkthrough.title, subject: subjectLabel(subject) };
  const under = { policy: await chat.policy(), walkthrough: walkthrough.id };
  return planView(heading, all, under, { remarks, actions });
}

/** The walkthrough and the answers that a run was started with. */
export async function aboutRun(chat: Chat, run: string): Promise<About | undefined> {
  const entries = await chat.runs.read(run);
  const { walkthrough: id, answers } = startOf(entries);
  const walkthrough = chat.runs.find(id);
  return walkthrough && { walkthrough, answers, entries };
}

/** Every check again: what has drifted since, and what to do about it. */
export async function healthReply(chat: Chat, run: string): Promise<readonly Reply[]> {
  const about = await aboutRun(chat, run);
  const health = about?.walkthrough.health;
  const parsing = about?.walkthrough.answers.safeParse(about.answers);
  if (about === undefined || health === undefined || !parsing?.success)
    return [text('This kind of run has no health report.')];
  const { walkthrough, entries } = about;
  const parsed = parsing.data;
  const looking = {
    history: await chat.runs.about(walkthrough.subject(parsed)),
    now: chat.clock.now(),
  };
  const reads = remembering();
  const [report, all] = await Promise.all([
    health(parsed, reads, looking),
    foresee(walkthrough.steps(parsed, reads), { ...looking, entries }),
  ]);
  const retiring = await findRetiring(chat.runs, run);
  const lines =
    retiring === undefined
      ? driftIn(all, entries, walkthrough.command)
      : [`What this run set up was taken back on purpose: ${retiring.title}, run ${retiring.run}.`];
  const sections = [{ heading: 'Since the run', lines }, ...report.sections];
  return [{ kind: 'card', card: reportCard({ ...report, sections, actions: [] }) }];
}

/** What no longer holds; what could not be looked at is said, never taken for holding. */
function driftIn(
  all: readonly Foreseen[],
  entries: readonly Entry[],
  command: string,
): readonly string[] {
  const attested = new Set(
    entries.flatMap((entry) => (entry.kind === 'attested' ? [entry.step] : [])),
  );
  const looked = all.filter(({ step }) => !attested.has(step.id));
  const unseen = looked.flatMap(({ step, unseen: why }) =>
    why === undefined ? [] : [`Could not be looked at: ${step.title}. ${why}`],
  );
  const drifted = looked
    .filter(({ plan }) => plan.some(({ kind }) => kind === 'automatic'))
    .flatMap(({ plan }) => plan.map(({ summary }) => summary));
  if (drifted.length > 0) return [...drifted, `To put it right, type ${command}.`, ...unseen];
  return unseen.length > 0
    ? unseen
    : ['Nothing has drifted: every step that the bot can see holds.'];
}

/** What is recorded where: the closing card of a run, at any time. */
export async function closingReply(chat: Chat, run: string): Promise<Reply> {
  const about = await aboutRun(chat, run);
  const parsed = about?.walkthrough.answers.safeParse(about.answers);
  if (about?.walkthrough.closing === undefined || !parsed?.success)
    return text('This kind of run has no such report.');
  return {
    kind: 'card',
    card: reportCard({ ...about.walkthrough.closing(parsed.data), actions: [] }),
  };
}
