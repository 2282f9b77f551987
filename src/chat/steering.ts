import { confirmCard } from '../../cards/confirm-card.ts';
import type { ConfirmView } from '../../cards/views.ts';
import { escaped } from '../../cards/text.ts';
import { reviewSubject } from '../announce-emergency.ts';
import { digestOfAsk } from '../core/approvals.ts';
import { emergencyProblem } from '../core/break-glass.ts';
import { allowsBreakGlass } from '../core/policy.ts';
import type { Answer } from '../core/runs.ts';
import { OPERATORS_ONLY, type By } from '../core/rulings.ts';
import { standingOf, type Standing } from '../core/standing.ts';
import { breakGlassView, handOverView, reviewView, settledView } from '../views/steering-view.ts';
import { text, type Asker, type Chat, type Reply } from './chat.ts';
import { delegationsReply, endDelegation } from './delegations.ts';
import { findOperator } from './find-operator.ts';
import type { Steering } from './steering-commands.ts';

/** What somebody gets to see: a card to confirm, or a sentence. */
export type Shown =
  | { readonly kind: 'view'; readonly view: ConfirmView }
  | { readonly kind: 'says'; readonly says: string; readonly recorded?: true };

const says = (sentence: string): Shown => ({ kind: 'says', says: sentence });
const shown = (view: ConfirmView): Shown => ({ kind: 'view', view });
const answered = (answer: Answer): Shown => ({
  ...{ kind: 'says', says: answer.says },
  ...(answer.kind === 'recorded' ? { recorded: true } : {}),
});

/** A card to confirm, or what came of it. */
export async function steeringReply(
  chat: Chat,
  by: Asker,
  steering: Steering,
): Promise<readonly Reply[]> {
  switch (steering.verb) {
    case 'delegations':
      return [await delegationsReply(chat)];
    case 'end-delegation':
      return [text(await endDelegation(chat, by, steering.run))];
    case 'hand-over':
    case 'take-over':
    case 'break-glass':
    case 'uphold':
    case 'object': {
      const what = await steer(chat, by, steering);
      const subject = what.kind === 'view' ? subjectOf(steering) : {};
      return what.kind === 'view'
        ? [{ kind: 'card', card: confirmCard(what.view), ...subject }]
        : [text(escaped(what.says, 2000))];
    }
  }
}

/** A review is redrawn when somebody else has said their word. */
const subjectOf = (steering: Steering): { readonly subject?: string } =>
  steering.verb === 'uphold' || steering.verb === 'object'
    ? { subject: reviewSubject(steering.run, steering.ask) }
    : {};

type Named = Exclude<Steering, { readonly verb: 'delegations' | 'end-delegation' }>;

/** With the digest of the plan that a card showed, where a card was pressed. */
export type Deed = Named & { readonly digest?: string };

/** What a press on a card means; undefined when it names too little. */
export function deedIn(
  verb: string,
  data: {
    readonly run: string;
    readonly ask?: number | undefined;
    readonly to?: string | undefined;
    readonly digest?: string | undefined;
    readonly reason?: string | undefined;
    readonly phrase?: string | undefined;
  },
): Deed | undefined {
  const { run, ask, to, digest, reason = '', phrase = '' } = data;
  switch (verb) {
    case 'hand-over':
      return to === undefined ? undefined : { verb, run, to, sure: true };
    case 'take-over':
      return { verb, run, sure: true };
    case 'break-glass':
      return ask === undefined || digest === undefined
        ? undefined
        : { verb, run, ask, reason, typed: phrase, digest };
    case 'uphold':
    case 'object':
      return ask === undefined ? undefined : { verb, run, ask, reason };
    default:
      return undefined;
  }
}

/** Typed and pressed take this one path. */
export async function steer(chat: Chat, by: By, deed: Deed): Promise<Shown> {
  const entries = await chat.runs.read(deed.run);
  if (entries.length === 0)
    return says(`There is no run ${deed.run}. Type status to see the runs.`);
  const standing = standingOf(entries);
  switch (deed.verb) {
    case 'hand-over':
      return handOver(chat, by, standing, deed);
    case 'take-over':
      return moved(chat, by, standing, { ...deed, to: by });
    case 'break-glass':
      return breakGlass(chat, by, standing, deed);
    case 'uphold':
    case 'object':
      return review(chat, by, deed);
  }
}

type HandOver = Extract<Deed, { readonly verb: 'hand-over' }>;
type BreakGlass = Extract<Deed, { readonly verb: 'break-glass' }>;

async function handOver(
  chat: Chat,
  by: By,
  standing: Standing,
  { run, to, sure }: HandOver,
): Promise<Shown> {
  if (!by.roles.has('operator')) return says(OPERATORS_ONLY);
  const found = await findOperator(chat.directory, to, standing.operator);
  if (found.kind === 'unclear') return says(found.says(({ id }) => `hand over ${run} to ${id}`));
  const roles = await chat.directory.rolesOf(found.person.id, true);
  return moved(chat, by, standing, { run, sure, to: { person: found.person, roles } });
}

/** First the card that says what it means; said again, it is done. */
async function moved(
  chat: Chat,
  by: By,
  standing: Standing,
  { run, to, sure }: { readonly run: string; readonly to: By; readonly sure: boolean },
): Promise<Shown> {
  if (!by.roles.has('operator')) return says(OPERATORS_ONLY);
  if (standing.operator.id === to.person.id)
    return says(`${to.person.name} answers for this run already.`);
  return sure
    ? answered(await chat.runs.handOver(run, by, to))
    : shown(handOverView(run, standing, to.person, by.person));
}

async function breakGlass(
  chat: Chat,
  by: By,
  { asks, started }: Standing,
  { run, ask, reason, typed, digest }: BreakGlass,
): Promise<Shown> {
  if (!by.roles.has('operator')) return says(OPERATORS_ONLY);
  const allowed = allowsBreakGlass(await chat.policy(), started.walkthrough);
  const asked = asks.filter((each) => each.ask === ask);
  if (typed === undefined) {
    const problem = emergencyProblem(asked, await chat.runs.read(run), { allowed });
    return problem === undefined ? shown(breakGlassView(run, ask, asked, reason)) : says(problem);
  }
  const emergency = {
    ...{ ask, reason, typed, allowed, reference: `${run}-${ask}` },
    // What a request shows never changes, so whoever types its name means this plan.
    digest: digest ?? digestOfAsk(asked),
  };
  const answer = await chat.runs.breakGlass(run, by, emergency);
  // It is done: what is not scheduled now the sweep finds, and nobody is shown an error for it.
  if (answer.kind === 'recorded') await chat.reviewSoon(run).catch(() => undefined);
  return answered(answer);
}

async function review(
  chat: Chat,
  by: By,
  { run, ask, verb, reason }: Extract<Deed, { readonly verb: 'uphold' | 'object' }>,
): Promise<Shown> {
  const verdict = verb === 'uphold' ? 'upheld' : 'objected';
  const said = reason.trim();
  const answer = await chat.runs.review(run, ask, by, verdict, said === '' ? undefined : said);
  if (answer.kind !== 'recorded') return answered(answer);
  const standing = standingOf(await chat.runs.read(run));
  const steps = standing.asks.filter((each) => each.ask === ask);
  return shown(
    reviewView(run, ask, standing, steps) ?? settledView(`Review of ${run}-${ask}`, answer.says),
  );
}
