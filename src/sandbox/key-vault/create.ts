import { randomUUID } from 'node:crypto';
import { findDenial, KEYS_MUST_EXPIRE } from '../arm/policies.ts';
import type { ServiceAnswer } from '../service.ts';
import { checkTimes, Create, Import, read, type Attributes } from './bodies.ts';
import { secondsNow, type Key, type Version } from './documents.ts';
import { curveKey, importedKey, rsaKey, sizeOf, transferredKey } from './material.ts';
import { badParameter, deletedName, forbidden } from './refused.ts';
import { nameAt, noted, type Ask } from './route.ts';
import { expiryOf } from './rotation.ts';
import { bundle } from './view.ts';

const SIZES = [2048, 3072, 4096];
const CURVES: Readonly<Record<string, string>> = {
  'P-256': 'prime256v1',
  'P-256K': 'secp256k1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
};
const RSA_OPERATIONS = ['encrypt', 'decrypt', 'sign', 'verify', 'wrapKey', 'unwrapKey'];
const EC_OPERATIONS = ['sign', 'verify'];

export const newVersionId = (): string => randomUUID().replaceAll('-', '');

function kindOf(ask: Ask, kty: string): Version['kty'] {
  switch (kty) {
    case 'RSA-HSM':
    case 'EC-HSM':
      if (ask.vault.sku === 'premium') return kty;
      throw badParameter(
        'Property kty has invalid value: HSM-protected keys are not supported by vaults of the standard SKU.',
      );
    case 'RSA':
    case 'EC':
      return kty;
  }
  throw badParameter(`Property kty has invalid value: ${kty} is not supported in a vault.`);
}

/** POST /keys/{name}/create: a new key, or a new version of one that is there. */
export async function createKey(ask: Ask): Promise<ServiceAnswer> {
  const name = nameAt(ask, 0);
  const wanted = read(Create, ask.request.body);
  const kty = kindOf(ask, wanted.kty);
  const operations = operationsOf(kty, wanted.key_ops);
  const make = maker(kty, wanted);
  checkName(ask, name);
  ask.limit('create', kty, wanted.key_size ?? 2048);
  const pem = await make();
  const { attributes, tags } = wanted;
  return add(ask, name, { kty, operations, attributes, pem, ...(tags && { tags }) }, 'keys/create');
}

function operationsOf(kty: Version['kty'], given: readonly string[] | undefined): string[] {
  const possible = kty.startsWith('RSA') ? RSA_OPERATIONS : EC_OPERATIONS;
  const wrong = given?.find((each) => !possible.includes(each) && each !== 'import');
  if (wrong !== undefined)
    throw badParameter(`Property key_ops has invalid value: ${wrong} is not possible for ${kty}.`);
  if (given?.includes('import') && given.length > 1)
    throw badParameter('Property key_ops has invalid value: import stands alone.');
  return [...new Set(given ?? possible)];
}

function maker(
  kty: Version['kty'],
  {
    key_size: size = 2048,
    crv = 'P-256',
  }: { key_size?: number | undefined; crv?: string | undefined },
): () => Promise<string> {
  if (kty.startsWith('RSA')) {
    if (SIZES.includes(size)) return () => rsaKey(size);
    throw badParameter(`Property key_size has invalid value: ${size}`);
  }
  const curve = CURVES[crv];
  if (curve === undefined) throw badParameter(`Property crv has invalid value: ${crv}`);
  return () => curveKey(curve);
}

/** A name in the bin cannot be used again. */
function checkName({ keys, vault }: Ask, name: string): void {
  if (keys.find(vault.name, name)?.deleted !== undefined) throw deletedName(name);
}

interface Made {
  readonly kty: Version['kty'];
  readonly operations: string[];
  readonly attributes: Attributes;
  readonly tags?: Record<string, string>;
  readonly pem: string;
}

