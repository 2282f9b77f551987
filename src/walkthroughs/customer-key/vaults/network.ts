import type { VaultNetwork } from '../../../gateways/azure-vaults.ts';
import type { Answers } from '../answers.ts';

const is = (given: string, name: string): boolean => given.toLowerCase() === name.toLowerCase();

/** Rules of its own decide then, which cannot be read here. */
export const isPerimeter = ({ publicAccess }: VaultNetwork): boolean =>
  is(publicAccess, 'SecuredByPerimeter');

const isOff = ({ publicAccess }: VaultNetwork): boolean => is(publicAccess, 'Disabled');

/** Azure writes a single address as a range of one: only so is a rule recognised that was set. */
const asRange = (rule: string): string => (rule.includes('/') ? rule : `${rule}/32`);

const ranges = (rules: readonly string[]): readonly string[] =>
  [...new Set(rules.map(asRange))].sort();

/** The one way of writing a network, whatever order it was read in. */
export const tidy = (network: VaultNetwork): VaultNetwork => ({
  ...network,
  ipRules: ranges(network.ipRules),
  subnets: [...network.subnets].sort(),
});

/** What a new vault gets. */
export const newNetwork = ({ firewall, addresses }: Answers): VaultNetwork => ({
  publicAccess: 'Enabled',
  defaultAction: firewall === 'open' ? 'Allow' : 'Deny',
  bypass: 'AzureServices',
  ipRules: firewall === 'open' ? [] : ranges(addresses),
  subnets: [],
});

/**
 * What a vault that is there has to change, or undefined. Nobody whom it lets in is shut out by
 * name, and a wall that somebody has built stays, also where an open vault was chosen.
 */
export function mendedNetwork(
  now: VaultNetwork,
  { firewall, addresses }: Answers,
): VaultNetwork | undefined {
  const building = firewall === 'trusted' && !isOff(now);
  const walled = building || isOff(now) || is(now.defaultAction, 'Deny');
  if (isPerimeter(now) || !walled) return undefined;
  const mended = tidy({
    ...now,
    bypass: 'AzureServices',
    ...(building ? { defaultAction: 'Deny', ipRules: [...now.ipRules, ...addresses] } : {}),
  });
  return JSON.stringify(mended).toLowerCase() === JSON.stringify(tidy(now)).toLowerCase()
    ? undefined
    : mended;
}

const who = ({ ipRules, subnets }: VaultNetwork): readonly string[] => [
  ...ipRules,
  ...(subnets.length > 0 ? [`${subnets.length} subnets`] : []),
];

/** Who can reach the vault, to follow "can be reached". */
export function networkInWords(network: VaultNetwork): string {
  if (isPerimeter(network)) return 'as its network security perimeter allows';
  const trusted = is(network.bypass, 'AzureServices') ? ['Microsoft’s trusted services'] : [];
  if (isOff(network)) return `only by ${[...trusted, 'private endpoints'].join(' and ')}`;
  if (!is(network.defaultAction, 'Deny')) return 'from every network';
  return `only by ${[...trusted, ...who(network)].join(', ') || 'nobody'}`;
}

/** To be said where a wall is built without a gate for the bot. */
export const botOutside = ({ defaultAction, ipRules, subnets }: VaultNetwork): string =>
  is(defaultAction, 'Deny') && ipRules.length + subnets.length === 0
    ? ' No address is named, so the bot itself can reach it only over a private endpoint.'
    : '';
