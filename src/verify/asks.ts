import type { EntryOf, Person } from './entries.ts';

export type AskState =
  'pending' | 'approved' | 'rejected' | 'withdrawn' | 'expired' | 'void' | 'done' | 'failed';

export type Requested = EntryOf<'requested'>;
export type Decided = EntryOf<'decided'>;

/** A request for one step as far as the entries have been read. */
export interface Ask {
  readonly asked: Requested;
  readonly place: string;
  /** Digests of the changes that were asked for. */
  readonly changes: ReadonlySet<string>;
  /** Those that were done by this approval. */
  readonly done: Set<string>;
  readonly votes: Decided[];
  state: AskState;
  begun: boolean;
  glass?: EntryOf<'broke-glass'>;
  review?: EntryOf<'reviewed'>;
}

/** People are told apart by their object id, or by its seal once it is erased; never by a name. */
export const idOf = ({ id }: Person): string => id.toLowerCase();

/** Whoever stands behind a vote: the person, and whom they act for. */
export const peopleOf = ({ by, onBehalfOf }: Decided): readonly string[] =>
  onBehalfOf === undefined ? [idOf(by)] : [idOf(by), idOf(onBehalfOf)];

/** The approvals that count: nobody's twice, and none of those who may not. */
export function approvalsOf(ask: Ask, barred: ReadonlySet<string>): readonly Decided[] {
  const seen = new Set<string>();
  return ask.votes.filter((vote) => {
    const people = peopleOf(vote);
    if (vote.verdict !== 'approved') return false;
    if (people.some((id) => seen.has(id) || barred.has(id))) return false;
    for (const id of people) seen.add(id);
    return true;
  });
}

/** Whether every group can be given an approver of its own. */
function covers(groups: readonly string[], votes: readonly Decided[]): boolean {
  const [group, ...rest] = groups;
  if (group === undefined) return true;
  return votes.some(
    (vote, index) =>
      (vote.groups ?? []).includes(group) &&
      covers(
        rest,
        votes.filter((_, other) => other !== index),
      ),
  );
}

/** Why the votes so far are not enough; undefined when they are. */
export function missingIn(ask: Ask, barred: ReadonlySet<string>): string | undefined {
  const { quorum, groups = [] } = ask.asked;
  const votes = approvalsOf(ask, barred);
  if (votes.length < quorum) return `${votes.length} of the ${quorum} approvals that were demanded`;
  const ids = groups.map(({ id }) => id);
  return covers(ids, votes)
    ? undefined
    : `no approver for each of the groups ${groups.map(({ name }) => name).join(' and ')}`;
}
