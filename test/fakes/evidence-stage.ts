import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Clock } from '../../src/core/clock.ts';
import { ERASURE } from '../../src/core/erasure.ts';
import { builtInPolicy } from '../../src/core/policy.ts';
import { policyBy } from '../../src/core/policy-in-force.ts';
import { knownKeys } from '../../src/evidence/known-keys.ts';
import { localSigner } from '../../src/evidence/local-key.ts';
import { buildPack, type PackParts } from '../../src/evidence/pack/pack.ts';
import { sealingOf } from '../../src/evidence/sealing.ts';
import type { Scope } from '../../src/evidence/story/story.ts';
import { headIn } from '../../src/evidence/witness-head.ts';
import { witnessOf } from '../../src/evidence/witness.ts';
import type { Store } from '../../src/store/open.ts';
import { reportOn } from '../../src/verify/report.ts';
import { verifyPack } from '../../src/verify/verify.ts';
import { TENANT } from './stage.ts';

/** Seals, witnesses and packs over a store, as the bot does it. */
export function evidenceStage(store: Omit<Store, 'kind'>, clock: Clock) {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
  const { tree, openings, seen, keep, ledger, withLock } = store;
  const keys = knownKeys(keep, TENANT);
  const witness = witnessOf({
    tenant: TENANT,
    heads: headIn(join(folder, 'witness-head.json')),
    signer: localSigner(folder, 'witness'),
    keys,
    hashes: (from, size) => tree.hashes(TENANT, size, from),
    now: () => clock.now(),
  });
  const sealing = sealingOf({
    ...{ tenant: TENANT, tree, clock, keys, withLock },
    signer: localSigner(folder, 'checkpoint'),
    witness: async (checkpoint) =>
      tree.addWitness(TENANT, checkpoint.size, await witness.attest(checkpoint)),
  });
  const parts: PackParts = {
    ...{ tenant: TENANT, tree, openings, seen, keys, clock },
    policyBy: (digest) => policyBy(ledger, TENANT, [builtInPolicy()], digest),
    seal: sealing.sealNow,
    erasures: async () =>
      (await ledger.runs(TENANT)).flatMap(({ walkthrough, run }) =>
        walkthrough === ERASURE ? run : [],
      ),
  };
  return {
    folder,
    parts,
    seal: sealing.sealNow,
    pack: (scope: Scope | string) =>
      buildPack(parts, typeof scope === 'string' ? { kind: 'run', run: scope } : scope),
  };
}

/** The texts of a pack by the names of its files. */
export const textsIn = (pack: Uint8Array): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(unzipSync(pack)).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
  );

/** What the verifier, which shares no code with the bot, says of a pack. */
export const verdictOn = (pack: Buffer) => reportOn(verifyPack(pack));
