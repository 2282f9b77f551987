import type { Data } from '../../core/data.ts';
import type { Pasted } from '../../core/step.ts';
import { sameKeys } from '../../gateways/key-address.ts';
import { shortened } from './pasted/cleaned.ts';
import { bareName, isId, namedIn, policiesIn, type PastedPolicy } from './pasted/policies.ts';
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

const isCut = ({ keys }: PastedPolicy): boolean => keys.some((key) => /…|\.\.\.$/.test(key));

/** Where a text says two things of the policy, none of them counts. */
function contradiction(pasted: string, name: string): string | undefined {
  const isOurs = (one: PastedPolicy) => one.name.toLowerCase() === name.toLowerCase();
  const [ours, others] = [
    namedIn(pasted).filter(isOurs),
    namedIn(pasted).filter((one) => !isOurs(one)),
  ];
  const bare = others.find(({ keys }) => keys.length === 0);
  if (bare !== undefined)
    return `This also names ${shortened(bare.name, 64)}, without its keys, so it cannot be told what belongs to which. ${AGAIN}`;
  const states = new Set(ours.flatMap(({ enabled }) => enabled ?? []));
  const [first, ...more] = ours.filter((one) => one.keys.length > 0 && !isCut(one));
  const differs = first !== undefined && more.some(({ keys }) => !sameKeys(keys, first.keys));
  return differs || states.size > 1
    ? `This shows the policy ${name} in more than one state. ${AGAIN}`
    : undefined;
}

const isOther = ({ identity, name }: PastedPolicy): boolean =>
  identity !== '' && !isId(identity) && bareName(identity).toLowerCase() !== name.toLowerCase();

function problemWith(policy: PastedPolicy, keys: readonly string[]): string | undefined {
  if (isOther(policy))
    return `The policy ${policy.name} has the Identity ${shortened(policy.identity, 64)} in this, which is that of another one. ${AGAIN}`;
  if (isCut(policy)) return `The list of keys was cut off. ${AGAIN}`;
  if (policy.keys.length !== 2 || !sameKeys(policy.keys, keys))
    return `The policy ${policy.name} has other keys than this run: ${policy.keys.map((key) => shortened(key)).join(', ')}. Its keys are not replaced here: cancel this run and start again with another name for the policy.`;
  if (policy.enabled === undefined) return `Whether it is enabled was not in this. ${AGAIN}`;
  return policy.enabled
    ? undefined
    : `The policy ${policy.name} is disabled. Run Set-M365DataAtRestEncryptionPolicy -Identity ${policy.name} -Enabled $true, then Get-M365DataAtRestEncryptionPolicy again.`;
}

/** Names and ids of this run and of Exchange Online: nothing else that was printed is kept. */
const seenOf = (policy: PastedPolicy, keys: readonly string[]): Data => {
  const { name, identity, guid } = policy;
  return {
    name,
    identity: [identity, guid].find(isId) ?? name,
    ...(isId(guid) ? { guid } : {}),
    enabled: true,
    keys,
  };
};

/** Understands what `Get-M365DataAtRestEncryptionPolicy` printed, and holds it against this run. */
export function readPolicy(pasted: string, site: Site): Pasted {
  const { name, keys } = wantedPolicy(site);
  const found = policiesIn(pasted);
  const ours = found.find((policy) => policy.name.toLowerCase() === name.toLowerCase());
  if (ours === undefined) return refused(notThere(name, found, pasted, site));
  const problem = contradiction(pasted, name) ?? problemWith(ours, keys);
  if (problem !== undefined) return refused(problem);
  return {
    kind: 'accepted',
    statement: `Get-M365DataAtRestEncryptionPolicy showed the policy ${ours.name}, enabled, with the keys ${keys.join(' and ')}.`,
    seen: seenOf(ours, keys),
  };
}
