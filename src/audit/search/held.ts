import type { Keep, Kept } from '../../core/keep.ts';
import { dataOf, findSearchIn, type Search, type Slice } from './search.ts';

/** The kind under which searches are kept. */
export const SEARCH = 'search';

/** A search as it is kept: each change is on disk before the next step is made. */
export interface Held {
  readonly id: string;
  search(): Search;
  save(next: Search): Promise<void>;
  /** In place of the slice of this number. */
  put(slice: Slice, instead?: readonly Slice[]): Promise<void>;
}

/** Somebody else goes on with this search. */
export class SearchMovedOn extends Error {
  override readonly name = 'SearchMovedOn';
}

export function hold(keep: Keep, tenant: string, { key, value, version }: Kept): Held | undefined {
  const found = findSearchIn(value);
  if (found === undefined) return undefined;
  let search = found;
  let seen = version;
  const save = async (next: Search): Promise<void> => {
    const change = { key, value: dataOf(next), version: seen };
    if (!(await keep.put(tenant, SEARCH, change)))
      throw new SearchMovedOn('The search was changed elsewhere.');
    search = next;
    seen += 1;
  };
  return {
    id: key,
    search: () => search,
    save,
    put: (slice, instead = [slice]) =>
      save({
        ...search,
        slices: search.slices.flatMap((one) => (one.number === slice.number ? instead : [one])),
      }),
  };
}
