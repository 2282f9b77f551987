import type { Decider } from '../core/approvals.ts';
import { standingOf } from '../core/standing.ts';
import type { Chat } from './chat.ts';

/**
 * The person with the groups, of those that the request names, that they and whom they decide for
 * belong to at this moment. Throws when the directory is silent: then nothing is decided.
 */
export async function withGroups(
  { runs, directory }: Pick<Chat, 'runs' | 'directory'>,
  by: Decider,
  run: string,
  ask: number,
): Promise<Decider> {
  const entries = await runs.read(run);
  if (entries.length === 0) return by;
  const asked = standingOf(entries).asks.filter((each) => each.ask === ask);
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