/** Adds a version; the key is read again, for making the material took a while. */
export function add(ask: Ask, name: string, made: Made, operation: string): ServiceAnswer {
  const { azure, keys, vault } = ask;
  checkName(ask, name);
  const known = keys.find(vault.name, name);
  const version = versionOf(ask, known, made);
  const key: Key = {
    ...(known ?? { vault: vault.name.toLowerCase(), name }),
    versions: [...(known?.versions ?? []), version],
  };
  azure.tenant.together(() => {
    keys.put(key);
    noted(ask, operation, key.name, { version: version.version, kty: made.kty });
  });
  return { status: 200, body: bundle(azure, vault, key) };
}

function versionOf(ask: Ask, known: Key | undefined, made: Made): Version {
  const now = secondsNow(ask.azure.tenant);
  const expires = made.attributes.exp ?? expiryOf(known?.policy, now);
  const notBefore = made.attributes.nbf ?? undefined;
  checkTimes(notBefore, expires);
  checkExpiryPolicy(ask, expires);
  return {
    version: newVersionId(),
    ...{ kty: made.kty, operations: made.operations, pem: made.pem },
    enabled: made.attributes.enabled ?? true,
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(expires === undefined ? {} : { expires }),
    ...{ created: now, updated: now },
    ...(made.tags === undefined ? {} : { tags: made.tags }),
  };
}

function checkExpiryPolicy({ azure, vault }: Ask, expires: number | undefined): void {
  const denial = findDenial(azure.tenant, KEYS_MUST_EXPIRE, vault.subscriptionId);
  if (denial === undefined || expires !== undefined) return;
  throw forbidden(
    'ForbiddenByPolicy',
    `The key was disallowed by policy '${denial.name}': keys should have an expiration date.`,
  );
}

/** PUT /keys/{name}: a key that was made elsewhere. */
export function importKey(ask: Ask): ServiceAnswer {
  const name = nameAt(ask, 0);
  const { Hsm: hsm, key, attributes, tags } = read(Import, ask.request.body);
  if (!/^RSA(?:-HSM)?$/.test(key.kty))
    throw badParameter(`Property key.kty has invalid value: ${key.kty}`);
  const kty = kindOf(ask, hsm === true || key.key_hsm !== undefined ? 'RSA-HSM' : key.kty);
  const operations = operationsOf(kty, key.key_ops);
  const pem = key.key_hsm === undefined ? importedKey(key) : broughtAlong(ask, key.key_hsm);
  if (!SIZES.includes(sizeOf(pem))) throw badParameter('Property key has invalid value: its size.');
  ask.limit('create', kty, sizeOf(pem));
  return add(ask, name, { kty, operations, attributes, pem, ...(tags && { tags }) }, 'keys/import');
}

interface Transfer {
  readonly kid: string;
  readonly ciphertext: Buffer;
}

/** The content of a .byok file, as the vendors' tools write it. */
function readTransfer(blob: string): Transfer {
  try {
    const { header, ciphertext } = JSON.parse(Buffer.from(blob, 'base64url').toString());
    if (header?.enc !== 'CKM_RSA_AES_KEY_WRAP') throw new Error('another way of wrapping');
    return { kid: String(header.kid), ciphertext: Buffer.from(String(ciphertext), 'base64url') };
  } catch {
    throw badParameter('Property key_hsm has invalid value: it is not a key transfer blob.');
  }
}

function broughtAlong({ keys, vault }: Ask, blob: string): string {
  const { kid, ciphertext } = readTransfer(blob);
  const [, name = '', version = ''] = /\/keys\/([^/]+)\/([0-9a-f]{32})$/i.exec(kid) ?? [];
  const exchange = keys
    .find(vault.name, name)
    ?.versions.find((each) => each.version === version.toLowerCase());
  if (exchange === undefined || !exchange.operations.includes('import'))
    throw badParameter('The key exchange key of the blob is not in this vault, or not for import.');
  return transferredKey(exchange.pem, ciphertext);
}
