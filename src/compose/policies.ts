import type { Config } from '../config.ts';
import type { Data } from '../core/data.ts';
import { GatewayError } from '../core/errors.ts';
import type { Keep } from '../core/keep.ts';
import type { Ledger } from '../core/ledger.ts';
import { asData, builtInPolicy, policyOf, type Policy } from '../core/policy.ts';
import { PolicyDocument } from '../core/policy-document.ts';
import { approvedBy, policyBy, policyIn, POLICY_SUBJECT } from '../core/policy-in-force.ts';
import { lintText, type Known, type Linted } from '../core/policy-lint.ts';
import { policyFileAt } from '../gateways/files/policy-file.ts';

const KEPT = 'policy';

interface Store {
  readonly ledger: Pick<Ledger, 'about'>;
  readonly keep: Keep;
}

/** Which policy is in force, and every one that ever was. */
export function policiesOf({ ledger, keep }: Store, tenant: string, builtIn: Policy) {
  const history = () => ledger.about(tenant, POLICY_SUBJECT);

  /** The built-in policies that held at earlier starts, under other settings. */
  async function earlier(): Promise<readonly Policy[]> {
    const kept = await keep.list(tenant, KEPT);
    return kept.flatMap(({ value }) => {
      const { data } = PolicyDocument.safeParse(value);
      return data === undefined ? [] : [policyOf(data)];
    });
  }

  return {
    inForce: async () => policyIn(await history(), builtIn).policy,

    /** With the change that has put it there, and whose approval that had. */
    async standing() {
      const entries = await history();
      const standing = policyIn(entries, builtIn);
      return { ...standing, approvedBy: approvedBy(entries, standing.set) };
    },

    /** The policy that a request names; undefined when none of that digest ever held here. */
    by: async (digest: string): Promise<Data | undefined> =>
      policyBy(ledger, tenant, [builtIn, ...(await earlier())], digest),

    /** Requests name the built-in policy by its digest: what it said must be known for good. */
    async keepBuiltIn(): Promise<void> {
      const { digest, document } = builtIn;
      await keep.put(tenant, KEPT, { key: digest, value: asData(document), version: 0 });
    },
  };
}

export const builtInOf = ({ approvals }: Config): Policy => builtInPolicy(approvals.expiresAfter);

/** What the policy file is, beside what is in force. */
export type FileState =
  | { readonly kind: 'none' | 'same' }
  | { readonly kind: 'differs'; readonly digest: string }
  | { readonly kind: 'faulty'; readonly faults: readonly string[] };

/** Reads the file; it takes effect by nobody's reading. */
export async function policyFileState(
  { approvals: { policyFile } }: Config,
  inForce: Policy,
  known: Known,
): Promise<FileState> {
  if (policyFile === undefined) return { kind: 'none' };
  const { policy, faults } = await linted(policyFile, known);
  if (policy === undefined) return { kind: 'faulty', faults };
  return policy.digest === inForce.digest
    ? { kind: 'same' }
    : { kind: 'differs', digest: policy.digest };
}

async function linted(path: string, known: Known): Promise<Linted> {
  try {
    return lintText(await policyFileAt(path).read(), known);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { faults: [error.message], warnings: [] };
  }
}

/** The state of the file as a sentence that says what to do. */
export function fileSentence(state: FileState, inForce: Policy): string {
  const short = (digest: string) => digest.slice(0, 12);
  const here = `the policy in force is ${short(inForce.digest)}`;
  switch (state.kind) {
    case 'none':
      return `${here}; POLICY_FILE is not set`;
    case 'same':
      return `${here}, as in the file`;
    case 'differs':
      return `${here}, and the file holds ${short(state.digest)}, which has no effect until it is approved: an operator types change policy`;
    case 'faulty':
      return `${here}, and the file could never be put in force: ${state.faults.join(' ')}`;
  }
}
