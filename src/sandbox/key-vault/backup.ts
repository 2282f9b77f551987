import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { geographyOf } from '../arm/locations.ts';
import type { ServiceAnswer, Tenant } from '../service.ts';
import { read, Value } from './bodies.ts';
import { Key } from './documents.ts';
import { getKey } from './find.ts';
import { AzureRefused } from '../arm/refused.ts';
import { badParameter, deletedName } from './refused.ts';
import { nameAt, noted, type Ask } from './route.ts';
import { bundle } from './view.ts';

const Blob = z.object({ subscription: z.string(), geography: z.string(), key: Key });
type Blob = z.infer<typeof Blob>;

const Secret = z.object({ secret: z.string() });
const CIPHER = 'aes-256-gcm';

/** Only the cloud that wrote a blob can open it. */
function secretOf(tenant: Tenant): Buffer {
  const kept = tenant.documents('vault-backups', Secret);
  const known = kept.find('secret') ?? { secret: randomBytes(32).toString('hex') };
  kept.put('secret', known);
  return Buffer.from(known.secret, 'hex');
}

function seal(tenant: Tenant, blob: Blob): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(CIPHER, secretOf(tenant), nonce);
  const body = Buffer.concat([cipher.update(JSON.stringify(blob)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
}

function open(tenant: Tenant, value: string): Blob {
  const bytes = Buffer.from(value, 'base64url');
  try {
    const decipher = createDecipheriv(CIPHER, secretOf(tenant), bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
    return Blob.parse(JSON.parse(text.toString()));
  } catch {
    throw badParameter('The specified backup blob is not valid.');
  }
}

const place = ({ vault }: Ask) => ({
  subscription: vault.subscriptionId,
  geography: geographyOf(vault.location),
});

/** POST /keys/{name}/backup: all versions, for this subscription and geography only. */
export function backupKey(ask: Ask): ServiceAnswer {
  const key = getKey(ask, nameAt(ask, 0));
  if (key.versions.length > 500)
    throw badParameter('The key has more than 500 versions and cannot be backed up.');
  return { status: 200, body: { value: seal(ask.azure.tenant, { ...place(ask), key }) } };
}

/** POST /keys/restore. */
export function restoreKey(ask: Ask): ServiceAnswer {
  const { azure, keys, vault } = ask;
  const blob = open(azure.tenant, read(Value, ask.request.body).value);
  checkPlace(ask, blob);
  const { name, versions, policy } = blob.key;
  checkFree(ask, name);
  const key: Key = { vault: vault.name.toLowerCase(), name, versions, ...(policy && { policy }) };
  azure.tenant.together(() => {
    keys.put(key);
    noted(ask, 'keys/restore', name);
  });
  return { status: 200, body: bundle(azure, vault, key) };
}

function checkPlace(ask: Ask, { subscription, geography }: Blob): void {
  const here = place(ask);
  if (here.subscription === subscription && here.geography === geography) return;
  throw badParameter(
    'The backup blob was made in another subscription or geography and cannot be restored here.',
  );
}

function checkFree({ keys, vault }: Ask, name: string): void {
  const known = keys.find(vault.name, name);
  if (known === undefined) return;
  if (known.deleted !== undefined) throw deletedName(name);
  throw new AzureRefused(409, 'Conflict', `Key ${name} already exists in this vault.`);
}
