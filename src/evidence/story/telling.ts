import { plain } from '../../../cards/text.ts';
import type { Entry } from '../../core/ledger.ts';
import { castOf, type Cast } from './cast.ts';
import { quoted } from './words.ts';

/** Which documents lie in the pack beside the story, by their digests. */
export interface Enclosed {
  readonly cards: ReadonlySet<string>;
  readonly policies: ReadonlySet<string>;
}

/** What every sentence of one run is told with. */
export interface Telling {
  readonly cast: Cast;
  /** `7K2QF9-1`. */
  ask(number: number): string;
  /** The step's title as it was when the run started. */
  step(id: string): string;
  card(digest: string): string;
  policy(digest: string): string;
}

export function tellingOf(run: string, entries: readonly Entry[], enclosed: Enclosed): Telling {
  const [first] = entries;
  const titles = new Map(
    first?.kind === 'started' ? first.steps.map(({ id, title }) => [id, title]) : [],
  );
  const place = (folder: keyof Enclosed, digest: string): string =>
    enclosed[folder].has(digest)
      ? `${folder}/${digest}.json`
      : `it has the SHA-256 ${plain(digest)}, and is not kept any more`;
  return {
    cast: castOf(entries),
    ask: (number) => `request ${plain(run)}-${number}`,
    step: (id) => `${quoted(titles.get(id) ?? id)} (${plain(id)})`,
    card: (digest) => `The card as it was seen: ${place('cards', digest)}.`,
    policy: (digest) => `Under the approval policy: ${place('policies', digest)}.`,
  };
}
