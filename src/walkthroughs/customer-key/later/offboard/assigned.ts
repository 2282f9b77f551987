import { isSame } from '../../same.ts';
import type { Looking } from '../../../../core/step.ts';
import type { EncryptionPolicy } from '../../../../gateways/encryption-policies.ts';
import { bareName } from '../../pasted/policies.ts';
import type { Site } from '../../world.ts';

const isCalled = ({ name, identity }: EncryptionPolicy, said: string): boolean =>
  [said, bareName(said)].some((one) => isSame(one, name) || isSame(one, identity));

/**
 * Whether the policy is assigned; undefined: the bot cannot ask. An assignment that cannot be told
 * to be another known policy’s counts as ours: what is taken away by mistake cuts data off.
 */
export async function stillAssigned({ world, answers }: Site): Promise<boolean | undefined> {
  const { policies } = world;
  if (policies === undefined) return undefined;
  const [assigned, all] = await Promise.all([policies.findAssignment(), policies.list()]);
  if (assigned === undefined) return false;
  const others = all.filter(({ name }) => !isSame(name, answers.policy.name));
  return !others.some((policy) => isCalled(policy, assigned.policy));
}

const isSettled = ({ entries }: Looking, step: string): boolean =>
  entries.some(
    (entry) => (entry.kind === 'verified' || entry.kind === 'attested') && entry.step === step,
  );

export const UNASSIGNED = 'unassigned';
export const CONFIRMED = 'end-confirmed';

/** Nothing is taken away before both hold in this very run, whatever was said in another. */
export const mayTakeAway = (looking: Looking): boolean =>
  isSettled(looking, UNASSIGNED) && isSettled(looking, CONFIRMED);

/** Microsoft’s own words, for whoever decides on what cannot be undone. */
export function confirmationIn({ entries }: Looking): string {
  const word = entries.findLast((entry) => entry.kind === 'attested' && entry.step === CONFIRMED);
  return word?.kind === 'attested' ? `${word.by.name}: ${word.statement}` : '';
}
