import { asksOf } from '../../core/asks.ts';
import { placeOf, soleApproversOf } from '../../core/custody.ts';
import type { Entry } from '../../core/ledger.ts';
import type { Excluded, Looking } from '../../core/step.ts';
import { APPLICATIONS } from './applications.ts';
import type { Branch } from './branch.ts';
import { administratorsOf } from './checks/rights.ts';
import { readable } from './questions/known.ts';
import type { Site } from './world.ts';

const sorted = (ids: readonly string[]): readonly string[] =>
  [...new Set(ids.map((id) => id.toLowerCase()))].sort();

/** Applications are no people, also where the vault's own list does not say which is which. */
async function applicationsIn({ world, application }: Site): Promise<ReadonlySet<string>> {
  const ids = [world.settings.applicationId, ...Object.values(APPLICATIONS)];
  const found = await Promise.all(ids.map((id) => application(id)));
  return new Set(found.flatMap((one) => (one === undefined ? [] : [one.id.toLowerCase()])));
}

/** Who administers the keys of one vault, as far as Azure says. */
export interface Custodians {
  /** Object ids, sorted. */
  readonly people: readonly string[];
  /** Whoever is in these counts too, and cannot be seen in Azure. */
  readonly groups: readonly string[];
  /** Those of the people that may be groups as well: a vault's own list does not say. */
  readonly unsaid: readonly string[];
}

/** People and groups who can destroy the keys of this vault, or give themselves the right to. */
export async function custodiansOf(site: Site, branch: Branch): Promise<Custodians> {
  const [vault, rights, applications] = await Promise.all([
    branch.vault(),
    branch.rights(),
    applicationsIn(site),
  ]);
  const all = vault === undefined ? [] : administratorsOf(vault, rights);
  const others = all.filter(({ principal }) => !applications.has(principal.toLowerCase()));
  const of = (types: readonly string[]) =>
    sorted(others.filter(({ type }) => types.includes(type)).map(({ principal }) => principal));
  // An entry of the vault's own list has no type: it may well be a person.
  return { people: of(['User', '']), groups: of(['Group']), unsaid: of(['']) };
}

/** The same with the people in place of their groups; a group that may not be read stays one. */
async function dissolved({ world }: Site, custodians: Custodians): Promise<Custodians> {
  const { membersOf } = world;
  const { people, groups, unsaid } = custodians;
  if (membersOf === undefined) return custodians;
  const read = await Promise.all(
    [...groups, ...unsaid].map(async (id) => ({ id, members: await readable(membersOf(id)) })),
  );
  const known = new Map(read.flatMap(({ id, members }) => (members ? [[id, members]] : [])));
  const isOpen = (id: string) => !known.has(id);
  return {
    people: sorted([...people.filter(isOpen), ...[...known.values()].flat()]),
    groups: groups.filter(isOpen),
    unsaid: [],
  };
}

/** The one person who administers these keys, if there is nobody beside them. */
const alone = ({ people, groups }: Custodians): string | undefined =>
  people.length === 1 && groups.length === 0 ? people[0] : undefined;

const KEYS_ALONE =
  'You alone administer both keys in Azure. Whoever does must not decide about the assignment; somebody else has to.';
const PARTS_ALONE =
  'You alone approved the preparation of both keys. Somebody else has to decide about the assignment.';

/** Whether the entry is the next one of this run. */
function goesOn(run: readonly Entry[], entry: Entry): boolean {
  const next = run.at(-1)?.seq === entry.seq - 1;
  // The digest of a plan names its run.
  const { digest } = entry.kind === 'decided' ? entry : {};
  const asked = run.some((each) => each.kind === 'requested' && each.digest === digest);
  return next && (digest === undefined || asked);
}

/**
 * Each run by itself: requests are numbered from the beginning in each, and where the clock was set
 * back the end of one run may stand after the beginning of the next.
 */
function runsIn(history: readonly Entry[]): readonly (readonly Entry[])[] {
  const runs: Entry[][] = [];
  for (const entry of history)
    if (entry.kind === 'started') runs.push([entry]);
    else (runs.findLast((run) => goesOn(run, entry)) ?? runs.at(-1))?.push(entry);
  return runs;
}

/** People who alone approved something of each of the two vaults, in whatever run, for whatever key. */
function approvedBoth({ branches }: Site, history: readonly Entry[]) {
  const asked = runsIn(history).flatMap(asksOf);
  const [one = [], other = []] = branches.map(({ custody: { part } }) =>
    asked
      .filter(({ custody }) => custody !== undefined && placeOf(custody.part) === placeOf(part))
      .flatMap((step) => soleApproversOf(step).map(({ id }) => id)),
  );
  return sorted(one).filter((id) => sorted(other).includes(id));
}

/** Whose approval of the assignment does not count, and why. */
export async function excludedFrom(site: Site, { history }: Looking): Promise<readonly Excluded[]> {
  const [first, second] = await Promise.all(
    site.branches.map(async (branch) => dissolved(site, await custodiansOf(site, branch))),
  );
  const one = first && alone(first);
  const both = one !== undefined && second !== undefined && one === alone(second) ? [one] : [];
  return [
    ...both.map((id) => ({ id, why: KEYS_ALONE })),
    ...approvedBoth(site, history)
      .filter((id) => !both.includes(id))
      .map((id) => ({ id, why: PARTS_ALONE })),
  ];
}
