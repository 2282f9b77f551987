/** Who did something. The id is the Entra object id from the signed activity, never a name. */
export interface Person {
  readonly id: string;
  /** For display only. */
  readonly name: string;
}

export type Role = 'operator' | 'approver' | 'analyst' | 'auditor';

/** Names the run everywhere: in the ledger, on cards, in request ids. */
export interface RunKey {
  readonly tenant: string;
  readonly run: string;
}

/**
 * Who holds which role. Unresolved or unreachable throws `Unreachable`, which callers answer by
 * refusing: nobody is ever let in because a lookup failed.
 */
export interface Directory {
  /** `fresh` skips the cache: demanded at each decision, for roles change while a card is open. */
  rolesOf(person: string, fresh?: boolean): Promise<ReadonlySet<Role>>;
  /** Everyone who holds the role; an empty list is an answer. */
  membersOf(role: Role): Promise<readonly Person[]>;
  /**
   * Which of these groups the person is in, directly or through other groups, as it is at this
   * moment: nothing is remembered, for an approval may rest on it.
   */
  groupsOf(person: string, groups: readonly string[]): Promise<readonly string[]>;
}
