import { NAMES } from './settings.ts';

const plain = (name: string): string => name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();

/** How many letters have to be put in, taken out or changed, counted no further than two. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return (row.at(-1) ?? 0) <= 2;
}

/** The setting that was probably meant; short names are too like other things. */
export function findMeant(name: string): string | undefined {
  if (NAMES.includes(name)) return undefined;
  const same = NAMES.find((known) => plain(known) === plain(name));
  return same ?? NAMES.find((known) => known.length >= 8 && isNear(plain(known), plain(name)));
}
