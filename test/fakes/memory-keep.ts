import type { Keep, Kept } from '../../src/core/keep.ts';

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const idOf = (...names: readonly string[]) => JSON.stringify(names);

/** Documents in a `Map`. */
export function memoryKeep(): Keep {
  const documents = new Map<string, Kept & { readonly of: string }>();
  return {
    async find(tenant, kind, key) {
      const found = documents.get(idOf(tenant, kind, key));
      return found === undefined ? undefined : kept(found);
    },
    list: async (tenant, kind) =>
      [...documents.values()]
        .filter(({ of }) => of === idOf(tenant, kind))
        .map(kept)
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    async put(tenant, kind, { key, value, version }) {
      const id = idOf(tenant, kind, key);
      if ((documents.get(id)?.version ?? 0) !== version) return false;
      const of = idOf(tenant, kind);
      documents.set(id, { of, key, value: copy(value), version: version + 1 });
      return true;
    },
    async delete(tenant, kind, key, version) {
      const id = idOf(tenant, kind, key);
      return documents.get(id)?.version === version && documents.delete(id);
    },
  };
}

const kept = ({ key, value, version }: Kept): Kept => ({ key, value: copy(value), version });
