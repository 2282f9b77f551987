import type { Clock } from '../core/clock.ts';
import type { KeptCheckpoint, Tree, Unsealeds } from '../core/evidence.ts';
import type { WithLock } from '../core/ledger.ts';
import { checkpointOf, planned } from './checkpoint.ts';
import type { KnownKeys } from './known-keys.ts';
import type { OpenSigner } from './signer.ts';

export interface SealingSettings {
  readonly tenant: string;
  readonly tree: Tree;
  readonly clock: Pick<Clock, 'now'>;
  readonly withLock: WithLock;
  readonly keys: KnownKeys;
  readonly signer: OpenSigner;
  /** Hands a checkpoint to the witness; does not throw. */
  witness(checkpoint: KeptCheckpoint): Promise<void>;
  /** Before entries are sealed: what is to follow from them must be on record by then. */
  foresee?(entries: Unsealeds['entries'], size: number): Promise<void>;
}

/** What sealing came to. */
export interface Sealed {
  /** The newest one; undefined while the ledger is empty. */
  readonly checkpoint: KeptCheckpoint | undefined;
  readonly entries: number;
  readonly broken: Unsealeds['broken'];
}

/** So many entries are signed for at once: what a kill undoes is not much. */
const AT_ONCE = 2000;

/** Another replica may have been faster; never so often, for both hold the same lock. */
const TRIES = 3;
const OUTRUN =
  'The ledger could not be sealed: the tree of its entries is not as the bot left it. Restore the ' +
  'store from a backup, and find out who can write to it.';

/**
 * Makes leaves of all entries that are none yet and signs the tree. It may be killed anywhere: the
 * signature is made before anything is kept, and leaves and checkpoint are kept together.
 */
export function sealingOf(settings: SealingSettings) {
  const { tenant, tree, clock, withLock, keys } = settings;

  /** Undefined: another sealer was faster, look again. */
  async function sealSome({ entries }: Unsealeds): Promise<KeptCheckpoint | undefined> {
    const latest = await tree.latest(tenant);
    const lengths = await tree.lengths(tenant);
    const at = clock.now().toISOString();
    const plan = planned({ tenant, latest, lengths, entries, at });
    await settings.foresee?.(entries, plan.says.size);
    const signer = await settings.signer();
    await keys.remember('checkpoint', signer);
    const checkpoint = await checkpointOf(signer, plan);
    const kept = await tree.seal(tenant, latest?.size ?? 0, plan.leaves, checkpoint);
    return kept ? checkpoint : undefined;
  }

  async function sealAll(): Promise<Sealed> {
    let entries = 0;
    for (let outrun = 0; outrun < TRIES;) {
      const unsealed = await tree.unsealed(tenant, AT_ONCE);
      if (unsealed.entries.length === 0) {
        const checkpoint = await tree.latest(tenant);
        if (checkpoint?.witnesses.length === 0) await settings.witness(checkpoint);
        return { checkpoint: await tree.latest(tenant), entries, broken: unsealed.broken };
      }
      const made = await sealSome(unsealed);
      if (made === undefined) {
        outrun += 1;
        continue;
      }
      entries += unsealed.entries.length;
    }
    throw new Error(OUTRUN);
  }

  return {
    /** Seals everything there is. */
    sealNow: (): Promise<Sealed> => withLock(`seal/${tenant}`, sealAll),
  };
}
