import type { Person } from '../core/people.ts';
import type { Activity } from './botbuilder.ts';
import { cut } from './text.ts';

const OBJECT_ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * Who did this: the Entra object id, which Teams signs; undefined for guests without an account.
 * Ids are compared as text everywhere, so they are brought to one spelling here.
 */
export function findPerson({ from }: Activity): Person | undefined {
  const id = from?.aadObjectId;
  if (typeof id !== 'string' || !OBJECT_ID.test(id)) return undefined;
  return { id: id.toLowerCase(), name: cut(from.name?.trim() || 'Somebody', 100) };
}
