import type { Data } from '../../core/data.ts';
import type { Pasted } from '../../core/step.ts';
import { sameKeys } from '../../gateways/key-address.ts';
import { shortened } from './pasted/cleaned.ts';
import { policiesIn, type PastedPolicy } from './pasted/policies.ts';
import { wantedPolicy } from './policy-guide.ts';
import { refusalIn } from './policy-refusals.ts';
import type { Site } from './world.ts';

const AGAIN =
  'Run the last of the lines and paste what it prints: Get-M365DataAtRestEncryptionPolicy … | Format-List Name,Enabled,AzureKeyIDs,Guid';

const refused = (problem: string): Pasted => ({ kind: 'refused', problem });

/** An unknown identity is answered with every policy there is, so the name has to be compared. */
function notThere(name: string, found: readonly PastedPolicy[], pasted: string, site: Site) {
  const known = refusalIn(pasted, site);
  if (known !== undefined) return known;
  const others = found.map((policy) => shortened(policy.name, 64)).join(', ');
  return others === ''
    ? `No policy was found in this. ${AGAIN}`
    : `There is no policy ${name} in this, only ${others}. Exchange Online shows every policy when it does not know the one asked for: look whether ${name} was created.`;
}

function problemWith(policy: PastedPolicy, keys: readonly string[]): string | undefined {
  if (policy.keys.some((key) => /…|\.\.\.$/.test(key)))
    return `The list of keys was cut off. ${AGAIN}`;
  if (policy.keys.length !== 2 || !sameKeys(policy.keys, keys))
    return `The policy ${policy.name} has other keys than this run: ${policy.keys.map((key) => shortened(key)).join(', ')}. Its keys are not replaced here: cancel this run and start again with another name for the policy.`;
  if (policy.enabled === undefined) return `Whether it is enabled was not in this. ${AGAIN}`;
  return policy.enabled
    ? undefined
    : `The policy ${policy.name} is disabled. Run Set-M365DataAtRestEncryptionPolicy -Identity ${policy.name} -Enabled $true, then Get-M365DataAtRestEncryptionPolicy again.`;
}

const seenOf = ({ name, identity, guid, keys }: PastedPolicy): Data => ({
  name,
  identity: identity || guid || name,
  ...(guid === '' ? {} : { guid }),
  enabled: true,
  keys,
});

/** Understands what `Get-M365DataAtRestEncryptionPolicy` printed, and holds it against this run. */
export function readPolicy(pasted: string, site: Site): Pasted {
  const { name, keys } = wantedPolicy(site);
  const found = policiesIn(pasted);
  const ours = found.find((policy) => policy.name.toLowerCase() === name.toLowerCase());
  if (ours === undefined) return refused(notThere(name, found, pasted, site));
  const problem = problemWith(ours, keys);
  if (problem !== undefined) return refused(problem);
  return {
    kind: 'accepted',
    statement: `Get-M365DataAtRestEncryptionPolicy showed the policy ${ours.name}, enabled, with the keys ${keys.join(' and ')}.`,
    seen: seenOf(ours),
  };
}
