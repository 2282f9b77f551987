import type { Clock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { Directory, Person, Role } from '../../core/people.ts';

/** What naming a deputy looks at. */
export interface World {
  readonly directory: Directory;
  readonly clock: Pick<Clock, 'now'>;
  /** Whom the policy in force names for an approver, by object id; nobody: the groups count. */
  readonly deputiesFor?: (approver: string) => Promise<readonly string[]>;
}

/** Whoever is known to the directory by a role of the bot may stand in for an approver. */
const KNOWN: readonly Role[] = ['approver', 'operator', 'analyst', 'auditor'];

const lowered = ({ id, name }: Person): Person => ({ id: id.toLowerCase(), name });
const byName = (one: Person, other: Person): number => one.name.localeCompare(other.name);

export const approversIn = async ({ directory }: World): Promise<readonly Person[]> =>
  (await directory.membersOf('approver')).map(lowered).toSorted(byName);

/** Who may be named: of those whom the directory knows, never whom somebody only typed. */
export async function candidatesIn(
  { directory, deputiesFor }: World,
  approver: string,
): Promise<readonly Person[]> {
  const named = new Set((await deputiesFor?.(approver))?.map((id) => id.toLowerCase()));
  const members = (await Promise.all(KNOWN.map((role) => directory.membersOf(role)))).flat();
  const all = [...new Map(members.map(lowered).map((person) => [person.id, person])).values()];
  const fit = all.filter(({ id }) => id !== approver && (named.size === 0 || named.has(id)));
  return fit.toSorted(byName);
}

/**
 * Why this pair cannot be: people change between the question and the deed. It goes on record as a
 * sentence, which no erasure reaches, so it names nobody.
 */
export async function pairProblem(
  world: World,
  { approver, deputy }: { readonly approver: Person; readonly deputy: Person },
): Promise<GatewayError | undefined> {
  const approvers = await world.directory.rolesOf(approver.id, true);
  if (!approvers.has('approver'))
    return noMore('Whoever was to be away is no approver any more, so nobody can decide for them.');
  const known = await candidatesIn(world, approver.id);
  return known.some(({ id }) => id === deputy.id)
    ? undefined
    : noMore('Whoever was to decide cannot be named as a deputy any more. Choose somebody else.');
}

export const noMore = (says: string): GatewayError =>
  new GatewayError(says, { status: 404, transient: false });
