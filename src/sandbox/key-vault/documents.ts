import { z } from 'zod';
import type { Documents, Tenant } from '../service.ts';

const Version = z.object({
  version: z.string(),
  kty: z.enum(['RSA', 'RSA-HSM', 'EC', 'EC-HSM']),
  operations: z.array(z.string()),
  enabled: z.boolean(),
  notBefore: z.number().optional(),
  expires: z.number().optional(),
  created: z.number(),
  updated: z.number(),
  tags: z.record(z.string(), z.string()).optional(),
  /** PKCS #8: a simulated HSM is no HSM, and its keys protect nothing. */
  pem: z.string(),
});
export type Version = z.infer<typeof Version>;

const Action = z.object({
  trigger: z
    .object({ timeAfterCreate: z.string().nullish(), timeBeforeExpiry: z.string().nullish() })
    .optional(),
  action: z.object({ type: z.string() }).optional(),
});
export const RotationPolicy = z.object({
  lifetimeActions: z.array(Action),
  expiryTime: z.string().optional(),
  created: z.number(),
  updated: z.number(),
});
export type RotationPolicy = z.infer<typeof RotationPolicy>;

export const Key = z.object({
  vault: z.string(),
  name: z.string(),
  /** Oldest first; never empty. */
  versions: z.array(Version),
  policy: RotationPolicy.optional(),
  deleted: z.object({ at: z.number(), purgeAt: z.number() }).optional(),
});
export type Key = z.infer<typeof Key>;

const Event = z.object({
  time: z.string(),
  vault: z.string(),
  record: z.record(z.string(), z.unknown()),
});
export type Event = z.infer<typeof Event>;

/** The keys of all vaults, and what the vaults' logs hold. */
export interface Keys {
  /** Also soft-deleted, until it is purged by itself. */
  find(vault: string, name: string): Key | undefined;
  ofVault(vault: string): readonly Key[];
  put(key: Key): void;
  purge(key: Key): void;
  readonly events: Documents<Event>;
}

const idOf = (vault: string, name: string) => `${vault}/${name}`.toLowerCase();

/** Opens the keys in the tenant's documents. */
export function openKeys(tenant: Tenant): Keys {
  const kept = tenant.documents('vault-keys', Key);
  const isKept = ({ deleted }: Key) =>
    deleted === undefined || deleted.purgeAt * 1000 > tenant.clock.now().getTime();
  return {
    find(vault, name) {
      const found = kept.find(idOf(vault, name));
      return found !== undefined && isKept(found) ? found : undefined;
    },
    ofVault: (vault) =>
      kept.list().filter((key) => key.vault === vault.toLowerCase() && isKept(key)),
    put: (key) => kept.put(idOf(key.vault, key.name), key),
    purge: (key) => kept.delete(idOf(key.vault, key.name)),
    events: tenant.documents('vault-events', Event),
  };
}

/** The version that is used when none is named. */
export function latest({ name, versions }: Key): Version {
  const last = versions.at(-1);
  if (last === undefined) throw new Error(`The key ${name} has no version`);
  return last;
}

/** The tenant's time in whole seconds, as the service counts. */
export const secondsNow = ({ clock }: Pick<Tenant, 'clock'>): number =>
  Math.floor(clock.now().getTime() / 1000);
