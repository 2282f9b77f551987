import { digestOf, type Data } from './data.ts';

/** Buttons name by it what was seen; it cannot be in what it is the digest of. */
const SEEN = 'seen';

const isList = (data: Data): data is readonly Data[] => Array.isArray(data);

/** A card as it is kept: as it was drawn, without the names of itself. */
export function asKept(card: Data): Data {
  if (card === null || typeof card !== 'object') return card;
  if (isList(card)) return card.map(asKept);
  const members = Object.entries(card).filter(([name]) => name !== SEEN);
  return Object.fromEntries(members.map(([name, value]) => [name, asKept(value)]));
}

/** What a vote names: the digest of the card as it was drawn. */
export const seenDigest = (card: Data): string => digestOf(asKept(card));
