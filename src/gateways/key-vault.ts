/** What all versions of a key have. Times are ISO. */
export interface KeyVersion {
  readonly name: string;
  /** 32 hexadecimal digits. */
  readonly version: string;
  readonly enabled: boolean;
  readonly createdAt: string | undefined;
  readonly notBefore: string | undefined;
  readonly expiresAt: string | undefined;
  /** `Recoverable+ProtectedSubscription`, `Recoverable`, `Recoverable+Purgeable`, … */
  readonly recoveryLevel: string;
  readonly recoverableDays: number | undefined;
  /** `2` for the present generation of hardware; empty where the service does not say. */
  readonly hsmPlatform: string;
  /** Request id of the change that made this version, where this bot made it. */
  readonly madeBy: string | undefined;
}

/** A key in full. Private parts never leave the vault. */
export interface Key extends KeyVersion {
  /** `RSA-HSM`, `RSA`, `EC`, … */
  readonly type: string;
  /** Bits of the modulus; undefined for other types than RSA. */
  readonly size: number | undefined;
  readonly operations: readonly string[];
  /** Without version: what Customer Key is told. */
  readonly uri: string;
}

export interface RotationPolicy {
  /** ISO 8601 duration that every new version gets as its life; undefined: none expires. */
  readonly expiryTime: string | undefined;
  /** `rotate` and `notify`, lower case. */
  readonly actions: readonly string[];
}

export interface DeletedKey {
  readonly name: string;
  readonly deletedAt: string | undefined;
  readonly purgeAt: string | undefined;
  readonly recoveryLevel: string;
}

export type KeySize = 2048 | 3072 | 4096;

export interface NewKey {
  readonly name: string;
  readonly size: KeySize;
  /** False only for tests with vaults that have no hardware. */
  readonly hsm: boolean;
}

/** What is kept of a backup: the bytes themselves go to the customer's own place. */
export interface Backup {
  readonly name: string;
  /** The version that was current when it was made; older ones are in it as well. */
  readonly version: string;
  readonly size: number;
  /** SHA-256 of the bytes, in hex. */
  readonly sha256: string;
  /** ISO time. */
  readonly at: string;
}

/**
 * The keys of one vault. Deleting, purging and disabling are not offered. A version that this bot
 * makes carries the request id of its change as a tag, so that a repeat finds it and makes no other.
 *
 * Refusals: code `ForbiddenByRbac` or `AccessDenied` is a missing right; where the right has been
 * given and is still spreading, the error is `transient` and its code `AccessStillSpreading`.
 * `ForbiddenByFirewall` and `ForbiddenByConnection` are the vault's network rules.
 */
export interface KeyVault {
  /** The current version unless one is named. Undefined: there is none, or it was deleted. */
  findKey(name: string, version?: string): Promise<Key | undefined>;
  /** Oldest first; empty when there is no such key. */
  listVersions(name: string): Promise<readonly KeyVersion[]>;
  getRotationPolicy(name: string): Promise<RotationPolicy>;
  findDeletedKey(name: string): Promise<DeletedKey | undefined>;
  listDeletedKeys(): Promise<readonly DeletedKey[]>;

  /** For wrapping and unwrapping only, without expiry. Refused when the name is in use. */
  createKey(wanted: NewKey, requestId: string): Promise<Key>;
  /** A new version like the current one, which has to be `after`. Older ones stay as they are. */
  rollKey(name: string, after: string, requestId: string): Promise<Key>;
  /** Key exchange key for bringing one's own: may import and nothing else. */
  createExchangeKey(wanted: NewKey, requestId: string): Promise<Key>;
  /** The public part, in PEM, of an exchange key. */
  getPublicKey(name: string): Promise<string>;
  /** What a hardware vendor's tool wrapped (`.byok`). Refused when the name is in use. */
  importKey(name: string, transfer: Uint8Array, requestId: string): Promise<Key>;

  /** The blob goes to `sink` and nowhere else; nothing is recorded unless `sink` has taken it. */
  backUp(name: string, sink: (blob: Uint8Array) => Promise<void>): Promise<Backup>;
  /** Into this vault; refused when the name is in use. */
  restoreKey(blob: Uint8Array, requestId: string): Promise<Key>;
  /** Returns when the key can be read again, with all its versions. */
  recoverKey(name: string, requestId: string): Promise<void>;
  /** A version that somebody switched off. */
  enableVersion(name: string, version: string, requestId: string): Promise<void>;
  /** An expiry cannot be removed: it is moved to the last day of the year 9999. */
  moveExpiry(name: string, version: string, requestId: string): Promise<void>;
  /** New versions get no expiry any more and none is made by itself. */
  stopRotation(name: string, requestId: string): Promise<void>;
}

/** Opens a vault; its address has to be one of the cloud's. */
export type OpenKeyVault = (vault: { readonly id: string; readonly url: string }) => KeyVault;
