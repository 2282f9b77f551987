import type { Decider, Ruling, Vote } from './approvals.ts';
import type { Data } from './data.ts';
import type { ApproverGroup, Happening } from './ledger.ts';
import type { By } from './rulings.ts';
import { remembering, type Walkthrough } from './walkthrough.ts';

/** A vote as it is recorded: one entry for each step, with all that it rests on. */
export const decided = (
  { verdict, reason, card, signedInAt }: Vote,
  { person: by, groupsOf }: Decider,
  { steps, onBehalfOf }: Extract<Ruling, { readonly kind: 'may' }>,
): readonly Happening[] =>
  steps.map(({ ask, step, digest, check, groups }) => ({
    kind: 'decided',
    ask,
    step,
    digest,
    verdict,
    by,
    ...(reason === undefined ? {} : { reason }),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    ...(card === undefined ? {} : { card }),
    ...(check === undefined ? {} : { check: check.digest }),
    ...(groups === undefined
      ? {}
      : { groups: memberships(groups, groupsOf?.((onBehalfOf ?? by).id) ?? []) }),
    ...(signedInAt === undefined ? {} : { signedInAt }),
  }));

const memberships = (wanted: readonly ApproverGroup[], held: readonly string[]) =>
  wanted.flatMap(({ id }) => (held.includes(id) ? [id] : []));

/** The first entry of a run: all that its cards need, even if the walkthrough changes later. */
export function started(
  walkthrough: Walkthrough,
  answers: Data,
  subject: string,
  by: By,
): Happening {
  const steps = walkthrough.steps(walkthrough.answers.parse(answers), remembering());
  return {
    kind: 'started',
    walkthrough: walkthrough.id,
    title: walkthrough.title,
    subject,
    answers,
    requester: by.person,
    steps: steps.map(({ id, title, stage, risk, oneWay }) => ({
      id,
      title,
      stage,
      risk,
      ...(oneWay === undefined ? {} : { oneWay }),
    })),
  };
}
