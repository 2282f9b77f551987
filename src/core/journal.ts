import type { Data } from './data.ts';
import type { Person } from './people.ts';

/**
 * Deeds that belong to no run but must be on record: personal data shown, records exported, deleted
 * after their time. Kept in the ledger, one stream a UTC day; when `note` returns it is on disk.
 */
export type Note =
  | { readonly what: 'asked'; readonly by: Person; readonly details: Data }
  | { readonly what: 'revealed'; readonly by: Person; readonly details: Data }
  | { readonly what: 'exported'; readonly by: Person; readonly details: Data }
  | { readonly what: 'saved'; readonly by: Person; readonly details: Data }
  | { readonly what: 'unsaved'; readonly by: Person; readonly details: Data }
  | { readonly what: 'retained'; readonly details: Data }
  | { readonly what: 'imported'; readonly details: Data };

export interface Journal {
  note(note: Note): Promise<void>;
  /** Of one UTC day (`YYYY-MM-DD`), oldest first. */
  read(day: string): Promise<readonly (Note & { readonly at: string })[]>;
}
