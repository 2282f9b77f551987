import type { Field } from '../../../core/walkthrough.ts';
import { keyName } from '../naming.ts';
import { filled, oneLine, type Input } from './known.ts';
import type { Proposal } from './proposal.ts';
import { isOnRequest } from './regions.ts';
import type { BranchSeen } from './seen.ts';

export const PARTS = ['region', 'vault', 'key', 'group'] as const;
export type Part = (typeof PARTS)[number];

/** `firstVault`, `secondRegion`. */
export const fieldOf = (number: 0 | 1, part: Part): string =>
  `${number === 0 ? 'first' : 'second'}${part.slice(0, 1).toUpperCase()}${part.slice(1)}`;

const regionField = (id: string, label: string, seen: BranchSeen, value: string): Field => ({
  id,
  label,
  kind: 'one',
  filtered: true,
  options: seen.regions.map((region) => ({
    value: region.name,
    title: `${region.displayName} · ${region.geographyGroup}${isOnRequest(region) ? ' · on request only' : ''}`,
  })),
  value,
});

/** What was filled in stays, also after a refusal; what was not shows what is proposed. */
export async function branchFields(
  seen: BranchSeen,
  number: 0 | 1,
  proposal: Proposal,
  input: Input,
): Promise<readonly Field[]> {
  const id = (part: Part) => fieldOf(number, part);
  const which = number === 0 ? 'First' : 'Second';
  const name = filled(input, id('vault')) || (await proposal.vault()) || '';
  const region = filled(input, id('region')) || (proposal.region?.name ?? '');
  const place = `${which} vault, in ${oneLine(seen.subscriptionName, 40)}`;
  return [
    regionField(id('region'), `${place}: region`, seen, region),
    { id: id('vault'), label: `${which} vault: name`, kind: 'text', value: name },
    {
      id: id('key'),
      label: `${which} key: name`,
      kind: 'text',
      // Left empty it follows the vault, also when that is changed on the form.
      placeholder: keyName(name || 'the vault'),
      value: filled(input, id('key')),
    },
    {
      id: id('group'),
      label: `${which} vault: resource group`,
      kind: 'text',
      value: filled(input, id('group')) || proposal.group,
    },
  ];
}
