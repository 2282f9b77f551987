import type { Posting, Postings, Reference, References } from '../../src/core/outbox.ts';
import { storable } from '../../src/store/text.ts';

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const idOf = (...names: readonly string[]) => JSON.stringify(names);

/** Conversation references in a `Map`. */
export function memoryReferences(): References {
  const known = new Map<string, Reference>();
  return {
    async save(tenant, place, reference, at) {
      known.set(idOf(tenant, place), copy({ tenant, place, reference, savedAt: at }));
    },
    async find(tenant, place) {
      const found = known.get(idOf(tenant, place));
      return found === undefined ? undefined : copy(found);
    },
    list: async (tenant) =>
      [...known.values()]
        .filter((reference) => reference.tenant === tenant)
        .sort((a, b) => Date.parse(b.savedAt) - Date.parse(a.savedAt))
        .map(copy),
    async refuse(tenant, place, why, at) {
      const found = known.get(idOf(tenant, place));
      if (found !== undefined)
        known.set(idOf(tenant, place), { ...found, refused: { why: storable(why), at } });
    },
    async forget(tenant, place) {
      known.delete(idOf(tenant, place));
    },
  };
}

/** Posted cards in a `Map`. */
export function memoryPostings(): Postings {
  const posted = new Map<string, Posting>();
  return {
    find: async (tenant, subject, place) => posted.get(idOf(tenant, subject, place)),
    list: async (tenant, subject) =>
      [...posted.values()]
        .filter((posting) => posting.tenant === tenant && posting.subject === subject)
        .sort((a, b) => (a.place < b.place ? -1 : 1)),
    async save({ tenant, subject, place, activityId, digest }) {
      const posting = { tenant, subject, place, activityId, digest };
      posted.set(idOf(tenant, subject, place), posting);
    },
    async forget(tenant, place) {
      for (const [id, posting] of posted)
        if (posting.tenant === tenant && posting.place === place) posted.delete(id);
    },
  };
}
