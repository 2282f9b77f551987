import { z } from 'zod';
import type { Looking, Pasted } from '../../core/step.ts';
import { cleaned, shortened } from './pasted/cleaned.ts';
import { withoutErrors } from './pasted/errors.ts';
import { assignedIn, bareName, notAssignedIn } from './pasted/policies.ts';
import { refusalIn } from './policy-refusals.ts';
import type { Site } from './world.ts';

const Seen = z.object({ identity: z.string().optional(), guid: z.string().optional() });

/** Every name that the policy goes by, as far as is on record. */
function namesOf({ answers }: Site, { entries }: Looking): readonly string[] {
  const attested = entries.findLast(
    (entry) => entry.kind === 'attested' && entry.step === 'policy',
  );
  const { identity = '', guid = '' } =
    (attested?.kind === 'attested' ? Seen.safeParse(attested.seen).data : undefined) ?? {};
  return [answers.policy.name, identity, guid].filter(Boolean).map((name) => name.toLowerCase());
}

const refused = (problem: string): Pasted => ({ kind: 'refused', problem });

const AGAIN =
  'Run Get-M365DataAtRestEncryptionPolicyAssignment | Format-List and paste what it prints.';

const NOT_ASSIGNED = {
  'a policy': `This shows a policy itself, not what is assigned. ${AGAIN}`,
  'a failure': `This names a policy, but says that its assignment failed or was taken back. ${AGAIN} If it stays so, ask Microsoft Support.`,
} as const;

/** Understands what `Get-M365DataAtRestEncryptionPolicyAssignment` printed. */
export function readAssignment(pasted: string, site: Site, looking: Looking): Pasted {
  const { name } = site.answers.policy;
  const names = namesOf(site, looking);
  const text = withoutErrors(cleaned(pasted));
  const found = assignedIn(text);
  const isOurs = (said: string) =>
    [said, bareName(said)].some((one) => names.includes(one.toLowerCase()));
  const others = found.filter((said) => !isOurs(said)).map((said) => shortened(said, 80));
  if (found.length === 0)
    return refused(
      refusalIn(pasted, site) ?? `No policy is named in this, so nothing is assigned yet. ${AGAIN}`,
    );
  if (others.length > 0)
    return refused(
      `This names ${others.join(', ')} and not only ${name}. If another policy is assigned, it is not replaced here: cancel this run. Otherwise paste only what the last line printed.`,
    );
  const against = notAssignedIn(text);
  if (against !== undefined) return refused(NOT_ASSIGNED[against]);
  return {
    kind: 'accepted',
    statement: `Get-M365DataAtRestEncryptionPolicyAssignment named the policy ${name}.`,
    seen: { policy: name },
  };
}
