import { z } from 'zod';
import type { Tenant } from '../service.ts';

const Properties = z.record(z.string(), z.unknown());

export const DirectoryObject = z.object({
  kind: z.enum(['user', 'group', 'servicePrincipal']),
  properties: z.looseObject({ id: z.string() }),
});
export type DirectoryObject = z.infer<typeof DirectoryObject>;
export type Kind = DirectoryObject['kind'];

const Members = z.object({ group: z.string(), members: z.array(z.string()) });

/** Users, groups and applications of the tenant, and who belongs to what. */
export interface Directory {
  list(kind: Kind): readonly DirectoryObject[];
  find(id: string): DirectoryObject | undefined;
  put(object: DirectoryObject): void;
  setMembers(group: string, members: readonly string[]): void;
  /** Who is in the group itself. */
  membersOf(group: string): readonly DirectoryObject[];
  /** Who is in the group or in a group within it, each once. */
  transitiveMembersOf(group: string): readonly DirectoryObject[];
  groupsOf(member: string): readonly DirectoryObject[];
  transitiveGroupsOf(member: string): readonly DirectoryObject[];
  /** Permissions that a service principal was granted. */
  grantsOf(principal: string): readonly z.infer<typeof Properties>[];
  grant(principal: string, grant: z.infer<typeof Properties> & { readonly id: string }): void;
}

/** The directory kept in the tenant's documents. */
export function openDirectory(tenant: Tenant): Directory {
  const objects = tenant.documents('directory', DirectoryObject);
  const groups = tenant.documents('members', Members);
  const grants = tenant.documents('app-role-assignments', Properties);
  const known = (ids: readonly string[]) => ids.flatMap((id) => objects.find(id) ?? []);
  const memberIds = (group: string) => groups.find(group)?.members ?? [];
  const groupIds = (member: string) =>
    groups.list().flatMap(({ group, members }) => (members.includes(member) ? [group] : []));

  return {
    list: (kind) => objects.list().filter((object) => object.kind === kind),
    find: (id) => objects.find(id.toLowerCase()),
    put: (object) => objects.put(object.properties.id, object),
    setMembers: (group, members) => groups.put(group, { group, members: [...members] }),
    membersOf: (group) => known(memberIds(group)),
    transitiveMembersOf: (group) => known(reach(group, memberIds)),
    groupsOf: (member) => known(groupIds(member)),
    transitiveGroupsOf: (member) => known(reach(member, groupIds)),
    grantsOf: (principal) => grants.list().filter(({ principalId }) => principalId === principal),
    grant: (principal, grant) => grants.put(`${principal}/${grant.id}`, grant),
  };
}

/** Everything that can be reached, each once: groups may contain one another in a circle. */
function reach(from: string, next: (id: string) => readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const open = [...next(from)];
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    if (seen.has(id) || id === from) continue;
    seen.add(id);
    open.push(...next(id));
  }
  return [...seen];
}
