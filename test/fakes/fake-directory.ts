import { GatewayError } from '../../src/core/errors.ts';
import type { Directory, Person, Role } from '../../src/core/people.ts';

const person = (number: number, name: string): Person => ({
  id: `aaaaaaaa-0000-4000-8000-00000000000${number}`,
  name,
});

/** The seeded people of design §6: Finn is in the directory and holds no role. */
export const ada = person(1, 'Ada');
export const ben = person(2, 'Ben');
export const cleo = person(3, 'Cleo');
export const dan = person(4, 'Dan');
export const eve = person(5, 'Eve');
export const finn = person(6, 'Finn');

export interface FakeDirectory extends Directory {
  readonly world: {
    readonly people: Map<string, Person>;
    readonly members: Map<Role, Set<string>>;
    /** Object ids of people by id of other groups. */
    readonly groups: Map<string, Set<string>>;
    reachable: boolean;
  };
  grant(role: Role, who: Person): void;
  /** Puts these people, and nobody else, into a group. */
  putInto(group: string, ...who: readonly Person[]): void;
  revoke(role: Role, who: Person): void;
}

/** A directory in memory with the seeded people; an unknown person is not resolved, so it throws. */
export function fakeDirectory(): FakeDirectory {
  const world: FakeDirectory['world'] = {
    people: new Map([ada, ben, cleo, dan, eve, finn].map((one) => [one.id, one])),
    members: new Map<Role, Set<string>>([
      ['operator', new Set([ada.id])],
      ['approver', new Set([ben.id, cleo.id])],
      ['analyst', new Set([dan.id])],
      ['auditor', new Set([eve.id])],
    ]),
    groups: new Map(),
    reachable: true,
  };
  const ask = (): void => {
    if (!world.reachable)
      throw new GatewayError('The directory does not answer.', { status: 503, transient: true });
  };
  const holders = (role: Role) => world.members.get(role) ?? new Set<string>();
  return {
    world,
    grant(role, who) {
      world.people.set(who.id, who);
      world.members.set(role, new Set([...holders(role), who.id]));
    },
    revoke: (role, who) => void holders(role).delete(who.id),
    async rolesOf(id) {
      ask();
      if (!world.people.has(id))
        throw new GatewayError('The directory knows nobody of that id.', {
          status: 404,
          transient: false,
        });
      return new Set([...world.members.keys()].filter((role) => holders(role).has(id)));
    },
    putInto: (group, ...who) => void world.groups.set(group, new Set(who.map(({ id }) => id))),
    async groupsOf(id, groups) {
      ask();
      return groups.filter((group) => world.groups.get(group)?.has(id) === true);
    },
    async membersOf(role) {
      ask();
      return [...holders(role)].flatMap((id) => world.people.get(id) ?? []);
    },
  };
}
