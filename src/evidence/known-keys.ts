import { z } from 'zod';
import type { Keep } from '../core/keep.ts';
import { PublicJwk } from './jws.ts';
import type { Signer, Use } from './signer.ts';

const KIND = 'evidence-key';

/** A public key that has signed, as a pack holds it. */
const KnownKey = z.object({
  use: z.enum(['checkpoint', 'witness']),
  name: z.string(),
  from: z.enum(['local', 'key-vault']),
  jwk: PublicJwk.extend({ kid: z.string() }),
});
export type KnownKey = z.infer<typeof KnownKey>;

export interface KnownKeys {
  /** Before it signs for the first time, so that no statement is left without its key. */
  remember(use: Use, signer: Signer): Promise<void>;
  find(use: Use, kid: string): Promise<KnownKey | undefined>;
  /** Every public key that was ever used. */
  all(): Promise<readonly KnownKey[]>;
}

/** Every public key that was ever used, also those that were replaced. */
export function knownKeys(keep: Keep, tenant: string): KnownKeys {
  const remembered = new Set<string>();
  const keyOf = (use: Use, kid: string) => `${use}/${kid}`;
  return {
    async remember(use, { kid, jwk, name, from }) {
      const key = keyOf(use, kid);
      if (remembered.has(key)) return;
      const value: KnownKey = { use, name, from, jwk: { ...jwk, kid } };
      // It is there already unless this is the first time.
      await keep.put(tenant, KIND, { key, value, version: 0 });
      remembered.add(key);
    },
    async find(use, kid) {
      const found = await keep.find(tenant, KIND, keyOf(use, kid));
      return found === undefined ? undefined : KnownKey.parse(found.value);
    },
    async all() {
      return (await keep.list(tenant, KIND)).map(({ value }) => KnownKey.parse(value));
    },
  };
}
