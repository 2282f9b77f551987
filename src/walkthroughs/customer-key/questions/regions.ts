import { suggest } from '../../../core/suggest.ts';
import type { Location } from '../../../gateways/azure-subscriptions.ts';
import { nearness } from '../continents.ts';
import { quoted } from './known.ts';

/**
 * Only on request (learn.microsoft.com/azure/reliability/regions-list), so never proposed: they are
 * made for the second copies of their pairs.
 */
const ON_REQUEST = new Set(
  `australiacentral australiacentral2 brazilsoutheast francesouth germanynorth norwaywest
   southafricawest swedensouth switzerlandwest uaecentral`.split(/\s+/),
);

/** Regions for trying out Azure itself. */
const isTrial = (name: string): boolean => /(?:euap|stage|stg)$/.test(name);

export const isOnRequest = ({ name }: Location): boolean => ON_REQUEST.has(name) || isTrial(name);

const countryName = (country: string): string | undefined =>
  /^[A-Za-z]{2}$/.test(country)
    ? new Intl.DisplayNames(['en'], { type: 'region' }).of(country.toUpperCase())
    : undefined;

/** Real regions, nearest continent to the country first, its own regions at the head. */
export function inOrder(locations: readonly Location[], country: string): readonly Location[] {
  const own = countryName(country);
  const rank = (location: Location): readonly number[] => [
    nearness(country, location.geographyGroup) ?? 99,
    isOnRequest(location) ? 1 : 0,
    own !== undefined && location.displayName.startsWith(own) ? 0 : 1,
  ];
  return locations
    .filter(({ geographyGroup }) => geographyGroup !== '')
    .map((location) => ({ location, rank: rank(location) }))
    .sort((a, b) => compare(a.rank, b.rank) || byName(a.location, b.location))
    .map(({ location }) => location);
}

const byName = (a: Location, b: Location): number =>
  a.displayName.localeCompare(b.displayName, 'en') || (a.name < b.name ? -1 : 1);

const compare = (a: readonly number[], b: readonly number[]): number =>
  a.map((each, place) => each - (b[place] ?? 0)).find((difference) => difference !== 0) ?? 0;

const arePaired = (one: Location, other: Location): boolean =>
  one.paired.includes(other.name) || other.paired.includes(one.name);

/** The first region to propose; undefined where the country tells nothing. */
export const findNearest = (ordered: readonly Location[], country: string): Location | undefined =>
  ordered.find(
    (each) => !isOnRequest(each) && nearness(country, each.geographyGroup) !== undefined,
  );

/** Another region of the same continent that does not share the fate of the first: KV-6 to KV-8. */
export function findPartner(ordered: readonly Location[], first: Location): Location | undefined {
  const apart = ordered.filter(
    (each) => each.name !== first.name && !arePaired(each, first) && !isOnRequest(each),
  );
  return apart.find((each) => each.geographyGroup === first.geographyGroup) ?? apart[0];
}

const squeezed = (text: string): string => text.toLowerCase().replace(/\s+/g, '');

export const findRegion = (text: string, locations: readonly Location[]): Location | undefined =>
  locations.find(
    ({ name, displayName }) => name === squeezed(text) || squeezed(displayName) === squeezed(text),
  );

export function noSuchRegion(text: string, locations: readonly Location[]): string {
  const byKey = new Map(locations.map(({ name, displayName }) => [name, displayName]));
  const meant = suggest(squeezed(text).slice(0, 60), [...byKey.keys()]);
  const hint =
    meant.length > 0
      ? `Did you mean ${meant.map((name) => byKey.get(name)).join(' or ')}?`
      : 'Choose one from the list.';
  return `This subscription has no region ${quoted(text)}. ${hint}`;
}
