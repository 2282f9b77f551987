import { requestersOf } from './approvals.ts';
import type { AskedStep, Vote } from './asks.ts';
import { MINUTE } from './clock.ts';
import { GatewayError } from './errors.ts';
import type { Person } from './people.ts';
import { approvalsOf, isQuorate, missingGroups, peopleOf } from './quorum.ts';
import { outgrown } from './policy-recheck.ts';
import { askAnew } from './request.ts';
import { lookingAt, type Outcome, type Run } from './run.ts';
import type { Change, Looking, Step, WaitChange } from './step.ts';
import { latestIn } from './times.ts';
import { waitFor } from './wait.ts';

/** What keeps a one-way door shut: time, or an approval that no longer stands. */
type Shut =
  | { readonly kind: 'wait'; readonly on: string; readonly usually: string }
  | { readonly kind: 'void'; readonly why: string };

const LATE =
  'It was approved, but not carried out in time: an approval of what cannot be undone lapses.';

const CLOCK_BACK: Shut = {
  kind: 'wait',
  on: 'the clock went back behind what is on record already, and nothing that cannot be undone is done by a clock that is wrong',
  usually: 'until the clock is right again',
};

/**
 * The last look before what cannot be undone: the clock, the time of the approval, and whether all
 * who approved still may. Undefined when nothing stands in the way any more.
 */
export async function keptShut(
  run: Run,
  step: Step,
  plan: readonly Change[],
  asked: AskedStep,
): Promise<Outcome | undefined> {
  const shut = await findShut(run, step, asked);
  switch (shut?.kind) {
    case undefined:
      return undefined;
    case 'wait':
      return waitFor(run, step, waitOf(step, shut));
    case 'void':
      await askAnew(run, { step, plan }, asked, shut.why);
      return { state: 'waiting' };
  }
}

/** An approval that the policy in force has outgrown is void; what is left is asked for anew. */
export async function outgrownBy(
  run: Run,
  step: Step,
  plan: readonly Change[],
  asked: AskedStep,
): Promise<Outcome | undefined> {
  const why = outgrown(await run.policy(), run.walkthrough, step, asked);
  if (why === undefined) return undefined;
  await askAnew(run, { step, plan }, asked, why);
  return { state: 'waiting' };
}

async function findShut(run: Run, step: Step, asked: AskedStep): Promise<Shut | undefined> {
  const entries = await run.ledger.read(run.key);
  const now = run.clock.now();
  if (now < latestIn(entries)) return CLOCK_BACK;
  if (new Date(asked.expiresAt) <= now) return { kind: 'void', why: LATE };
  try {
    return await findMissing(run, step, asked, await lookingAt(run, entries));
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const on = `it cannot be looked up whether those who approved still may. ${error.message}`;
    return { kind: 'wait', on, usually: 'until the directory answers' };
  }
}

/** Whether those whose approval still counts are enough; if not, who is missing and why. */
async function findMissing(
  run: Run,
  step: Step,
  asked: AskedStep,
  looking: Looking,
): Promise<Shut | undefined> {
  const excludes = (await step.excludes?.(looking)) ?? [];
  const requesters = requestersOf(looking.entries);
  const judge = async (vote: Vote) => {
    const { by } = vote;
    const people = peopleOf(vote).map((id) => id.toLowerCase());
    const excluded = excludes.find(({ id }) => people.includes(id.toLowerCase()));
    if (excluded !== undefined) return `${by.name}: ${excluded.why}`;
    if (peopleOf(vote).some((id) => requesters.has(id))) return `${by.name} asks for it by now.`;
    // Whoever acts for another does so with the other's right to approve.
    return noApprover(run, vote.onBehalfOf ?? by);
  };
  const approvals = approvalsOf(asked.votes);
  const judged = await Promise.all(approvals.map(judge));
  const counted = approvals.filter((_vote, index) => judged[index] === undefined);
  const votes = await Promise.all(counted.map((vote) => asGrouped(run, asked, vote)));
  if (isQuorate({ ...asked, votes })) return undefined;
  const groups = missingGroups({ ...asked, votes }).map(({ name }) => name);
  const left = groups.length === 0 ? [] : [`Nobody of ${groups.join(' and ')} is among them now.`];
  const missing = [...judged.flatMap((why) => why ?? []), ...left];
  return { kind: 'void', why: `An approval no longer counts. ${missing.join(' ')}` };
}

/** The vote with the groups that whoever it counts for is in by now. */
async function asGrouped(run: Run, { groups = [] }: AskedStep, vote: Vote): Promise<Vote> {
  if (groups.length === 0 || run.groupsOf === undefined) return vote;
  const ids = groups.map(({ id }) => id);
  return { ...vote, groups: await run.groupsOf((vote.onBehalfOf ?? vote.by).id, ids) };
}

async function noApprover(run: Run, { id, name }: Person): Promise<string | undefined> {
  try {
    const roles = await run.rolesOf(id);
    return roles.has('approver') ? undefined : `${name} is no approver any more.`;
  } catch (error) {
    // Whoever has left for good is not waited for; a directory that is silent is.
    if (error instanceof GatewayError && error.status === 404)
      return `${name} cannot be found in the directory any more.`;
    throw error;
  }
}

const waitOf = ({ id, title }: Step, { on, usually }: Shut & { kind: 'wait' }): WaitChange => ({
  kind: 'wait',
  summary: `Not yet: ${title}`,
  details: { operation: 'wait', target: id, before: 'approved', after: 'approved' },
  on,
  usually,
  lookAgain: MINUTE,
});
