import type { ContentType } from '../record.ts';
import type { Span } from '../reader.ts';

/** A file of the archive. Never changed once it is in the catalogue. */
export interface Segment extends Span {
  readonly tenant: string;
  readonly segment: string;
  /** UTC day, `YYYY-MM-DD`, of all its records. */
  readonly day: string;
  /** Relative to the archive's folder, `/` between names. */
  readonly file: string;
  readonly records: number;
  readonly bytes: number;
}

/** A blob of the activity feed that is dealt with. */
export interface Content {
  readonly contentType: ContentType;
  readonly contentId: string;
  /** When Microsoft made it: ISO time. */
  readonly created: string;
  /** `lost`: it expired before it could be read. */
  readonly state: 'stored' | 'lost';
}

/** How far the activity feed has been read, by the time at which content was made. */
export interface Position {
  readonly contentType: ContentType;
  /** The subscription was seen to be on from here: nothing older ever came this way. */
  readonly since: string;
  /** Everything made before this is stored. */
  readonly upTo: string;
}

/** Something known about a span of event times beside the feed's position. */
export interface Known extends Span {
  readonly contentType: ContentType;
  /** `imported`: from a file, as complete as that file · `searched`: from an audit search · `missing`. */
  readonly state: 'imported' | 'searched' | 'missing';
  readonly why: string;
}

/** What ingest has got, kept in the same transaction as the segments. */
export interface Receipt {
  readonly contents?: readonly Content[];
  readonly positions?: readonly Position[];
  readonly known?: readonly Known[];
}

export interface DayCount {
  readonly day: string;
  readonly contentType: ContentType;
  readonly stored: number;
  readonly duplicates: number;
}

export interface CatalogueChange {
  readonly add: readonly Segment[];
  /** Names of segments that are replaced or dropped; not there any more means: lost the race. */
  readonly drop: readonly string[];
  readonly counts: readonly DayCount[];
  readonly receipt: Receipt;
}

/** A segment that a change wanted to replace is gone: read again and do it anew. */
export class CatalogueMoved extends Error {
  override readonly name = 'CatalogueMoved';
}

/** The catalogue of segments and the positions of ingest, in the SQL store. */
export interface Catalogue {
  /** Segments whose records may lie in the span, by day and name; all without a span. */
  segments(tenant: string, span?: Span): Promise<readonly Segment[]>;
  /** One transaction; `CatalogueMoved` if a segment in `drop` is not there. */
  commit(tenant: string, change: CatalogueChange): Promise<void>;
  /** Which of these blobs are dealt with. */
  dealtWith(
    tenant: string,
    contentType: ContentType,
    contentIds: readonly string[],
  ): Promise<ReadonlySet<string>>;
  positions(tenant: string): Promise<readonly Position[]>;
  known(tenant: string, span: Span): Promise<readonly Known[]>;
  /** By day and content type, for whole days that touch the span. */
  counts(tenant: string, span: Span): Promise<readonly DayCount[]>;
  /** Forgets blobs made before this time: the feed does not offer them any more. */
  forget(tenant: string, createdBefore: string): Promise<void>;
}
