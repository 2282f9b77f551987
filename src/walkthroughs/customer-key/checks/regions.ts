import { isUnread, type Unread } from '../../verdict.ts';
import { nearness } from '../continents.ts';
import type { BranchSeen, Observation } from '../observation.ts';
import { SOURCES } from '../sources/checks.ts';
import { given, listed, locationOf, placeOf, unread, verdict } from './check.ts';
import type { Check, Weighed } from './check.ts';

/** Both regions, or why one of them is not known. */
const ofPlaces = (
  { branches: [one, other] }: Observation,
  judge: (first: string, second: string) => Weighed,
): Weighed => given(locationOf(one), (a) => given(locationOf(other), (b) => judge(a, b)));

const pairsOf = (branch: BranchSeen, place: string): readonly string[] | Unread => {
  const { locations } = branch;
  if (isUnread(locations)) return locations;
  const found = locations.find(({ name }) => placeOf(name) === place);
  return found?.paired.map(placeOf) ?? { unread: `The region ${place} is not listed.` };
};

const judgePair = (seen: Observation): Weighed =>
  ofPlaces(seen, (first, second) => {
    const [one, other] = seen.branches;
    return given(pairsOf(one, first), (ofFirst) =>
      given(pairsOf(other, second), (ofSecond) =>
        verdict(
          !ofFirst.includes(second) && !ofSecond.includes(first),
          `${first} is paired with ${listed(ofFirst)}; ${second} with ${listed(ofSecond)}.`,
        ),
      ),
    );
  });

/** Azure's geography groups; a country that is near to none of them is not known here. */
const GROUPS = ['US', 'Canada', 'Mexico', 'South America', 'Europe', 'Middle East', 'Africa'];
const EVERY_GROUP: readonly string[] = [...GROUPS, 'Asia Pacific'];

const isKnown = (country: string, group: string): boolean =>
  EVERY_GROUP.some((one) => group.startsWith(one)) &&
  EVERY_GROUP.some((one) => nearness(country, one) !== undefined);

const judgeContinent = (branch: BranchSeen, { tenant }: Observation): Weighed =>
  given(tenant, ({ country }) =>
    given(branch.locations, (all) =>
      given(locationOf(branch), (place) => {
        const group = all.find(({ name }) => placeOf(name) === place)?.geographyGroup ?? '';
        const says = `Region ${place} (${group || 'no geography given'}); tenant in ${country || 'no country given'}.`;
        return isKnown(country, group)
          ? verdict(nearness(country, group) !== undefined, says)
          : unread(`${says} They cannot be compared.`);
      }),
    ),
  );

/** Where the vaults are. */
export const REGION_CHECKS: readonly Check[] = [
  {
    id: 'KV-6',
    per: 'site',
    severity: 'warning',
    sentence: 'The two vaults are in different regions.',
    fix: 'Choose another region for one of them; a vault cannot be moved, so do it before the keys are in use.',
    source: SOURCES.regions,
    judge: (seen) =>
      ofPlaces(seen, (first, second) => verdict(first !== second, `${first} and ${second}.`)),
  },
  {
    id: 'KV-7',
    per: 'site',
    severity: 'warning',
    sentence: 'The two regions are not each other’s pair.',
    fix: 'Choose a region outside the pair for one of them, before the keys are in use.',
    source: SOURCES.regions,
    judge: judgePair,
  },
  {
    id: 'KV-8',
    per: 'branch',
    severity: 'warning',
    sentence: 'The vault is on the tenant’s continent, or on the one that keeps its data.',
    fix: 'Choose a region nearer to the data, before the keys are in use.',
    source: SOURCES.regions,
    judge: judgeContinent,
  },
];
