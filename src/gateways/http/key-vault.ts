import { createHash, createPublicKey } from 'node:crypto';
import { GatewayError } from '../../core/errors.ts';
import { isVaultUrl } from '../clouds.ts';
import type { KeyVault, OpenKeyVault } from '../key-vault.ts';
import type { Http } from './client.ts';
import { openVault, type KeyVaultOptions, type VaultDoor } from './key-vault-door.ts';
import { keyMaking } from './key-vault-making.ts';
import { keyMending } from './key-vault-mending.ts';
import { keyReading } from './key-vault-reading.ts';

const missing = (doing: string): GatewayError =>
  new GatewayError(`${doing} failed: there is no such key. Check that it still exists.`, {
    status: 404,
    code: 'KeyNotFound',
    transient: false,
  });

/** SubjectPublicKeyInfo in PEM, as vendors' tools take it. */
const getPublicKey = (door: VaultDoor) => async (name: string) => {
  const doing = `Reading the public part of the key ${name}`;
  const found = await door.find({ doing }, (client, options) => client.getKey(name, options));
  const { n, e } = found?.key ?? {};
  if (n === undefined || e === undefined) throw missing(doing);
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  const key = createPublicKey({ key: { kty: 'RSA', n: text(n), e: text(e) }, format: 'jwk' });
  return key.export({ type: 'spki', format: 'pem' }).toString();
};

/** The bytes go from the vault to the sink; only their hash is kept. */
const backUp =
  (door: VaultDoor, findKey: KeyVault['findKey']): KeyVault['backUp'] =>
  async (name, sink) => {
    const doing = `Backing up the key ${name}`;
    const current = await findKey(name);
    if (current === undefined) throw missing(doing);
    const blob = await door.ask({ doing }, (client, options) => client.backupKey(name, options));
    if (blob === undefined || blob.length === 0) throw missing(doing);
    const sha256 = createHash('sha256').update(blob).digest('hex');
    await sink(blob);
    const at = door.clock.now().toISOString();
    return { name, version: current.version, size: blob.length, sha256, at };
  };

function keyVaultAt(door: VaultDoor): KeyVault {
  const reading = keyReading(door);
  return {
    ...reading,
    ...keyMaking(door, reading),
    ...keyMending(door, reading),
    getPublicKey: getPublicKey(door),
    backUp: backUp(door, reading.findKey),
  };
}

/** Vaults through Microsoft's library; each is opened once, so that it asks for a sign-in once. */
export function httpKeyVaults(http: Http, options: KeyVaultOptions): OpenKeyVault {
  const opened = new Map<string, KeyVault>();
  return ({ id, url }) => {
    const address = url.toLowerCase().replace(/\/+$/, '');
    const key = `${id.toLowerCase()} ${address}`;
    const known = opened.get(key) ?? keyVaultAt(openVault(http, options, { id, url: address }));
    if (isVaultUrl(http.cloud, address)) opened.set(key, known);
    return known;
  };
}
