import { z } from 'zod';
import { approvalCard } from '../../cards/approval-card.ts';
import { confirmCard } from '../../cards/confirm-card.ts';
import { guideCard } from '../../cards/guide-card.ts';
import type { Card } from '../../cards/parts.ts';
import { runCard } from '../../cards/run-card.ts';
import { SIGN_IN, UNSEEN, type Decider } from '../core/approvals.ts';
import { GatewayError } from '../core/errors.ts';
import type { Entry } from '../core/ledger.ts';
import type { Person } from '../core/people.ts';
import type { Answer } from '../core/runs.ts';
import { standingOf } from '../core/standing.ts';
import { kept } from '../seen.ts';
import { viewFor } from '../views/for-whom.ts';
import { findGuide } from '../views/guide-view.ts';
import { offersOf } from '../views/run-offers.ts';
import { runView } from '../views/run-view.ts';
import { settledView } from '../views/steering-view.ts';
import { behalfOf, rolesOf, type Asker, type Chat } from './chat.ts';
import { withGroups } from './in-groups.ts';
import { deedIn, steer } from './steering.ts';
import { signedIn, type Proof, type SignIn } from './signed-in.ts';
import { seenOn } from './votes.ts';

/** What whoever pressed gets to see at once. */
export type Answered =
  | { readonly kind: 'card'; readonly card: Card }
  | { readonly kind: 'message'; readonly text: string }
  /** The client has the person sign in, and presses again with the proof. */
  | SignIn;

/** Everything in it comes from a client: names only, looked up again in the ledger. */
const Data = z.object({
  run: z.string().regex(/^[2-9A-HJ-NP-Z]{6}$/),
  /** Digest of the card that the button is on. */
  seen: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  ask: z.coerce.number().int().positive().max(9999).optional(),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  step: z.string().max(100).optional(),
  /** Object id of whom a run is handed over to. */
  to: z.guid().optional(),
  steps: z.string().max(10_000).optional(),
  reason: z.string().max(500).optional(),
  phrase: z.string().max(200).optional(),
  // The sentence about what is too long is the core's; this only keeps out what is absurd.
  pasted: z.string().max(200_000).optional(),
});
type Data = z.infer<typeof Data>;

const MALFORMED: Answered = {
  kind: 'message',
  text: 'This button does not fit any request. Nothing was done. Type approvals or status for the current cards.',
};

const message = ({ says }: Answer): Answered => ({ kind: 'message', text: says });

/** A press on a card: parse, who may, record, answer. What follows is done afterwards. */
export async function onPress(
  chat: Chat,
  press: {
    readonly person: Person;
    readonly verb: string;
    readonly data: unknown;
    readonly trigger: 'manual' | 'automatic';
    readonly proof?: Proof;
  },
): Promise<Answered> {
  const { data } = Data.safeParse(press.data);
  if (data === undefined) return MALFORMED;
  // A refresh only redraws, and every client of a channel sends one.
  const refreshes = press.trigger === 'automatic';
  const { roles, problem } = await rolesOf(chat, press.person, !refreshes);
  if (problem !== undefined) return { kind: 'message', text: problem };
  if (roles.size === 0)
    return {
      kind: 'message',
      text: 'You hold no role here, so nothing was done. Ask an administrator to add you to the right group.',
    };
  try {
    const holder = { person: press.person, roles };
    const by = { ...holder, behalf: await behalfOf(chat, holder) };
    if (refreshes) return await current(chat, data, by);
    return await pressed(chat, press.verb, data, by, press.proof);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return {
      kind: 'message',
      text: `${error.message} Nothing was changed. Try again in a moment.`,
    };
  }
}

async function pressed(
  chat: Chat,
  verb: string,
  data: Data,
  by: Decider,
  proof: Proof | undefined,
): Promise<Answered> {
  const { runs } = chat;
  switch (verb) {
    case 'approve':
    case 'reject':
      return votePressed(chat, verb, data, by, proof);
    case 'withdraw':
      return after(chat, data, by, await runs.withdraw(data.run, by, data.reason));
    case 'resume':
      return after(chat, data, by, await runs.resume(data.run, by));
    case 'cancel':
      return after(chat, data, by, await runs.cancel(data.run, by, data.reason));
    case 'done':
      return donePressed(chat, data, by);
    case 'check':
      return lookNow(chat, data.run, by);
    case 'refresh':
      return current(chat, data, by);
    default:
      return steeringPressed(chat, verb, data, by);
  }
}

