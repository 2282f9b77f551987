import { isList, isRecord, sha256, canonical, parseJson, textOf, type Json } from './json.ts';
import type { Files } from './manifest.ts';
import { Refused, type Tally } from './tally.ts';

const NAME = /^cards\/([0-9a-f]{64})\.json$/;

/** A request as a card's buttons name it, and whom the card was drawn for. */
interface Shown {
  readonly run: string;
  readonly ask: string;
  readonly digest: string;
  readonly viewer: string | undefined;
}

function shownIn(value: Json): readonly Shown[] {
  if (isList(value)) return value.flatMap(shownIn);
  if (!isRecord(value)) return [];
  const { run, ask, digest, for: viewer } = value;
  const here =
    typeof run === 'string' && typeof ask === 'string' && typeof digest === 'string'
      ? [
          {
            run,
            ask,
            digest,
            viewer: typeof viewer === 'string' ? viewer.toLowerCase() : undefined,
          },
        ]
      : [];
  return [...here, ...Object.values(value).flatMap(shownIn)];
}

export type Cards = ReturnType<typeof cardsOf>;

/** The cards of a pack, each under the digest of what it shows. */
export function cardsOf(files: Files, tally: Tally) {
  const known = new Map<string, readonly Shown[]>();
  const used = new Set<string>();
  for (const [name, file] of files) {
    const digest = NAME.exec(name)?.[1];
    if (digest === undefined) continue;
    tally.count('cards');
    tally.attempt('cards', () => {
      const text = textOf(file.read(), name);
      const card = parseJson(text, name);
      if (sha256(text) !== digest || canonical(card) !== text)
        throw new Refused(name, 'is not the card that its name is the digest of');
      known.set(digest, shownIn(card));
    });
  }
  return {
    has: (card: string): boolean => known.has(card),
    /** Why this card is not one that this person could vote on so; undefined when it is. */
    problem(
      card: string,
      about: { readonly run: string; readonly ask: number; readonly digest: string },
      voter: string,
    ): string | undefined {
      used.add(card);
      const shown = (known.get(card) ?? []).filter(
        ({ run, ask, digest }) =>
          run === about.run && ask === String(about.ask) && digest === about.digest,
      );
      if (shown.length === 0) return 'names a card that shows another request or another plan';
      // Whose id is erased is not held against a card that still has it.
      return voter.startsWith('sealed:') || shown.some(({ viewer }) => (viewer ?? voter) === voter)
        ? undefined
        : 'names a card that was drawn for somebody else';
    },
    checkUsed(): void {
      for (const digest of known.keys())
        if (!used.has(digest))
          tally.fault('cards', `cards/${digest}.json`, 'is a card that no vote of this pack names');
    },
  };
}
