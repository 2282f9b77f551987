import type { Cloud } from './clouds.ts';

/** Microsoft moved this API between its versions; a search is read where it was created. */
export type SearchVersion = 'v1.0' | 'beta';

/** A search at Microsoft. */
export interface SearchRef {
  readonly id: string;
  readonly version: SearchVersion;
}

/** What a search is told to find: the properties of `auditLogQuery` that are safe to send. */
export interface SearchBody {
  /** Names this one search and no other, so that it can be found again. */
  readonly displayName: string;
  /** Event times, ISO with `Z`. */
  readonly filterStartDateTime: string;
  readonly filterEndDateTime: string;
  readonly recordTypeFilters?: readonly string[];
  readonly operationFilters?: readonly string[];
  readonly userPrincipalNameFilters?: readonly string[];
}

/** How a search is getting on. A state nobody knows yet counts as running. */
export interface SearchSeen {
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** Results end here; told since September 2026. */
  readonly limit?: number;
  /** Counted in several places at once, so it may be above or below what comes. */
  readonly about?: number;
  /** The one word that counts: a search may have succeeded and be cut off all the same. */
  readonly cutOff?: boolean;
}

/** A record of a page; `text` is the JSON of its `AuditData`. */
export interface FoundRecord {
  readonly text: string;
  /** Lower-case; `''` where it has none. */
  readonly id: string;
  /** ISO time of the event; undefined where none can be read. */
  readonly at?: string;
  /** Number of its record type, where it is known. */
  readonly type?: number;
}

export interface FoundPage {
  readonly records: readonly FoundRecord[];
  /** Where the next page is; absent on the last. Keep it to go on later. */
  readonly next?: string;
}

/** Microsoft's code for a tenant whose unified audit log is off. */
export const AUDITING_OFF = 'AuditingDisabledTenant';

/** Searches of the unified audit log: asynchronous, minutes to hours, ten at once. */
export interface AuditSearch {
  /**
   * Begins a search. Asking twice begins two, so an unknown outcome is looked up by its name; if it
   * is not found, the error says `unknownOutcome`. `fresh`: with a new sign-in.
   */
  create(body: SearchBody, how?: { readonly fresh: boolean }): Promise<SearchRef>;
  /** The newest search of this name. */
  find(displayName: string): Promise<SearchRef | undefined>;
  /** Undefined: there is none such, or no longer; results are kept thirty days. */
  get(ref: SearchRef): Promise<SearchSeen | undefined>;
  /** Records page by page, from the first or from where `next` of an earlier page leads. */
  pages(ref: SearchRef, from?: string): AsyncGenerator<FoundPage, void, undefined>;
}

/** Microsoft has it in the global service alone, which GCC shares (its pages of September 2026). */
export const offersSearch = ({ name }: Pick<Cloud, 'name'>): boolean =>
  name === 'public' || name === 'gcc';
