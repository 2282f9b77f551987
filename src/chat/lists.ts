import { approvalCard } from '../../cards/approval-card.ts';
import { listCard } from '../../cards/list-card.ts';
import { runCard } from '../../cards/run-card.ts';
import type { ActionView } from '../../cards/views.ts';
import { askSubject, runSubject } from '../announce.ts';
import { requestersOf } from '../core/approvals.ts';
import { standingOf, type Standing } from '../core/standing.ts';
import type { Entry, RunHeading } from '../core/ledger.ts';
import { approvalView, askState } from '../views/approval-view.ts';
import { viewFor } from '../views/for-whom.ts';
import { offersOf } from '../views/run-offers.ts';
import { runView } from '../views/run-view.ts';
import { answersFor, stamp, subjectLabel } from '../views/words.ts';
import { text, type Asker, type Chat, type Reply } from './chat.ts';
import { findRun } from './find-run.ts';
import { reviewsReply } from './reviews.ts';

const SHOWN = 8;

export const say = (title: string, command: string): ActionView => ({
  title,
  kind: 'say',
  verb: '',
  data: {},
  text: command,
});

async function rowOf(chat: Chat, { run, title, subject, startedAt }: RunHeading) {
  const standing = standingOf(await chat.runs.read(run));
  return {
    title: `${run} · ${title}`,
    subtitle: `${subjectLabel(subject)} · ${answersFor(standing)}, ${stamp(startedAt)}`,
    state: runView(run, standing, []).headline,
  };
}

/** One run in full, or all of them in a list. */
export async function statusReply(chat: Chat, run: string | undefined): Promise<readonly Reply[]> {
  const all = await chat.runs.list();
  const open = all.filter((each) => each.open);
  if (run === undefined && open.length !== 1) return [await runList(chat, all)];
  const found = await findRun(chat.runs, run, 'status');
  if (found.kind === 'unclear') return [text(found.says)];
  const { run: id } = found.heading;
  const standing = standingOf(await chat.runs.read(id));
  const offers = offersOf(chat.runs.walkthroughs, standing.started.walkthrough);
  const card = runCard(runView(id, standing, [], { offers }));
  return [{ kind: 'card', card, subject: runSubject(id) }];
}

async function runList(chat: Chat, all: readonly RunHeading[]): Promise<Reply> {
  const newest = all.toSorted((a, b) => Number(b.open) - Number(a.open)).slice(0, SHOWN);
  const rows = await Promise.all(newest.map((heading) => rowOf(chat, heading)));
  const dead = (await chat.due.list(chat.tenant)).filter(({ state }) => state === 'dead');
  const trouble =
    dead.length > 0 ? ` ${dead.length} pieces of background work have failed: type work.` : '';
  const card = listCard({
    title: 'Runs',
    intro:
      all.length === 0
        ? 'There is no run yet.'
        : `${all.length === 1 ? 'One run.' : `${all.length} runs, the open ones first.`}${trouble}`,
    rows,
    more: all.length - newest.length,
    actions:
      all.length === 0
        ? chat.runs.walkthroughs.slice(0, 1).map(({ title, command }) => say(title, command))
        : newest.slice(0, 4).map(({ run }) => say(`Show ${run}`, `status ${run}`)),
  });
  return { kind: 'card', card };
}

interface Pending {
  readonly heading: Pick<RunHeading, 'run' | 'title' | 'subject' | 'requester'>;
  readonly entries: readonly Entry[];
  readonly standing: Standing;
  readonly ask: number;
  readonly mine: boolean;
}

/** Every ask that waits for somebody, oldest first. */
export async function pendingAsks(chat: Chat, person: string): Promise<readonly Pending[]> {
  const open = await chat.runs.list({ open: true });
  const all = await Promise.all(
    open.map(async (heading) => {
      const entries = await chat.runs.read(heading.run);
      const standing = standingOf(entries);
      const asks = [...new Set(standing.asks.map(({ ask }) => ask))];
      const mine = requestersOf(entries).has(person);
      return asks
        .filter((ask) => askState(standing.asks.filter((each) => each.ask === ask)) === 'pending')
        .map((ask) => ({ heading, entries, standing, ask, mine }));
    }),
  );
  return all.flat().toReversed();
}

/** The approvals inbox: the newest card of each request that waits for this person. */
export async function approvalsReply(chat: Chat, asker: Asker): Promise<readonly Reply[]> {
  const { person, roles, behalf = [] } = asker;
  const decides = roles.has('approver') || behalf.length > 0;
  const all = await pendingAsks(chat, person.id);
  const [waiting, own] = [all.filter(({ mine }) => !mine), all.filter(({ mine }) => mine)];
  const owed = await reviewsReply(chat, asker);
  if (owed.length > 0 && waiting.length + own.length === 0) return owed;
  if (!decides && own.length === 0)
    return [text('You are no approver, and nothing of yours waits for approval.')];
  if (decides && waiting.length > 0 && waiting.length <= 3)
    return [
      ...owed,
      ...(await Promise.all(waiting.map((pending) => askReply(chat, asker, pending)))),
    ];
  return [...owed, inbox(all, decides ? waiting.length : 0)];
}

/** A request for whoever asks to see it, or for everybody where everybody sees it. */
export async function askReply(
  chat: Chat,
  by: Asker,
  { heading: { run }, entries, ask }: Pick<Pending, 'heading' | 'entries' | 'ask'>,
): Promise<Reply> {
  const card = by.personal
    ? approvalCard(viewFor(run, entries, ask, by))
    : await chat.announce.cardForPlace(run, entries, ask);
  return { kind: 'card', card, subject: askSubject(run, ask) };
}

function inbox(all: readonly Pending[], forMe: number): Reply {
  const shown = all.slice(0, SHOWN);
  const card = listCard({
    title: 'Approvals',
    intro:
      all.length === 0
        ? 'Nothing waits for approval.'
        : `${forMe} wait for you; ${all.length - forMe} you cannot decide, for they are yours or you are no approver.`,
    rows: shown.map(({ heading, standing, ask }) => ({
      title: `${heading.run}-${ask} · ${heading.title}`,
      subtitle: `${subjectLabel(heading.subject)} · asked by ${answersFor(standing)}`,
      state: approvalView(heading.run, standing, ask, 'reader').outcome,
    })),
    more: all.length - shown.length,
    actions: shown
      .slice(0, 4)
      .map(({ heading }) => say(`Show ${heading.run}`, `status ${heading.run}`)),
  });
  return { kind: 'card', card };
}

/** Background work: what is due, and what has failed for good. */
export async function workReply(chat: Chat): Promise<Reply> {
  const all = await chat.due.list(chat.tenant);
  const shown = all
    .toSorted((a, b) => Number(b.state === 'dead') - Number(a.state === 'dead'))
    .slice(0, SHOWN);
  const card = listCard({
    title: 'Background work',
    intro:
      all.length === 0
        ? 'Nothing is scheduled.'
        : `${all.length} scheduled; ${all.filter(({ state }) => state === 'dead').length} have failed for good.`,
    rows: shown.map(({ kind, key, due, state, attempts, lastError }) => ({
      title: `${kind} ${key}`,
      subtitle: `due ${stamp(due)}, ${attempts} attempts${lastError === undefined ? '' : `: ${lastError}`}`,
      state: state === 'dead' ? 'failed for good' : state,
    })),
    more: all.length - shown.length,
    actions: [],
  });
  return { kind: 'card', card };
}
