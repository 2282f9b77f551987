import type { Entry } from '../../../core/ledger.ts';
import { sameKeys } from '../../../gateways/key-address.ts';
import { isUnread } from '../../verdict.ts';
import type { Observation } from '../observation.ts';
import { SOURCES } from '../sources/checks.ts';
import { fail, given, listed, minute, ofKey, pass, unread, verdict } from './check.ts';
import { isSame } from '../same.ts';
import type { Check, Weighed } from './check.ts';
import { attestedOn, NOBODY, policySeen, wordOf, type PolicySeen } from './policy-seen.ts';

const POLICY = 'policy';

/** A policy that is not there has nothing to judge; DEP-1 says that it is missing. */
const ofPolicy = (
  seen: Observation,
  judge: (policy: NonNullable<PolicySeen['found']>, word: string) => Weighed,
): Weighed =>
  given(policySeen(seen), ({ found, word }) =>
    found === undefined
      ? unread(`There is no policy ${seen.answers.policy.name} to look at.`)
      : judge(found, word),
  );

const judgePresence = (seen: Observation): Weighed =>
  given(policySeen(seen), ({ found, word }) =>
    verdict(
      found !== undefined,
      `${seen.answers.policy.name}: ${found === undefined ? 'not found' : 'found'}.${word}`,
    ),
  );

/** What is assigned, as it was read or attested. */
function assigned({ asksExchange, assignment, history, answers }: Observation) {
  if (asksExchange) {
    if (isUnread(assignment)) return assignment;
    return { policy: assignment?.policy, word: '' };
  }
  const attested = attestedOn(history, 'assignment');
  const undone = attestedOn(history, 'unassigned');
  if (undone !== undefined && isLater(history, undone, attested))
    return { policy: undefined, word: wordOf(undone) };
  if (attested === undefined) return { unread: NOBODY };
  return { policy: namedIn(attested.seen) ?? answers.policy.name, word: wordOf(attested) };
}

/** The history goes over several runs, so positions in it count, not those in a run. */
const isLater = (history: readonly Entry[], one: Entry, other: Entry | undefined): boolean =>
  other === undefined || history.indexOf(one) > history.indexOf(other);

/** Whoever attests the step says that this policy is assigned, unless the record names another. */
function namedIn(seen: unknown): string | undefined {
  if (typeof seen !== 'object' || seen === null) return undefined;
  const values = ['policy', 'assigned', 'name', 'assignment'].map((key) => Reflect.get(seen, key));
  return values.find((value) => typeof value === 'string');
}

const judgeAssignment = (seen: Observation): Weighed =>
  given(assigned(seen), ({ policy, word }) => {
    if (policy === undefined) return fail(`No policy is assigned.${word}`);
    const known = policySeen(seen);
    const names = [seen.answers.policy.name, ...(isUnread(known) ? [] : known.names)];
    // A distinguished name begins with the name itself.
    const called = [policy, /^CN=([^,]+)/i.exec(policy)?.[1] ?? policy];
    const isOurs = called.some((one) => names.some((name) => isSame(one, name)));
    return verdict(isOurs, `Assigned: ${policy}.${word}`);
  });

/** Whatever made Microsoft read the keys as they were then. */
const tellsMicrosoft = (entry: Entry): boolean =>
  (entry.kind === 'attested' || entry.kind === 'applied') &&
  /^(?:policy|assignment|refreshed-[12])$/.test(entry.step);

const judgeRefresh = (seen: Observation): Weighed => {
  const [one, other] = seen.branches;
  return ofKey(one, () =>
    ofKey(other, () =>
      given(one.versions, (first = []) =>
        given(other.versions, (second = []) => {
          const told = seen.history.findLast(tellsMicrosoft)?.at;
          const rolled = [first, second].some(({ length }) => length > 1);
          const newest = [...first, ...second]
            .flatMap(({ createdAt }) => createdAt ?? [])
            .sort((a, b) => Date.parse(a) - Date.parse(b))
            .at(-1);
          if (!rolled) return pass('Neither key has been rolled.');
          if (told === undefined)
            return unread('A key has been rolled, and no refresh is on record here.');
          if (newest === undefined) return unread('The vaults do not say when versions were made.');
          return verdict(
            Date.parse(newest) <= Date.parse(told),
            `Newest version: ${minute(newest)}; Microsoft last told: ${minute(told)}.`,
          );
        }),
      ),
    ),
  );
};

const judgeKind = (seen: Observation): Weighed =>
  given(policySeen(seen), ({ found, word }) =>
    found !== undefined
      ? pass(`${found.name} is in the list of policies for several workloads.${word}`)
      : unread(
          'It is not in the list of policies for several workloads. Whether a mailbox policy has this name is not looked at: run Get-DataEncryptionPolicy.',
        ),
  );

/** The data encryption policy in Exchange Online. */
export const POLICY_CHECKS: readonly Check[] = [
  {
    id: 'DEP-1',
    per: 'site',
    severity: 'error',
    sentence: 'The data encryption policy exists.',
    fix: 'Run the set-up: it creates the policy, or shows the command.',
    fixedBy: POLICY,
    source: SOURCES.cmdlets,
    judge: judgePresence,
  },
  {
    id: 'DEP-2',
    per: 'site',
    severity: 'error',
    sentence: 'The policy names exactly the two keys of this set-up.',
    fix: 'Do not change the keys of a policy that is in use: ask Microsoft, or start again under another policy name.',
    source: SOURCES.cmdlets,
    judge: (seen) =>
      ofPolicy(seen, ({ keys }, word) =>
        verdict(
          sameKeys(
            keys,
            seen.branches.map(({ keyUri }) => keyUri),
          ),
          `Its keys: ${listed(keys)}.${word}`,
        ),
      ),
  },
  {
    id: 'DEP-3',
    per: 'site',
    severity: 'error',
    sentence: 'The policy is enabled.',
    fix: 'Run Set-M365DataAtRestEncryptionPolicy with -Enabled $true.',
    fixedBy: POLICY,
    source: SOURCES.cmdlets,
    judge: (seen) =>
      ofPolicy(seen, ({ enabled }, word) =>
        verdict(enabled, `Enabled: ${enabled ? 'yes' : 'no'}.${word}`),
      ),
  },
  {
    id: 'DEP-4',
    per: 'site',
    severity: 'error',
    sentence: 'This policy is the one that is assigned.',
    fix: 'Run the set-up: it assigns the policy after two approvals. Replacing another policy is not offered.',
    fixedBy: 'assignment',
    source: SOURCES.cmdlets,
    judge: judgeAssignment,
  },
  {
    id: 'DEP-5',
    per: 'site',
    severity: 'warning',
    sentence: 'Microsoft has been told of the newest key versions.',
    fix: 'Run Set-M365DataAtRestEncryptionPolicy with -Refresh; roll key does it as its last step.',
    source: SOURCES.refresh,
    judge: judgeRefresh,
  },
  {
    id: 'DEP-6',
    per: 'site',
    severity: 'error',
    sentence:
      'The policy is of the kind for several workloads; a mailbox policy does not cover audit records.',
    fix: 'Create it with New-M365DataAtRestEncryptionPolicy, not with New-DataEncryptionPolicy.',
    fixedBy: POLICY,
    source: SOURCES.cmdlets,
    judge: judgeKind,
  },
];
