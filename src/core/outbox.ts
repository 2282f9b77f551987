import type { Data } from './data.ts';

/** Where somebody can be reached: `person:<object id>` or `channel:<conversation id>`. */
export type Place = string;

/** A stored conversation reference. It is plain data; only `teams/` knows its shape. */
export interface Reference {
  readonly tenant: string;
  readonly place: Place;
  readonly reference: Data;
  readonly savedAt: string;
  /** Set when Teams refused a message there (blocked, not installed); cleared by the next save. */
  readonly refused?: { readonly why: string; readonly at: string };
}

export interface References {
  save(tenant: string, place: Place, reference: Data, at: string): Promise<void>;
  find(tenant: string, place: Place): Promise<Reference | undefined>;
  /** The newest first: its service URL is the best guess for someone never seen. */
  list(tenant: string): Promise<readonly Reference[]>;
  refuse(tenant: string, place: Place, why: string, at: string): Promise<void>;
  /** Nobody is reached there any more, until something is heard from there again. */
  forget(tenant: string, place: Place): Promise<void>;
}

/** A card that was posted and can be redrawn in place. */
export interface Posting {
  readonly tenant: string;
  /** What it shows, such as `run/7K2QF` or `ask/7K2QF/1`. */
  readonly subject: string;
  readonly place: Place;
  readonly activityId: string;
  /** Digest of the card as last sent: the same digest is not sent again. */
  readonly digest: string;
}

export interface Postings {
  find(tenant: string, subject: string, place: Place): Promise<Posting | undefined>;
  list(tenant: string, subject: string): Promise<readonly Posting[]>;
  save(posting: Posting): Promise<void>;
  /** Cards at this place are not redrawn any more. */
  forget(tenant: string, place: Place): Promise<void>;
}
