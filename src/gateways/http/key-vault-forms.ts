import type {
  DeletedKey as LibraryDeletedKey,
  KeyProperties,
  KeyRotationPolicy,
  KeyVaultKey,
} from '@azure/keyvault-keys';
import type { DeletedKey, Key, KeyVersion, RotationPolicy } from '../key-vault.ts';

/** Names the change that made a version, so that a repeat of it finds what it made. */
export const MADE_BY = 'auditStewardChange';

const time = (date: Date | undefined): string | undefined =>
  date === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString();

export const versionOf = (properties: KeyProperties): KeyVersion => ({
  name: properties.name,
  version: properties.version ?? '',
  enabled: properties.enabled ?? true,
  createdAt: time(properties.createdOn),
  notBefore: time(properties.notBefore),
  expiresAt: time(properties.expiresOn),
  recoveryLevel: properties.recoveryLevel ?? '',
  recoverableDays: properties.recoverableDays,
  hsmPlatform: properties.hsmPlatform ?? '',
  madeBy: properties.tags?.[MADE_BY],
});

/** Bits of the modulus; leading zero bytes do not count. */
function sizeOf(modulus: Uint8Array | undefined): number | undefined {
  if (modulus === undefined) return undefined;
  const first = modulus.findIndex((byte) => byte !== 0);
  return first < 0 ? undefined : (modulus.length - first) * 8;
}

export const keyOf = (url: string, { key, name, properties, ...rest }: KeyVaultKey): Key => ({
  ...versionOf({ ...properties, name }),
  type: rest.keyType ?? '',
  size: sizeOf(key?.n),
  operations: rest.keyOperations ?? [],
  uri: `${url}/keys/${name}`,
});

export const policyOf = ({ expiresIn, lifetimeActions }: KeyRotationPolicy): RotationPolicy => ({
  // The service says null where the library's types say nothing.
  expiryTime: expiresIn ?? undefined,
  actions: (lifetimeActions ?? []).map(({ action }) => action.toLowerCase()),
});

export const deletedKeyOf = ({ name, properties }: LibraryDeletedKey): DeletedKey => ({
  name,
  deletedAt: time(properties.deletedOn),
  purgeAt: time(properties.scheduledPurgeDate),
  recoveryLevel: properties.recoveryLevel ?? '',
});
