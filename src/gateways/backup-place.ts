/** A place of the customer's own for key backups, such as a mounted file share. */
export interface BackupPlace {
  /** Never replaces a file; one with the same bytes is taken as kept. Returns when it is on disk. */
  put(name: string, blob: Uint8Array): Promise<void>;
  /** Undefined: there is no such file. */
  get(name: string): Promise<Uint8Array | undefined>;
}
