import { digestOf, type Data } from './data.ts';
import { appliedOf, type InForce } from './in-force.ts';
import type { Entry, Ledger } from './ledger.ts';
import type { Person } from './people.ts';
import { asData, policyOf, type Policy, type PolicySource } from './policy.ts';
import { PolicyDocument } from './policy-document.ts';

/** What all runs that change the policy are about. */
export const POLICY_SUBJECT = 'policy/approvals';
export const SET_POLICY = 'policy.set';

/** The policy in force, and the change that has put it there; none for the built-in one. */
export interface PolicyStanding {
  readonly policy: Policy;
  readonly set?: InForce;
}

/** Reads the policy in force from the entries about the policy: the last one that was applied. */
export function policyIn(history: readonly Entry[], builtIn: Policy): PolicyStanding {
  const set = appliedOf(history, SET_POLICY).at(-1);
  if (set === undefined) return { policy: builtIn };
  // What cannot be read is not guessed at: then nothing is asked for and nothing applied.
  const parsed = PolicyDocument.safeParse(set.details.after);
  if (!parsed.success)
    throw new Error('The approval policy in the ledger cannot be read, so nothing is done.');
  return { policy: policyOf(parsed.data), set };
}

/** The policy in force, read from the ledger each time: one question about one subject. */
export const policyFrom =
  (ledger: Pick<Ledger, 'about'>, tenant: string, builtIn: Policy): PolicySource =>
  async () =>
    policyIn(await ledger.about(tenant, POLICY_SUBJECT), builtIn).policy;

/** The policy of a digest, if it was ever in force or asked for here; for the evidence. */
export async function policyBy(
  ledger: Pick<Ledger, 'about'>,
  tenant: string,
  builtIn: readonly Policy[],
  digest: string,
): Promise<Data | undefined> {
  const history = await ledger.about(tenant, POLICY_SUBJECT);
  const asked = history.flatMap((entry) =>
    entry.kind === 'requested' ? entry.changes.map(({ details }) => details) : [],
  );
  const all = [
    ...builtIn.map(({ document }) => asData(document)),
    ...asked.flatMap(({ before, after }) => [before, after]),
  ];
  return all.find((document) => digestOf(document) === digest);
}

/** Who approved the change that has put a policy in force. */
export function approvedBy(history: readonly Entry[], set: InForce | undefined): readonly Person[] {
  if (set === undefined) return [];
  const wanted = digestOf(set.details);
  const asked = history.findLast(
    (entry) =>
      entry.kind === 'requested' &&
      entry.at <= set.at &&
      entry.changes.some(({ details }) => digestOf(details) === wanted),
  );
  if (asked?.kind !== 'requested') return [];
  // A plan's digest names its run: votes of another are none of these.
  const votes = history.flatMap((entry) =>
    entry.kind === 'decided' && entry.digest === asked.digest && entry.verdict === 'approved'
      ? [entry.by]
      : [],
  );
  return [...new Map(votes.map((person) => [person.id, person])).values()];
}
