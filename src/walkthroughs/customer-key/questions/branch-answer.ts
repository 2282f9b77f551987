import { BranchAnswer, GROUP_NAME, KEY_NAME } from '../answers.ts';
import { keyName } from '../naming.ts';
import { filled, quoted, type Input } from './known.ts';
import { proposalOf } from './proposal.ts';
import { findRegion, noSuchRegion } from './regions.ts';
import type { Seen } from './seen.ts';
import { fateOf, type Fate } from './vault-fate.ts';
import { fieldOf } from './vaults-fields.ts';

/** One branch of the answer, or the sentence why not. */
export type Outcome = { readonly answer: BranchAnswer } | { readonly problem: string };

const TWICE = 'Both vaults have the same name. Each key needs a vault of its own.';
const NO_NAME = 'No free name could be found to propose. Say how the vault shall be called.';
const NO_REGION = 'Say in which region the vault shall be; none can be proposed.';

/** The name that was given, or the one that is proposed; empty where there is neither. */
export const nameIn = async (seen: Seen, number: 0 | 1, input: Input): Promise<string> =>
  filled(input, fieldOf(number, 'vault')) || ((await proposalOf(seen, number).vault()) ?? '');

/** The region and group of a vault that is there, or what was asked for. */
function placeOf(seen: Seen, number: 0 | 1, input: Input, fate: Fate) {
  if (fate.kind === 'adopted' || fate.kind === 'recovered') return fate.vault;
  const proposal = proposalOf(seen, number);
  const wanted = filled(input, fieldOf(number, 'region'));
  const { regions } = seen.branches[number];
  return {
    location: (wanted === '' ? proposal.region : findRegion(wanted, regions))?.name,
    resourceGroup: filled(input, fieldOf(number, 'group')) || proposal.group,
  };
}

/** Reads, judges and fills up what was said about one vault and its key. */
export async function branchAnswer(
  seen: Seen,
  number: 0 | 1,
  input: Input,
  [name, other]: readonly [string, string],
): Promise<Outcome> {
  if (name === '') return { problem: NO_NAME };
  if (name.toLowerCase() === other.toLowerCase()) return { problem: TWICE };
  const fate = await fateOf(seen, number, name, other);
  if (fate.kind === 'refused') return fate;
  const { subscription, subscriptionName, regions } = seen.branches[number];
  const { location, resourceGroup } = placeOf(seen, number, input, fate);
  const wanted = filled(input, fieldOf(number, 'region'));
  if (location === undefined)
    return { problem: wanted === '' ? NO_REGION : noSuchRegion(wanted, regions) };
  const vault = fate.kind === 'new' ? name : fate.vault.name;
  const key = filled(input, fieldOf(number, 'key')) || keyName(vault);
  return checked({ subscription, subscriptionName, resourceGroup, vault, location, key });
}

function checked(answer: BranchAnswer): Outcome {
  if (!KEY_NAME.test(answer.key))
    return {
      problem: `${quoted(answer.key)} cannot be the name of a key: it takes up to 127 letters, digits and hyphens.`,
    };
  if (!GROUP_NAME.test(answer.resourceGroup))
    return {
      problem: `The bot cannot work in a resource group called ${quoted(answer.resourceGroup)}: it takes up to 90 letters, digits, hyphens, underscores and full stops, the last one no full stop.`,
    };
  const parsed = BranchAnswer.safeParse(answer);
  return parsed.success
    ? { answer: parsed.data }
    : { problem: 'That cannot be used. Choose another vault.' };
}
