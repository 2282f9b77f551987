import { z } from 'zod';
import type { Data } from '../../core/data.ts';
import type { Keep } from '../../core/keep.ts';
import { AuditQuery } from '../query.ts';

const Saved = z.object({
  name: z.string().min(1).max(60),
  /** `tenant`: everybody who may ask; else the object id of whom it belongs to. */
  scope: z.string().min(1),
  query: AuditQuery,
  by: z.object({ id: z.string(), name: z.string() }),
  at: z.iso.datetime(),
});
/** A question kept under a name; its period is worked out anew each time where it has a name. */
export type Saved = Readonly<z.infer<typeof Saved>>;

export const EVERYBODY = 'tenant';
const KIND = 'saved-question';

const keyOf = ({ scope, name }: Pick<Saved, 'scope' | 'name'>): string =>
  `${scope}/${name.trim().toLowerCase()}`;

/** Saved questions of a tenant. */
export function savedIn(keep: Keep, tenant: string) {
  const read = async (key: string) => {
    const kept = await keep.find(tenant, KIND, key);
    const saved = Saved.safeParse(kept?.value).data;
    return kept === undefined || saved === undefined ? undefined : { saved, kept };
  };

  /** One's own comes before everybody's of the same name. */
  async function find(person: string, name: string): Promise<Saved | undefined> {
    const own = await read(keyOf({ scope: person, name }));
    return (own ?? (await read(keyOf({ scope: EVERYBODY, name }))))?.saved;
  }

  return {
    find,

    /** Saves it, in place of what had that name; false if somebody else was faster. */
    async put(saved: Saved): Promise<boolean> {
      const key = keyOf(saved);
      const before = await keep.find(tenant, KIND, key);
      const value: Data = JSON.parse(JSON.stringify(saved));
      return keep.put(tenant, KIND, { key, value, version: before?.version ?? 0 });
    },

    /** What this person can ask for by name: their own, and everybody's. */
    async list(person: string): Promise<readonly Saved[]> {
      const all = (await keep.list(tenant, KIND)).flatMap(
        ({ value }) => Saved.safeParse(value).data ?? [],
      );
      const mine = all.filter(({ scope }) => scope === person);
      const names = new Set(mine.map(({ name }) => name.toLowerCase()));
      const others = all.filter(
        ({ scope, name }) => scope === EVERYBODY && !names.has(name.toLowerCase()),
      );
      return [...mine, ...others].sort((a, b) => (a.name < b.name ? -1 : 1));
    },

    /** Forgets one's own, or one that oneself has saved for everybody. */
    async forget(person: string, name: string): Promise<Saved | undefined> {
      for (const scope of [person, EVERYBODY]) {
        const found = await read(keyOf({ scope, name }));
        if (found === undefined || found.saved.by.id !== person) continue;
        const { key, version } = found.kept;
        return (await keep.delete(tenant, KIND, key, version)) ? found.saved : undefined;
      }
      return undefined;
    },
  };
}

export type SavedQuestions = ReturnType<typeof savedIn>;
