import type { Documents } from '../service.ts';
import type { Versions } from './documents.ts';
import type { Definition } from './table-definition.ts';

/** How long a read that does not ask for strong consistency may come from an old cache. */
export const STALE = 30_000;

const isOld = (from: string, now: Date) => Date.parse(from) + STALE <= now.getTime();

/** The newest definition, or, from the cache, the newest that is old enough. */
export function seenOf(
  versions: Versions | undefined,
  seeded: Definition,
  look: { readonly strong: boolean; readonly now: Date },
): Definition {
  if (versions === undefined) return seeded;
  const seen = look.strong ? versions : versions.filter(({ from }) => isOld(from, look.now));
  return seen.at(-1)?.definition ?? versions[0]?.definition ?? seeded;
}

/** Adds a definition and drops those that no cache can hold any more. */
export function replaceVersion(
  documents: Documents<Versions>,
  key: string,
  seeded: Definition,
  next: { readonly definition: Definition; readonly now: Date },
): void {
  const known = documents.find(key) ?? [{ from: new Date(0).toISOString(), definition: seeded }];
  const lastOld = known.findLastIndex(({ from }) => isOld(from, next.now));
  const kept = known.slice(Math.max(lastOld, 0));
  const newest = { from: next.now.toISOString(), definition: { ...next.definition } };
  documents.put(key, [...kept, newest]);
}
