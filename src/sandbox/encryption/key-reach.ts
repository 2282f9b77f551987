import { createHash } from 'node:crypto';
import { M365_ENCRYPTION } from '../arm/ids.ts';
import { AzureRefused } from '../arm/refused.ts';
import type { KeyPermission } from '../arm/roles.ts';
import { isReady, type Vault } from '../arm/vaults.ts';
import { openDirectory } from '../graph/directory.ts';
import { findByAppId } from '../graph/principals.ts';
import { checkAccess, type Principal } from '../key-vault/access.ts';
import { secondsNow, type Key, type Version } from '../key-vault/documents.ts';
import { getKey, getVersion } from '../key-vault/find.ts';
import { logUse } from '../key-vault/log.ts';
import { unwrap, wrap } from '../key-vault/material.ts';
import { checkUsable } from '../key-vault/use.ts';
import { kidOf } from '../key-vault/view.ts';
import type { Encryption, RootKey } from './documents.ts';

const URI =
  /^https:\/\/([a-z][a-z0-9-]{1,22}[a-z0-9])\.vault\.azure\.net(?::443)?\/keys\/([0-9a-z-]{1,127})(?:\/([0-9a-f]{32}))?\/?$/i;

/** The parts of a key's address; undefined when it is none. */
export function findAddress(uri: string) {
  const [, vault, name, version = ''] = URI.exec(uri) ?? [];
  return vault === undefined || name === undefined
    ? undefined
    : { vault: vault.toLowerCase(), name, version };
}

/** Why Microsoft 365 cannot reach or use a key; its text goes into the error of the cmdlet. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Microsoft 365 as vaults see it: an application that may pass their firewalls. */
export function findPrincipal({ tenant }: Encryption): Principal | undefined {
  const found = findByAppId(openDirectory(tenant), M365_ENCRYPTION);
  if (found === undefined || found.properties.accountEnabled === false) return undefined;
  return { applicationId: M365_ENCRYPTION, objectId: found.properties.id, trusted: true };
}

/** The vault at this address, if its name resolves. */
export function getVault({ vaults, tenant }: Encryption, uri: string): Vault {
  const address = findAddress(uri);
  if (address === undefined) throw new Unreachable(`The key identifier '${uri}' is not valid.`);
  const vault = vaults.findByName(address.vault);
  if (vault === undefined || vault.deleted !== undefined || !isReady(tenant, vault))
    throw new Unreachable(`The Azure Key Vault of '${uri}' could not be reached.`);
  return vault;
}

const OPERATIONS = { get: 'KeyGet', wrapkey: 'KeyWrap', unwrapkey: 'KeyUnwrap' } as const;
type Reach = keyof typeof OPERATIONS & KeyPermission;

interface Reached {
  readonly vault: Vault;
  readonly key: Key;
  readonly version: Version;
}

/** Asks a vault as Microsoft 365 does; the vault's log has it, whether it succeeds or not. */
export function reach<T>(
  encryption: Encryption,
  uri: string,
  kind: Reach,
  work: (reached: Reached) => T,
  at = encryption.tenant.clock.now(),
): T {
  const vault = getVault(encryption, uri);
  const principal = findPrincipal(encryption);
  if (principal === undefined)
    throw new Unreachable(
      `The application ${M365_ENCRYPTION} has no enabled service principal in the tenant, so the ` +
        `Azure Key Vault of '${uri}' gives it no access.`,
    );
  const log = (status: number) =>
    logUse(encryption.azure, encryption.keys, vault, {
      ...{ operation: OPERATIONS[kind], status, address: '40.126.0.10', id: uri, at },
      ...{ applicationId: principal.applicationId, objectId: principal.objectId },
    });
  try {
    checkAccess(encryption.azure, vault, principal, kind);
    const done = work(find(encryption, vault, uri));
    log(200);
    return done;
  } catch (thrown) {
    if (!(thrown instanceof AzureRefused)) throw thrown;
    log(thrown.status);
    throw new Unreachable(`Azure Key Vault access failed for '${uri}': ${reasonOf(thrown)}`);
  }
}

const reasonOf = ({ code, inner, message }: AzureRefused) =>
  `${inner ?? code}: ${message.split('\r\n')[0]}`;

function find({ keys }: Encryption, vault: Vault, uri: string): Reached {
  const address = findAddress(uri);
  const key = getKey({ keys, vault }, address?.name ?? '');
  return { vault, key, version: getVersion(key, address?.version ?? '') };
}

const ALGORITHM = 'RSA-OAEP-256';

/** Wraps the policy's own key under a root key. */
export function wrapUnder(encryption: Encryption, uri: string, secret: Buffer): RootKey {
  return reach(encryption, uri, 'wrapkey', ({ version }) => {
    checkUsable(version, 'wrapKey', secondsNow(encryption.tenant));
    const wrapped = wrap(version.pem, ALGORITHM, secret).toString('base64url');
    return { uri, version: version.version, wrapped };
  });
}

/** Unwraps it again, with the version that wrapped it. */
export function unwrapUnder(encryption: Encryption, root: RootKey, at?: Date): Buffer {
  return reach(
    encryption,
    root.uri,
    'unwrapkey',
    ({ key }) => {
      const version = getVersion(key, root.version);
      checkUsable(version, 'unwrapKey', secondsNow(encryption.tenant));
      return unwrap(version.pem, ALGORITHM, Buffer.from(root.wrapped, 'base64url'));
    },
    at,
  );
}

/** Reads a key as the first thing that is done with it. */
export const readRoot = (encryption: Encryption, uri: string): Reached & { readonly kid: string } =>
  reach(encryption, uri, 'get', (reached) => ({
    ...reached,
    kid: kidOf(reached.vault, reached.key),
  }));

export const digestOf = (secret: Buffer): string =>
  createHash('sha256').update(secret).digest('hex');
