import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import type { KeptCheckpoint, Unsealed } from '../core/evidence.ts';
import type { Keep } from '../core/keep.ts';
import { phraseOf } from './phrase.ts';
import type { Sealed } from './sealing.ts';

const KIND = 'checkpoint-posted';
const KEY = 'last';

const Posted = z.object({
  /** A checkpoint of this size or larger is to be posted: a run has finished. */
  wanted: z.number(),
  /** Size and UTC day of the one that was posted last. */
  size: z.number(),
  day: z.string(),
});
type Posted = z.infer<typeof Posted>;
const NOTHING: Posted = { wanted: 0, size: 0, day: '' };

const Kinds = z.object({ kind: z.string() });
const isEnd = ({ text }: Unsealed): boolean =>
  Kinds.safeParse(JSON.parse(text)).data?.kind === 'finished';

export const phraseText = ({ size, digest }: KeptCheckpoint): string =>
  `Checkpoint ${size.toLocaleString('en')} · ${phraseOf(digest)}. Keep this message: it lets anybody ` +
  'prove later that nothing before it was changed.';

export interface PostingSettings {
  readonly tenant: string;
  readonly keep: Keep;
  readonly clock: Pick<Clock, 'now'>;
  /**
   * Sends it once for each subject; false when it could not be sent. Undefined: there is nobody to
   * tell.
   */
  readonly tell: ((subject: string, text: string) => Promise<boolean>) | undefined;
}

/** Posts the phrase of the newest checkpoint once a day and when a run has finished. */
export function postingOf({ tenant, keep, clock, tell }: PostingSettings) {
  async function read(): Promise<{ readonly known: Posted; readonly version: number }> {
    const kept = await keep.find(tenant, KIND, KEY);
    return { known: Posted.parse(kept?.value ?? NOTHING), version: kept?.version ?? 0 };
  }

  return {
    /** Before they are sealed: a kill afterwards must not keep the phrase from being posted. */
    async foresee(entries: readonly Unsealed[], size: number): Promise<void> {
      if (tell === undefined || !entries.some(isEnd)) return;
      const { known, version } = await read();
      await keep.put(tenant, KIND, { key: KEY, value: { ...known, wanted: size }, version });
    },

    async tell({ checkpoint, broken }: Sealed): Promise<void> {
      if (tell === undefined) return;
      for (const { run, why } of broken) await tell(`ledger-broken/${run}`, why);
      if (checkpoint === undefined) return;
      const { known, version } = await read();
      const day = clock.now().toISOString().slice(0, 10);
      const { size } = checkpoint;
      const isWanted = known.wanted > known.size && size >= known.wanted;
      if (size <= known.size || (!isWanted && known.day === day)) return;
      // Where it was refused it is still wanted, and the next seal tries again.
      if (!(await tell(`checkpoint/${size}`, phraseText(checkpoint)))) return;
      await keep.put(tenant, KIND, { key: KEY, value: { ...known, size, day }, version });
    },
  };
}
