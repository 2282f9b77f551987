import { plain } from '../../../cards/text.ts';
import type { Entry } from '../../core/ledger.ts';
import type { Person } from '../../core/people.ts';

/** The text that stands in the place of a personal value whose opening is gone, or was never given. */
const SEALED = /^sealed:[0-9a-f]{64}$/;
export const isSealed = (text: string): boolean => SEALED.test(text);

/** Somebody in a run, under a number that no name can imitate. */
export interface Player {
  readonly mark: string;
  readonly person: Person;
  /** `Ben (P2)`. */
  readonly label: string;
}

export interface Cast {
  readonly players: readonly Player[];
  called(person: Person): string;
  /** For somebody of whom only the id is known. */
  known(id: string): string;
}

/** All people whom an entry names as having done something. */
function namedIn(entry: Entry): readonly Person[] {
  const people: (Person | undefined)[] = [];
  if (entry.kind === 'started') people.push(entry.requester);
  if ('by' in entry) people.push(entry.by);
  if ('onBehalfOf' in entry) people.push(entry.onBehalfOf);
  if ('to' in entry) people.push(entry.to);
  return people.filter((person) => person !== undefined);
}

export const ERASED = 'a person whose data was erased';

/** What people are called must not look like words of the story. */
const nameOf = ({ name }: Person): string =>
  isSealed(name) ? ERASED : plain(name.replace(/[()[\]“”"]/g, ''), 80) || 'somebody without a name';

/** Numbers the people of a run in the order in which they appear. */
export function castOf(entries: readonly Entry[]): Cast {
  const players = new Map<string, Player>();
  for (const person of entries.flatMap(namedIn)) {
    if (players.has(person.id)) continue;
    const mark = `P${players.size + 1}`;
    players.set(person.id, { mark, person, label: `${nameOf(person)} (${mark})` });
  }
  return {
    players: [...players.values()],
    called: (person) => players.get(person.id)?.label ?? nameOf(person),
    known: (id) => players.get(id)?.label ?? (isSealed(id) ? ERASED : `somebody with the id ${id}`),
  };
}
