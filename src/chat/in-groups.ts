import type { Decider } from '../core/approvals.ts';
import { asksOf } from '../core/asks.ts';
import type { Entry } from '../core/ledger.ts';
import type { Chat } from './chat.ts';

/**
 * The person with the groups, of those that the request names, that they and whom they decide for
 * belong to at this moment. Throws when the directory is silent: then nothing is decided.
 */
export async function withGroups(
  { directory }: Pick<Chat, 'directory'>,
  by: Decider,
  entries: readonly Entry[],
  ask: number,
): Promise<Decider> {
  const asked = asksOf(entries).filter((each) => each.ask === ask);
  const wanted = [...new Set(asked.flatMap(({ groups = [] }) => groups.map(({ id }) => id)))];
  if (wanted.length === 0) return by;
  const people = [by.person, ...(by.behalf ?? [])];
  const held = new Map(
    await Promise.all(
      people.map(async ({ id }) => [id, await directory.groupsOf(id, wanted)] as const),
    ),
  );
  return { ...by, groupsOf: (person) => held.get(person) ?? [] };
}
