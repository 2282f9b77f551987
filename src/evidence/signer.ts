import type { z } from 'zod';
import type { PublicJwk } from './jws.ts';

/** Signs with ES256 and never gives its private key away. */
export interface Signer {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly jwk: z.infer<typeof PublicJwk>;
  /** For people: where the key is. */
  readonly name: string;
  readonly from: 'local' | 'key-vault';
  /** 64 bytes: r and s, as a JWS holds them. */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** Finds the key as it is now: its newest version may have been made a moment ago. */
export type OpenSigner = () => Promise<Signer>;

export type Use = 'checkpoint' | 'witness';
