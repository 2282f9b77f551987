import type { z } from 'zod';
import { suggest } from './suggest.ts';
import { PolicyDocument } from './policy-document.ts';
import { differencesBetween } from './policy-difference.ts';
import { policyOf, type Policy } from './policy.ts';
import { faultsIn, type Known } from './policy-faults.ts';

export type { Known } from './policy-faults.ts';

/** What a look at a policy file has found. Each sentence says what is wrong and how to mend it. */
export interface Linted {
  readonly faults: readonly string[];
  /** What is allowed, but weaker than before. */
  readonly warnings: readonly string[];
  /** Set when there is no fault. */
  readonly policy?: Policy;
}

/** Names of members, to tell what may have been meant. */
const MEMBERS = [
  ...['version', 'risks', 'walkthroughs', 'quietHours', 'deputies', 'breakGlass'],
  ...['quorum', 'groups', 'expiresAfter', 'coolDown', 'phrase', 'stepUp', 'exclude', 'remindAfter'],
  ...['routine', 'sensitive', 'irreversible', 'from', 'to', 'zone', 'id', 'name'],
];

const joined = (path: readonly PropertyKey[]): string => path.map(String).join('.');

function unknownMember(path: readonly PropertyKey[], key: string): string {
  const [meant] = suggest(key, MEMBERS);
  const hint = meant === undefined || meant === key ? '' : `, or write ${meant} if that is meant`;
  return `${joined([...path, key])} is not known: remove it${hint}.`;
}

function said(issue: z.core.$ZodIssue, raw: unknown): readonly string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownMember(issue.path, key));
  const where = joined(issue.path) || 'The policy';
  // Keys of an object have a rule of their own, which Zod tells one level deeper.
  const message = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
  const absent = issue.path.length > 0 && valueAt(raw, issue.path) === undefined;
  return [`${where} ${absent ? `is missing: it ${message}` : (message ?? 'is wrong')}.`];
}

const valueAt = (raw: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? Object.getOwnPropertyDescriptor(value, key)?.value
        : undefined,
    raw,
  );

/** Looks a policy over. `before` is the policy that it would replace. */
export function lintPolicy(raw: unknown, known: Known, before?: Policy): Linted {
  const parsed = PolicyDocument.safeParse(raw);
  if (!parsed.success)
    return { faults: parsed.error.issues.flatMap((issue) => said(issue, raw)), warnings: [] };
  const policy = policyOf(parsed.data);
  const faults = faultsIn(policy, known);
  const weaker = before === undefined ? [] : differencesBetween(before, policy);
  const warnings = weaker.flatMap(({ way, says }) =>
    way === 'weaker' ? [`Weaker than before: ${says}.`] : [],
  );
  return faults.length > 0 ? { faults, warnings } : { faults, warnings, policy };
}

/** A file's text as the data it stands for; a fault as a sentence when it is no JSON. */
export function lintText(text: string, known: Known, before?: Policy): Linted {
  try {
    return lintPolicy(JSON.parse(text), known, before);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { faults: [`The policy is no JSON: ${error.message}. Mend it there.`], warnings: [] };
  }
}
