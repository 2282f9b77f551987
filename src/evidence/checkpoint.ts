import { z } from 'zod';
import { digestOf } from '../core/data.ts';
import type { KeptCheckpoint, Unsealed } from '../core/evidence.ts';
import { digestOfJws, signedBy, verifiedJws, type PublicJwk } from './jws.ts';
import { grown, leafHash, rootOf } from './merkle.ts';
import type { Signer } from './signer.ts';

const Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** What a checkpoint says (`docs/evidence.md`). */
export const Checkpoint = z.object({
  v: z.literal(1),
  tenant: z.string(),
  size: z.int().positive(),
  root: Hex,
  runs: Hex,
  at: z.iso.datetime(),
  previous: Hex.nullable(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

/** The leaf of an entry. Its text is canonical JSON already, and so is what is put around it. */
export const leafOf = (tenant: string, { run, text }: Unsealed): string =>
  `{"entry":${text},"run":${JSON.stringify(run)},"tenant":${JSON.stringify(tenant)}}`;

/** How many entries each run has in the tree. */
export type Lengths = Readonly<Record<string, number>>;

interface Sealing {
  readonly tenant: string;
  readonly latest: KeptCheckpoint | undefined;
  /** Before these entries. */
  readonly lengths: Lengths;
  readonly entries: readonly Unsealed[];
  /** By this machine's clock. */
  readonly at: string;
}

const Dated = z.object({ at: z.string() });

/** A clock may be behind the ledger's: no checkpoint is older than what it covers, or what it follows. */
const sealedAt = ({ at, latest, entries }: Sealing): string =>
  entries.reduce(
    (last, { text }) => {
      const written = Dated.parse(JSON.parse(text)).at;
      return written > last ? written : last;
    },
    latest !== undefined && latest.at > at ? latest.at : at,
  );

/** The leaves of these entries, and what a checkpoint over the tree with them says. */
export function planned(sealing: Sealing) {
  const { tenant, latest, lengths, entries } = sealing;
  let frontier = latest?.frontier ?? [];
  let size = latest?.size ?? 0;
  const runs: Record<string, number> = { ...lengths };
  const leaves = entries.map((entry) => {
    const hash = leafHash(leafOf(tenant, entry));
    frontier = grown(frontier, size, hash);
    size += 1;
    runs[entry.run] = entry.seq;
    return { run: entry.run, seq: entry.seq, hash };
  });
  const says: Checkpoint = {
    v: 1,
    ...{ tenant, size, at: sealedAt(sealing) },
    root: rootOf(frontier),
    runs: digestOf(runs),
    previous: latest?.digest ?? null,
  };
  return { leaves, frontier, says };
}

/** Signs a plan; nothing is kept yet. */
export async function checkpointOf(
  signer: Signer,
  { says, frontier }: Pick<ReturnType<typeof planned>, 'says' | 'frontier'>,
): Promise<KeptCheckpoint> {
  const jws = await signedBy(signer, 'audit-steward-checkpoint', says);
  const { size, at } = says;
  return { size, digest: digestOfJws(jws), jws, witnesses: [], frontier, at };
}

/** What a checkpoint says; throws unless this key has signed it. */
export const readCheckpoint = async (jws: string, jwk: PublicJwk): Promise<Checkpoint> =>
  Checkpoint.parse(await verifiedJws(jws, jwk, 'audit-steward-checkpoint'));
