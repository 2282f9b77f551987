/** Longest name of a key vault. */
const LONGEST = 24;
const PURPOSE = 'CK-MW';
const GEOGRAPHIES: ReadonlyMap<string, string> = new Map([
  ['US', 'NA'],
  ['Canada', 'NA'],
  ['Mexico', 'NA'],
  ['South America', 'SA'],
  ['Europe', 'EU'],
  ['Middle East', 'ME'],
  ['Africa', 'AF'],
  ['Asia Pacific', 'AP'],
]);

/** What follows the prefix in names for several workloads: vaults for other kinds are not shared. */
export const isForAudit = (vault: string): boolean => /-CK-MW-/i.test(vault);

const lettersOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/ß/g, 'ss')
    .replace(/[^0-9A-Za-z]/g, '');

/** Letters and digits of the organisation's name, from a letter on; never empty. */
export function prefixOf({ name, domain }: { readonly name: string; readonly domain: string }) {
  const [label = ''] = domain.split('.');
  const letters = lettersOf(name) || lettersOf(label) || 'Org';
  return (/^[A-Za-z]/.test(letters) ? letters : `Org${letters}`).slice(0, 40);
}

/** Two letters for names: of the continent, as in Microsoft's example. */
export const geographyOf = (group: string): string =>
  GEOGRAPHIES.get(group) ?? (lettersOf(group).slice(0, 2).toUpperCase() || 'XX');

/**
 * Microsoft's advice: `Contoso-CK-SP-NA-VaultA1` and `…A2`, the letter for the pair and the number
 * for the vault. For several workloads no abbreviation is published; `MW` is ours.
 */
export function vaultName(prefix: string, geography: string, letter: string, number: 1 | 2) {
  const rest = `-${PURPOSE}-${geography}-Vault${letter}${number}`;
  return `${prefix.slice(0, LONGEST - rest.length)}${rest}`;
}

/** Names for the same vault, in the order in which they are tried. */
export const vaultNames = (prefix: string, geography: string, number: 1 | 2): readonly string[] =>
  [...'ABCDEFGH'].map((letter) => vaultName(prefix, geography, letter, number));

/** What to take instead of a name that is in use: the next pair, or the next number. */
export function namesLike(name: string): readonly string[] {
  const [, stem, letter, number] = /^(.*Vault)([A-Y])([12])$/.exec(name) ?? [];
  if (stem !== undefined && letter !== undefined)
    return [...'BCDEFGHIJ']
      .filter((next) => next > letter)
      .map((next) => `${stem}${next}${number}`);
  const [, plain = name, last = ''] = /^(.*?)(\d{0,4})$/.exec(name) ?? [];
  return Array.from({ length: 8 }, (_, index) => {
    const next = String(Number(last || '1') + index + 1);
    return `${plain.slice(0, LONGEST - next.length)}${next}`;
  });
}

export const keyName = (vault: string): string => `${vault}-Key001`;
export const groupName = (prefix: string, number: 1 | 2): string =>
  `${prefix.slice(0, 40)}-CK-${number}`;
export const policyName = (prefix: string): string => `${prefix}_CustomerKey`;
