import { createPublicKey } from 'node:crypto';
import type { Azure } from '../arm/documents.ts';
import { isRetained } from '../arm/features.ts';
import type { Vault } from '../arm/vaults.ts';
import { latest, type Key, type Version } from './documents.ts';

/** What the settings of the vault and its subscription promise about deleted keys. */
export function recoveryLevel(azure: Azure, vault: Vault): string {
  const base = vault.retentionInDays === 90 ? 'Recoverable' : 'CustomizedRecoverable';
  if (!vault.purgeProtection) return `${base}+Purgeable`;
  return isRetained(azure, vault.subscriptionId) ? `${base}+ProtectedSubscription` : base;
}

/** Where the vault is reached. */
export const originOf = ({ name }: Vault): string =>
  `https://${name.toLowerCase()}.vault.azure.net`;

export const kidOf = (vault: Vault, key: Key, version?: Version): string =>
  `${originOf(vault)}/keys/${key.name}${version === undefined ? '' : `/${version.version}`}`;

const isHsm = ({ kty }: Version) => kty.endsWith('-HSM');

export const attributesOf = (azure: Azure, vault: Vault, version: Version) => ({
  enabled: version.enabled,
  ...(version.notBefore === undefined ? {} : { nbf: version.notBefore }),
  ...(version.expires === undefined ? {} : { exp: version.expires }),
  created: version.created,
  updated: version.updated,
  recoveryLevel: recoveryLevel(azure, vault),
  recoverableDays: vault.retentionInDays,
  exportable: false,
  hsmPlatform: isHsm(version) ? '2' : '0',
});

const tagsOf = ({ tags }: Version) => (tags === undefined ? {} : { tags });

function publicPart({ pem }: Version) {
  const { n, e, crv, x, y } = createPublicKey(pem).export({ format: 'jwk' });
  return n === undefined ? { crv, x, y } : { n, e };
}

/** A key with its public part. */
export const bundle = (azure: Azure, vault: Vault, key: Key, version = latest(key)) => ({
  key: {
    kid: kidOf(vault, key, version),
    kty: version.kty,
    key_ops: version.operations,
    ...publicPart(version),
  },
  attributes: attributesOf(azure, vault, version),
  ...tagsOf(version),
});

/** A key as lists show it. */
export const listed = (azure: Azure, vault: Vault, key: Key, version?: Version) => ({
  kid: kidOf(vault, key, version),
  attributes: attributesOf(azure, vault, version ?? latest(key)),
  ...tagsOf(version ?? latest(key)),
});

/** Since when and until when a deleted key can be recovered, and where. */
export const deletion = (vault: Vault, { name, deleted }: Key) => ({
  recoveryId: `${originOf(vault)}/deletedkeys/${name}`,
  deletedDate: deleted?.at,
  scheduledPurgeDate: deleted?.purgeAt,
});
