import { distance } from '../core/suggest.ts';
import { NAMES } from './settings.ts';

const plain = (name: string): string => name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();

/** The setting that was probably meant; short names are too like other things. */
export function findMeant(name: string): string | undefined {
  if (NAMES.includes(name)) return undefined;
  const same = NAMES.find((known) => plain(known) === plain(name));
  return (
    same ?? NAMES.find((known) => known.length >= 8 && distance(plain(known), plain(name)) <= 2)
  );
}
