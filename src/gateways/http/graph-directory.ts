import { z } from 'zod';
import { MINUTE, type Clock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { Directory, Person, Role } from '../../core/people.ts';
import { parseAnswer, type Http } from './client.ts';
import { pagesOf, viaGraph } from './graph-client.ts';

/** Entra group ids by role; a role without a group is held by nobody. */
export type Groups = Readonly<Record<Role, readonly string[]>>;

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const AT_ONCE = 20;
const REMEMBERED = 5 * MINUTE;
const MOST_PEOPLE = 10_000;

const ADVICE = {
  403:
    'Give the bot’s application the permission GroupMember.Read.All and User.ReadBasic.All of ' +
    'Microsoft Graph, with admin consent, then try again.',
  404: 'Check that the person is a member of this tenant and that the configured groups exist.',
};
// Asking for membership changes nothing.
const ROLES = { doing: 'Looking up the roles of a person', advice: ADVICE, safe: true };
const MEMBERS = { doing: 'Looking up who holds a role', advice: ADVICE };

const Memberships = z.object({ value: z.array(z.string()) });
const User = z.object({ id: z.string(), displayName: z.string().nullish() });

/** Which of these groups, at most 20, the person is in, directly or through other groups. */
function checkGroups(
  http: Http,
  person: string,
  groupIds: readonly string[],
): Promise<readonly string[]> {
  return viaGraph(http, ROLES, async (client) => {
    const path = `/users/${person}/checkMemberGroups`;
    const body: unknown = await client.api(path).version('v1.0').post({ groupIds });
    const call = { ...ROLES, method: 'POST', url: path } as const;
    return parseAnswer(call, 200, body, Memberships).value.map((id) => id.toLowerCase());
  });
}

/** Which of these groups the person is in, however many they are; ids in lower case. */
async function askGroups(
  http: Http,
  person: string,
  groups: readonly string[],
): Promise<ReadonlySet<string>> {
  if (!GUID.test(person)) throw unresolved();
  const wanted = [...new Set(groups)];
  const chunks = Array.from({ length: Math.ceil(wanted.length / AT_ONCE) }, (_, index) =>
    wanted.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
  const answers = await Promise.all(chunks.map((chunk) => checkGroups(http, person, chunk)));
  return new Set(answers.flat());
}

async function askRoles(http: Http, groups: Groups, person: string): Promise<ReadonlySet<Role>> {
  const held = await askGroups(http, person, Object.values(groups).flat());
  return new Set(
    rolesIn(groups).filter((role) => groups[role].some((id) => held.has(id.toLowerCase()))),
  );
}

const ROLE_NAMES: readonly Role[] = ['operator', 'approver', 'analyst', 'auditor'];
const rolesIn = (groups: Groups): readonly Role[] =>
  ROLE_NAMES.filter((role) => groups[role].length > 0);

const unresolved = (): GatewayError =>
  new GatewayError('This person cannot be resolved in the directory, so nothing was decided.', {
    status: 404,
    transient: false,
  });

/** The people in a group, directly or through other groups. */
export function membersOfGroup(http: Http, group: string): Promise<readonly Person[]> {
  const path =
    `/groups/${encodeURIComponent(group)}/transitiveMembers/microsoft.graph.user` +
    '?$select=id,displayName&$count=true&$top=999';
  // Without this header Graph refuses to pick users out of a mixed collection.
  const headers = { ConsistencyLevel: 'eventual' };
  return pagesOf(http, MEMBERS, path, { row: User, headers }).then((users) =>
    users.map(({ id, displayName }) => ({ id, name: displayName ?? 'A person without a name' })),
  );
}

/** Roles from Entra groups. A lookup that fails throws: nobody is let in because of it. */
export function graphDirectory(
  http: Http,
  { groups, clock }: { readonly groups: Groups; readonly clock: Pick<Clock, 'now'> },
): Directory {
  const known = new Map<string, { readonly roles: ReadonlySet<Role>; readonly until: number }>();
  return {
    async rolesOf(person, fresh = false) {
      const key = person.toLowerCase();
      const remembered = known.get(key);
      const now = clock.now().getTime();
      if (!fresh && remembered !== undefined && now < remembered.until) return remembered.roles;
      known.delete(key);
      const roles = await askRoles(http, groups, person);
      if (known.size >= MOST_PEOPLE) known.clear();
      known.set(key, { roles, until: now + REMEMBERED });
      return roles;
    },
    async groupsOf(person, wanted) {
      const held = await askGroups(http, person, wanted);
      return wanted.filter((id) => held.has(id.toLowerCase()));
    },
    async membersOf(role) {
      const lists = await Promise.all(groups[role].map((group) => membersOfGroup(http, group)));
      return [...new Map(lists.flat().map((person) => [person.id, person])).values()];
    },
  };
}
