import { canonical } from '../core/data.ts';
import { mentions } from '../core/erasure.ts';
import type { StoredOpening } from './seal.ts';

/** What tells whose an opening is. */
export type Owned = Pick<StoredOpening, 'slot' | 'owner' | 'value'>;

/** Somebody by object id, and what they are called. */
export interface Sought {
  readonly id: string;
  readonly names: readonly string[];
}

/** Names that the person has in these openings, in order. */
export const namesIn = (openings: readonly Owned[], id: string): readonly string[] =>
  [
    ...new Set(
      openings.flatMap(({ slot, owner, value }) => {
        const name: unknown = slot === 'name' && owner === canonical(id) ? JSON.parse(value) : '';
        return typeof name === 'string' && name !== '' ? [name] : [];
      }),
    ),
  ].sort();

/**
 * Whether something is the person's: their id and name, what they said, and what others said that
 * names them. Answers set a run up, so those are theirs only where their id stands in them.
 */
export function belongsTo({ slot, owner, value }: Owned, { id, names }: Sought): boolean {
  if (owner === canonical(id)) return true;
  const free = slot === 'text' || (slot === 'data' && owner !== null);
  // As it was typed, without the escapes of JSON.
  const text = typeof JSON.parse(value) === 'string' ? String(JSON.parse(value)) : value;
  return mentions(text, id, free ? names : []);
}
