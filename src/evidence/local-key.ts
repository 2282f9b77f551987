import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK } from 'jose';
import { z } from 'zod';
import { PublicJwk, thumbprintOf } from './jws.ts';
import type { OpenSigner, Signer, Use } from './signer.ts';

const PrivateJwk = PublicJwk.extend({ d: z.string() });

/** A key of the bot's own in a file that only its user can read; made when it is first needed. */
export function localSigner(folder: string, use: Use): OpenSigner {
  const file = join(folder, `${use}.jwk`);
  let opened: Promise<Signer> | undefined;
  return () => {
    opened ??= signerIn(file, use).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}

async function signerIn(file: string, use: Use): Promise<Signer> {
  const text = (await findText(file)) ?? (await makeKey(file));
  const jwk = parsed(file, text);
  const key = await importJWK(jwk, 'ES256');
  if (!(key instanceof CryptoKey)) throw unreadable(file);
  const shown = PublicJwk.parse(jwk);
  return {
    kid: await thumbprintOf(shown),
    jwk: shown,
    name: `${use} key of this bot`,
    from: 'local',
    async sign(data) {
      const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
      return new Uint8Array(await crypto.subtle.sign(algorithm, key, Buffer.from(data)));
    },
  };
}

async function findText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all, and once: of two processes both take the key of the one that was first. */
async function makeKey(file: string): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(JSON.stringify(await exportJWK(privateKey)));
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
  return readFile(file, 'utf8');
}

function parsed(file: string, text: string): z.infer<typeof PrivateJwk> {
  try {
    return PrivateJwk.parse(JSON.parse(text));
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

// Never replaced by a new one: what the old one signed could not be told from a forgery.
const unreadable = (file: string, cause?: unknown): Error =>
  new Error(
    `The key in ${file} cannot be read. Restore the file from a backup; only if there is none, ` +
      'move it away, and a new key is made.',
    { cause },
  );
