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

/** The groups left without an approver of their own: whoever is in two of them counts for one. */
export function uncoveredBy<T extends { readonly groups?: readonly string[] }>(
  groups: readonly ApproverGroup[],
  people: readonly T[],
): readonly ApproverGroup[] {
  const sends = new Map<T, ApproverGroup>();
  // Whoever stands for another group already makes way if that one finds somebody else.
  const place = (group: ApproverGroup, tried: Set<T>): boolean => {
    const found = people.find((vote) => {
      if (tried.has(vote) || !(vote.groups ?? []).includes(group.id)) return false;
      tried.add(vote);
      const other = sends.get(vote);
      return other === undefined || place(other, tried);
    });
    if (found !== undefined) sends.set(found, group);
    return found !== undefined;
  };
  return groups.filter((group) => !place(group, new Set()));
}

/** Which of the wanted groups have not sent an approver yet, as few as can be. */
export const missingGroups = (asked: {
  readonly votes: readonly Vote[];
  readonly groups?: readonly ApproverGroup[];
}): readonly ApproverGroup[] => uncoveredBy(asked.groups ?? [], approvalsOf(asked.votes));

/** Whether these votes are enough for what was asked. */
export function isQuorate(asked: {
  readonly votes: readonly Vote[];
  readonly quorum: number;
  readonly groups?: readonly ApproverGroup[];
}): boolean {
  return approvalsOf(asked.votes).length >= asked.quorum && missingGroups(asked).length === 0;
}
