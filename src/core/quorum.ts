import type { Vote } from './asks.ts';
import type { ApproverGroup } from './ledger.ts';

/** Whoever stands behind a vote: the person, and whom they act for. */
export const peopleOf = ({ by, onBehalfOf }: Vote): readonly string[] =>
  onBehalfOf === undefined ? [by.id] : [by.id, onBehalfOf.id];

/** One yes for each person, whether they decide themselves or somebody does for them. */
export function approvalsOf(votes: readonly Vote[]): readonly Vote[] {
  const counted = new Set<string>();
  return votes.filter((vote) => {
    const people = peopleOf(vote);
    if (vote.verdict !== 'approved' || people.some((id) => counted.has(id))) return false;
    people.forEach((id) => counted.add(id));
    return true;
  });
}

/** Object ids of all who said yes, and of those they said it for. */
export const approversOf = (votes: readonly Vote[]): ReadonlySet<string> =>
  new Set(approvalsOf(votes).flatMap(peopleOf));

/** Whether each group finds an approver of its own: whoever is in two of them counts for one. */
function coversAll(groups: readonly ApproverGroup[], approvals: readonly Vote[]): boolean {
  const [first, ...others] = groups;
  if (first === undefined) return true;
  return approvals.some(
    (vote) =>
      (vote.groups ?? []).includes(first.id) &&
      coversAll(
        others,
        approvals.filter((other) => other !== vote),
      ),
  );
}

/** Whether these votes are enough for what was asked. */
export function isQuorate(asked: {
  readonly votes: readonly Vote[];
  readonly quorum: number;
  readonly groups?: readonly ApproverGroup[];
}): boolean {
  const approvals = approvalsOf(asked.votes);
  return approvals.length >= asked.quorum && coversAll(asked.groups ?? [], approvals);
}
