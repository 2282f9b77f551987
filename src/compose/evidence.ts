import { join } from 'node:path';
import type { Announce } from '../announce.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import type { KeptCheckpoint } from '../core/evidence.ts';
import { knownKeys } from '../evidence/known-keys.ts';
import { postingOf } from '../evidence/posted.ts';
import { sealingOf } from '../evidence/sealing.ts';
import { headIn } from '../evidence/witness-head.ts';
import { Refuses, witnessOf } from '../evidence/witness.ts';
import { sealJob } from '../jobs/seal.ts';
import type { Store } from '../store/open.ts';
import type { Log } from '../teams/log.ts';
import type { Metrics } from '../teams/metrics.ts';
import type { Signers } from './signers.ts';

interface Parts {
  readonly log: Log;
  readonly clock: Clock;
  readonly store: Pick<Store, 'tree' | 'keep' | 'withLock' | 'due' | 'postings'>;
  readonly signers: Signers;
}

/** The ledger sealed, signed and witnessed; nobody is told of it. */
export function evidenceOf(config: Config, { log, clock, store, signers }: Parts) {
  const { tenantId: tenant, evidence } = config;
  const { tree, keep, withLock } = store;
  const keys = knownKeys(keep, tenant);
  const witness = witnessOf({
    ...{ tenant, keys, signer: signers.witness, now: clock.now },
    heads: headIn(join(evidence.dir, 'witness-head.json')),
    hashes: (from, size) => tree.hashes(tenant, size, from),
  });

  /** `telling` hears what the witness refuses, and what is about to be sealed. */
  const sealing = (telling: Telling) =>
    sealingOf({
      ...{ tenant, tree, clock, withLock, keys, signer: signers.checkpoint },
      foresee: telling.foresee,
      async witness(checkpoint) {
        try {
          await tree.addWitness(tenant, checkpoint.size, await witness.attest(checkpoint));
        } catch (error) {
          log.error('evidence.not-witnessed', { size: checkpoint.size, error });
          if (error instanceof Refuses) await telling.refused(checkpoint, error.message);
        }
      },
    });
  // What is sealed in between is told by the job, if it is on record that there is something to tell.
  const told = config.approvals.channel === undefined ? undefined : () => Promise.resolve(true);
  const { foresee } = postingOf({ tenant, keep, clock, tell: told });
  const quiet = { foresee, refused: () => Promise.resolve() };
  return { tree, keys, witness, sealing, sealNow: sealing(quiet).sealNow };
}
export type Evidence = ReturnType<typeof evidenceOf>;

interface Telling extends Pick<ReturnType<typeof postingOf>, 'foresee'> {
  refused(checkpoint: KeptCheckpoint, why: string): Promise<void>;
}

/** The job that seals the ledger as it grows, and tells the approvals channel of it. */
export function sealingJobOf(
  config: Config,
  evidence: Evidence,
  {
    log,
    clock,
    store,
    announce,
  }: Omit<Parts, 'signers'> & { readonly announce: Pick<Announce, 'tell'> },
) {
  const { tenantId: tenant, approvals } = config;
  const { channel } = approvals;
  const tell =
    channel === undefined
      ? undefined
      : async (subject: string, text: string): Promise<boolean> => {
          const place = `channel:${channel}` as const;
          await announce.tell(subject, place, text);
          return (await store.postings.find(tenant, subject, place)) !== undefined;
        };
  const posting = postingOf({ tenant, keep: store.keep, clock, tell });
  const { sealNow } = evidence.sealing({
    foresee: posting.foresee,
    async refused({ digest }, why) {
      await tell?.(`witness-refuses/${digest}`, why);
    },
  });
  return sealJob({
    ...{ tenant, due: store.due, clock, sealNow },
    async tell(sealed) {
      for (const { run, why } of sealed.broken) log.error('ledger.broken', { run, why });
      await posting.tell(sealed);
    },
    missed: (error) => log.warn('ledger.seal-not-scheduled', { error }),
  });
}

/** How far behind the seal is. */
export function measureSealing(
  metrics: Metrics,
  { tree }: Pick<Evidence, 'tree'>,
  { tenant, clock }: { readonly tenant: string; readonly clock: Clock },
): void {
  metrics.gauge(
    'ledger_unsealed',
    'Entries of the ledger that no checkpoint covers yet',
    async () => (await tree.backlog(tenant)).entries,
  );
  metrics.gauge('ledger_unsealed_seconds', 'How long the oldest of them has waited', async () => {
    const { since } = await tree.backlog(tenant);
    return since === undefined ? 0 : (clock.now().getTime() - Date.parse(since)) / 1000;
  });
}
