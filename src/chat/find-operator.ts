import type { Directory, Person } from '../core/people.ts';

export type FoundOperator =
  | { readonly kind: 'found'; readonly person: Person }
  | { readonly kind: 'unclear'; readonly says: (typed: (person: Person) => string) => string };

const MOST = 5;

/** Exactly one operator of the directory, by object id or by name; never somebody only typed. */
export async function findOperator(
  directory: Directory,
  said: string,
  /** Who answers for it now, and need not be proposed. */
  now: Person,
): Promise<FoundOperator> {
  const typed = said.trim().replace(/^@/, '').toLowerCase();
  const all = (await directory.membersOf('operator')).map(({ id, name }) => ({
    id: id.toLowerCase(),
    name,
  }));
  const named = all.filter(({ id, name }) => id === typed || name.trim().toLowerCase() === typed);
  const [one, ...others] = named;
  if (one !== undefined && others.length === 0) return { kind: 'found', person: one };
  const why =
    one === undefined
      ? 'No operator of that name is known to the directory.'
      : `Several operators are called ${one.name}.`;
  return {
    kind: 'unclear',
    says: (command) =>
      `${why} ${choice(one ? named : all.filter(({ id }) => id !== now.id), command)}`,
  };
}

function choice(people: readonly Person[], command: (person: Person) => string): string {
  if (people.length === 0)
    return 'There is nobody else in the operators group; ask an administrator to add people to it.';
  const shown = people.slice(0, MOST).map((person) => `${person.name}: ${command(person)}`);
  const more = people.length > MOST ? '; and others, by their object id' : '';
  return `Type one of: ${shown.join('; ')}${more}.`;
}
