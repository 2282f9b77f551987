import { asksOf, type AskedStep } from '../../core/asks.ts';
import type { Entry } from '../../core/ledger.ts';
import type { Excluded, Looking } from '../../core/step.ts';
import { APPLICATIONS } from './applications.ts';
import type { Branch } from './branch.ts';
import { administratorsOf } from './checks/rights.ts';
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
  /** Whoever is in these counts too, and cannot be seen from here. */
  readonly groups: readonly string[];
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
  return { people: of(['User', '']), groups: of(['Group']) };
}

/** The one person who administers these keys, if there is nobody beside them. */
const alone = ({ people, groups }: Custodians): string | undefined =>
  people.length === 1 && groups.length === 0 ? people[0] : undefined;

const KEYS_ALONE =
  'You alone administer both keys in Azure. Whoever does must not decide about the assignment; somebody else has to.';
const PARTS_ALONE =
  'You alone approved the preparation of both keys. Somebody else has to decide about the assignment.';

/** Each run by itself: requests are numbered from the beginning in each. */
function runsIn(history: readonly Entry[]): readonly (readonly Entry[])[] {
  const runs: Entry[][] = [];
  for (const entry of history)
    if (entry.kind === 'started') runs.push([entry]);
    else runs.at(-1)?.push(entry);
  return runs;
}

const DECIDED: readonly AskedStep['state'][] = ['approved', 'done', 'failed'];

/** The one person whose approval a request stands on. */
function soleApprover({ state, votes }: AskedStep): string | undefined {
  const ids = new Set(votes.filter(({ verdict }) => verdict === 'approved').map(({ by }) => by.id));
  const [only] = ids;
  return DECIDED.includes(state) && ids.size === 1 ? only : undefined;
}

/** People who alone approved something of each of the two parts, in whatever run. */
function approvedBoth({ branches: [first, second] }: Site, history: readonly Entry[]) {
  const asked = runsIn(history)
    .flatMap(asksOf)
    .filter(({ custody }) => custody?.pair === first.custody.pair);
  const [one, other] = [first, second].map(
    ({ custody: { part } }) =>
      new Set(asked.filter(({ custody }) => custody?.part === part).map(soleApprover)),
  );
  return [...(one ?? [])].filter((id) => id !== undefined && other?.has(id));
}

/** Whose approval of the assignment does not count, and why. */
export async function excludedFrom(site: Site, { history }: Looking): Promise<readonly Excluded[]> {
  const [first, second] = await Promise.all(
    site.branches.map((branch) => custodiansOf(site, branch)),
  );
  const one = first && alone(first);
  const both = one !== undefined && second !== undefined && one === alone(second) ? [one] : [];
  return [
    ...both.map((id) => ({ id, why: KEYS_ALONE })),
    ...approvedBoth(site, history).flatMap((id) =>
      id === undefined || both.includes(id.toLowerCase()) ? [] : [{ id, why: PARTS_ALONE }],
    ),
  ];
}
