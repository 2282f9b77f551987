import { GatewayError } from '../../core/errors.ts';
import type { Directory } from '../../core/people.ts';
import { lintText, type Known } from '../../core/policy-lint.ts';
import type { Policy } from '../../core/policy.ts';
import { reachFaults, type Reach } from '../../core/policy-reach.ts';
import type { PolicyFile } from '../../gateways/policy-file.ts';

/** What a change of the policy looks at. */
export interface World {
  /** Undefined: no file is set. */
  readonly file: PolicyFile | undefined;
  /** In force as long as no other was approved. */
  readonly builtIn: Policy;
  readonly known: () => Known;
  readonly directory: Pick<Directory, 'membersOf' | 'groupsOf'>;
}

const stopped = (says: string): GatewayError =>
  new GatewayError(says, { status: 0, transient: false });

const NO_FILE =
  'No policy file is set, so there is nothing to put in force. Set POLICY_FILE to the file, start the bot again, then type change policy.';

/** What the file says now. Throws with every fault when it could never be put in force. */
export async function readPolicy({ file, known }: World): Promise<Policy> {
  if (file === undefined) throw stopped(NO_FILE);
  const { faults, policy } = lintText(await file.read(), known());
  if (policy === undefined) throw faulty(faults);
  return policy;
}

/** How many faults are told in a chat; the command tells all. */
const TOLD = 3;

export function faulty(faults: readonly string[]): GatewayError {
  const many = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
  const told = faults.slice(0, TOLD).join(' ');
  return stopped(
    `The policy file has ${many}, so it is not put before anybody. ${told} Run cli -- policy lint on the file, mend it, then type change policy.`,
  );
}

/** Throws when the people that the directory knows could never approve under this policy. */
export async function demandReach({ directory }: World, policy: Policy): Promise<void> {
  const faults = reachFaults(policy, await reachOf(directory, policy));
  if (faults.length > 0) throw faulty(faults);
}

async function reachOf(directory: World['directory'], { document }: Policy): Promise<Reach> {
  const rules = [document, ...Object.values(document.walkthroughs ?? {})].flatMap((place) =>
    'risks' in place ? Object.values(place.risks) : Object.values(place),
  );
  const groups = [...new Set(rules.flatMap(({ groups: all = [] }) => all.map(({ id }) => id)))];
  const approvers = await directory.membersOf('approver');
  const held = approvers.map(async (person) => ({
    person,
    groups: groups.length === 0 ? [] : await directory.groupsOf(person.id, groups),
  }));
  return Promise.all(held);
}
