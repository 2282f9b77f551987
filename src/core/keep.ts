import type { Data } from './data.ts';

/** A small document that must not be lost: a saved question, a digest, a search under way. */
export interface Kept {
  readonly key: string;
  readonly value: Data;
  /** Counts up with each change. */
  readonly version: number;
}

/** Documents by tenant and kind, in the SQL store. A change is on disk when it returns. */
export interface Keep {
  find(tenant: string, kind: string, key: string): Promise<Kept | undefined>;
  /** By key. */
  list(tenant: string, kind: string): Promise<readonly Kept[]>;
  /** False if the document is not at this version any more; 0 means: not there yet. */
  put(tenant: string, kind: string, change: Kept): Promise<boolean>;
  /** False if it is not at this version any more. */
  delete(tenant: string, kind: string, key: string, version: number): Promise<boolean>;
}
