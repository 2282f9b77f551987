import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { z } from 'zod';
import { keptSecret } from './kept-secret.ts';
import { certificate } from './certificate.ts';

/** The sandbox's own certificate authority: trusted by whoever is handed `ca`, and nobody else. */
export interface Authority {
  /** In PEM. */
  readonly ca: string;
  /** A certificate for this host name, made when first asked for. */
  contextFor(host: string): SecureContext;
}

const NAME = 'Audit Steward sandbox authority';
const Kept = z.object({ key: z.string(), ca: z.string() });

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The authority kept in this folder, made on first use. */
export function openAuthority(folder: string): Authority {
  const { key, ca } = keptSecret(join(folder, 'authority.json'), Kept, createAuthority);
  const signedBy = createPrivateKey(key);
  const leaf = newKey();
  const contexts = new Map<string, SecureContext>();
  const create = (host: string) =>
    createSecureContext({
      key: pemOf(leaf.privateKey),
      cert: certificate({ subject: host, issuer: NAME, publicKey: leaf.publicKey, signedBy, host }),
    });

  return {
    ca,
    contextFor(host) {
      const context = contexts.get(host) ?? create(host);
      contexts.set(host, context);
      return context;
    },
  };
}

function createAuthority(): z.infer<typeof Kept> {
  const { privateKey } = newKey();
  const naming = { subject: NAME, issuer: NAME, signedBy: privateKey };
  return {
    key: pemOf(privateKey),
    ca: certificate({ ...naming, publicKey: createPublicKey(privateKey) }),
  };
}
