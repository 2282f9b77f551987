import type { Data } from './data.ts';
import type { Entry } from './ledger.ts';

/** An entry that is no leaf of the tree yet. */
export interface Unsealed {
  readonly run: string;
  readonly seq: number;
  /** Canonical JSON as stored: personal values sealed. */
  readonly text: string;
}

export interface Unsealeds {
  readonly entries: readonly Unsealed[];
  /** Runs that were changed outside the bot, and what was found. */
  readonly broken: readonly { readonly run: string; readonly why: string }[];
}

/** What waits to become leaves. */
export interface Backlog {
  readonly entries: number;
  /** ISO time of the oldest of them. */
  readonly since?: string;
}

/** A signed statement of the tree's size and root, as it is kept (`docs/evidence.md`). */
export interface KeptCheckpoint {
  readonly size: number;
  /** SHA-256 of the JWS, in hex. */
  readonly digest: string;
  readonly jws: string;
  /** Statements of witnesses, compact JWS each. */
  readonly witnesses: readonly string[];
  /** Hashes of the complete subtrees that make up the tree, largest first, in hex. */
  readonly frontier: readonly string[];
  /** ISO time. */
  readonly at: string;
}

/** The tenant's Merkle tree over its ledger. */
export interface Tree {
  /**
   * Entries that are no leaves yet, in the order in which they are to become leaves: by time, a
   * run's never out of their order. None of a run that was changed outside; such runs are named.
   */
  unsealed(tenant: string, limit: number): Promise<Unsealeds>;
  backlog(tenant: string): Promise<Backlog>;
  latest(tenant: string): Promise<KeptCheckpoint | undefined>;
  /** Oldest first. */
  checkpoints(tenant: string): Promise<readonly KeptCheckpoint[]>;
  /**
   * Adds the leaves and the checkpoint over them in one transaction; false, and nothing is added,
   * when the tree does not have `before` leaves any more.
   */
  seal(
    tenant: string,
    before: number,
    leaves: readonly { readonly run: string; readonly seq: number; readonly hash: string }[],
    checkpoint: KeptCheckpoint,
  ): Promise<boolean>;
  /** Keeps a witness's statement beside the checkpoint of this size. */
  addWitness(tenant: string, size: number, jws: string): Promise<void>;
  /** How many entries of each run are leaves, or were when the tree had `size` of them. */
  lengths(tenant: string, size?: number): Promise<Readonly<Record<string, number>>>;
  /** Hashes of the first `size` leaves, in order; of those from the leaf `from` on. */
  hashes(tenant: string, size: number, from?: number): Promise<readonly string[]>;
  /** Where a run's entries stand in the tree. */
  leavesOf(
    tenant: string,
    run: string,
  ): Promise<readonly { readonly leaf: number; readonly seq: number; readonly hash: string }[]>;
}

/** What stands behind a sealed value. */
export interface Opening {
  readonly sealed: string;
  readonly salt: string;
  readonly value: Data;
}

/** The personal side of the ledger, kept beside it so that it can be erased. */
export interface Openings {
  /** The entries of a run as they are stored, sealed, with their place; verified as at every read. */
  sealedEntries(tenant: string, run: string): Promise<readonly Entry[]>;
  of(tenant: string, run: string): Promise<readonly Opening[]>;
  /**
   * Runs that hold something of this person: id, name, what they said, what names them. A run of an
   * erasure that is still open is none of them; a stream of the journal has ended with its day.
   */
  about(tenant: string, person: string): Promise<readonly Naming[]>;
  /** What the person is called in there. */
  namesOf(tenant: string, person: string): Promise<readonly string[]>;
  /**
   * Deletes those openings, the cards that show them, and the person's name in the headings, of
   * these runs as far as they have ended: all or, when it throws, nothing. May be repeated.
   */
  erase(tenant: string, person: string, runs: readonly string[]): Promise<void>;
}

/** A run that holds something of a person. */
export interface Naming {
  readonly run: string;
  readonly openings: number;
  /** Only then it may be erased. */
  readonly ended: boolean;
}

/** Cards as they were drawn for people, so that a vote can name what was seen. */
export interface SeenCards {
  /** On disk when it returns; the digest is that of the card's canonical JSON. */
  keep(tenant: string, card: Data): Promise<string>;
  find(tenant: string, digest: string): Promise<Data | undefined>;
}