/** Who answers for a run, an emergency, a review: the card that asked for it says what came of it. */
async function steeringPressed(
  chat: Chat,
  verb: string,
  data: Data,
  by: Decider,
): Promise<Answered> {
  const deed = deedIn(verb, data);
  if (deed === undefined) return MALFORMED;
  const shown = await steer(chat, by, deed);
  if (shown.kind === 'view') return { kind: 'card', card: confirmCard(shown.view) };
  return shown.recorded === true
    ? { kind: 'card', card: confirmCard(settledView(nameOf(data), shown.says)) }
    : { kind: 'message', text: shown.says };
}

/** What the card was about. */
const nameOf = ({ run, ask }: Data): string =>
  ask === undefined ? `Run ${run}` : `Request ${run}-${ask}`;

/** After a refusal the card stays open and says the problem, so that it can be put right there. */
async function donePressed(
  chat: Chat,
  { run, step = '', pasted }: Data,
  by: Decider,
): Promise<Answered> {
  const answer = await chat.runs.attest(run, step, by, pasted);
  if (answer.kind === 'settled') await chat.lookSoon(run);
  if (answer.kind !== 'refused' || !by.roles.has('operator')) return message(answer);
  const view = findGuide(chat.runs, run, await chat.runs.read(run), step);
  return view?.state === 'open' && view.asks !== undefined
    ? { kind: 'card', card: guideCard({ ...view, problem: answer.says }) }
    : message(answer);
}

async function votePressed(
  chat: Chat,
  verb: 'approve' | 'reject',
  data: Data,
  by: Decider,
  proof: Proof | undefined,
): Promise<Answered> {
  const { run, ask, digest, seen } = data;
  if (ask === undefined || digest === undefined) return MALFORMED;
  const verdict = verb === 'approve' ? 'approved' : 'rejected';
  const claim = { run, ask, digest, seen, person: by.person.id };
  const [entries, on] = await Promise.all([chat.runs.read(run), seenOn(chat, claim)]);
  const vote = { digest, verdict, ...extras(data), ...on } as const;
  const decider = await withGroups(chat, by, entries, ask);
  let answer = await chat.runs.decide(run, ask, vote, decider, entries);
  if (answer.says === SIGN_IN) {
    const signed = await signedIn(chat.signIns, by.person, proof);
    if (signed.kind !== 'proven') return signed;
    const { signedInAt } = signed;
    answer = await chat.runs.decide(run, ask, { ...vote, signedInAt }, decider, entries);
  }
  if (answer.says === UNSEEN) return current(chat, data, by, UNSEEN);
  // Nobody is refused for the time while cards and record still say that it waits.
  if (answer.kind === 'refused') await chat.runs.expire(run);
  return after(chat, data, by, answer);
}

const extras = ({ steps, reason, phrase }: Data) => ({
  // An empty choice is a choice: nothing of it, never all of it.
  ...(steps === undefined ? {} : { steps: steps.split(',').flatMap((step) => step.trim() || []) }),
  ...(reason === undefined || reason.trim() === '' ? {} : { reason: reason.trim() }),
  ...(phrase === undefined ? {} : { phrase }),
});

/** The newest card for what was pressed, as whoever pressed is to see it: the ask, or the run. */
async function current(chat: Chat, data: Data, by: Decider, problem?: string): Promise<Answered> {
  return drawn(chat, data, by, await chat.runs.read(data.run), problem);
}

async function drawn(
  chat: Chat,
  { run, ask }: Data,
  by: Decider,
  entries: readonly Entry[],
  problem?: string,
): Promise<Answered> {
  if (entries.length === 0) return MALFORMED;
  const standing = standingOf(entries);
  if (ask !== undefined && standing.asks.every((asked) => asked.ask !== ask)) return MALFORMED;
  const offers = offersOf(chat.runs.walkthroughs, standing.started.walkthrough);
  const card =
    ask === undefined
      ? runCard(runView(run, standing, [], { offers }))
      : approvalCard(viewFor(run, entries, ask, by, problem));
  return { kind: 'card', card: await kept(chat.seen, chat.tenant, card) };
}

async function after(chat: Chat, data: Data, by: Decider, answer: Answer): Promise<Answered> {
  if (answer.kind !== 'recorded') return message(answer);
  // It is on record: whatever goes wrong with drawing it must not look as if it were not.
  return drawn(chat, data, by, answer.entries).catch(() => message(answer));
}

/** Has a waiting run looked at now instead of later. */
export async function lookNow(
  chat: Chat,
  run: string,
  by: Pick<Asker, 'roles'>,
): Promise<Answered> {
  if (!by.roles.has('operator'))
    return { kind: 'message', text: 'Only operators can have a run looked at.' };
  if ((await chat.runs.read(run)).length === 0) return MALFORMED;
  await chat.lookSoon(run);
  return { kind: 'message', text: 'Looking now. The run card shows what is found.' };
}
