import { z } from 'zod';
import type { KeptCheckpoint } from '../core/evidence.ts';
import { readCheckpoint, type Checkpoint } from './checkpoint.ts';
import { digestOfJws, kidOf, signedBy } from './jws.ts';
import type { KnownKeys } from './known-keys.ts';
import { grown, rootOf } from './merkle.ts';
import type { OpenSigner } from './signer.ts';
import type { Head, Heads } from './witness-head.ts';

/** What a witness says of a checkpoint (`docs/evidence.md`). */
export const Statement = z.object({
  v: z.literal(1),
  tenant: z.string(),
  size: z.int().positive(),
  root: z.string(),
  checkpoint: z.string(),
  witness: z.string(),
  at: z.iso.datetime(),
});

/** The witness will not vouch for this checkpoint: somebody has to look. */
export class Refuses extends Error {
  override readonly name = 'Refuses';
}

export interface WitnessSettings {
  readonly tenant: string;
  readonly heads: Heads;
  readonly signer: OpenSigner;
  readonly keys: KnownKeys;
  /** Hashes of the leaves from `from` on, before `size`. */
  hashes(from: number, size: number): Promise<readonly string[]>;
  now(): Date;
}

/**
 * A second signer that trusts the first one for nothing: it grows the tree that it saw last by the
 * leaves it is given, and vouches for a checkpoint only if the signed root comes out. That shows
 * what a consistency proof shows, for as little work, and needs no more trust.
 */
export function witnessOf(settings: WitnessSettings) {
  const { tenant, heads, keys } = settings;

  async function readSigned({ jws, digest }: KeptCheckpoint): Promise<Checkpoint> {
    const key = await keys.find('checkpoint', kidOf(jws));
    if (key === undefined) throw refuses('it is signed with a key that was never used');
    const says = await readCheckpoint(jws, key.jwk).catch((cause: unknown) => {
      throw refuses('its signature is wrong', cause);
    });
    if (digestOfJws(jws) !== digest || says.tenant !== tenant)
      throw refuses('it is not the one it is said to be');
    return says;
  }

  /** The frontier of the tree as it is by now. */
  async function follow(last: Head | undefined, { size, root }: Checkpoint) {
    const from = last?.size ?? 0;
    if (size < from) throw refuses(`it has ${size} entries, and there were ${from} before`);
    const hashes = await settings.hashes(from, size);
    let frontier: readonly string[] = last?.frontier ?? [];
    for (const [index, hash] of hashes.entries()) frontier = grown(frontier, from + index, hash);
    if (hashes.length !== size - from || rootOf(frontier) !== root)
      throw refuses(`what it holds is not what the first ${from} entries were, and what was added`);
    return frontier;
  }

  return {
    /** A signed statement, or `Refuses`. */
    async attest(checkpoint: KeptCheckpoint): Promise<string> {
      const says = await readSigned(checkpoint);
      const { size, root } = says;
      const frontier = [...(await follow(await heads.find(), says))];
      const at = settings.now().toISOString();
      const signer = await settings.signer();
      await keys.remember('witness', signer);
      // Before it is signed: what was vouched for once must never be forgotten.
      await heads.keep({ size, root, frontier, checkpoint: checkpoint.digest, at });
      return signedBy(signer, 'audit-steward-witness', {
        v: 1,
        ...{ tenant, size, root, at },
        checkpoint: checkpoint.digest,
        witness: signer.name,
      });
    },
    /** The tree as it was seen last. */
    head: () => heads.find(),
  };
}
export type Witness = ReturnType<typeof witnessOf>;

const refuses = (why: string, cause?: unknown): Refuses =>
  new Refuses(
    `The witness does not vouch for the newest checkpoint: ${why}. Entries were changed or taken ` +
      'away, or the store was put back to an older state. Find out who did it before anything else ' +
      'is approved.',
    { cause },
  );
