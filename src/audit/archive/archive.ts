import type { ContentType } from '../record.ts';
import type { Reader, Span } from '../reader.ts';
import type { Catalogue, Receipt } from './catalogue.ts';

/** One record as it arrived: the text of its JSON and where it stood (line or position, from 1). */
export interface Incoming {
  readonly line: number;
  readonly text: string;
}

export interface Rejected {
  readonly line: number;
  readonly reason: string;
}

export interface Added {
  readonly read: number;
  readonly stored: number;
  /** Seen before, in this batch or in the archive. */
  readonly duplicates: number;
  readonly rejected: readonly Rejected[];
  /** Of the stored and the repeated ones: first and last event, by content type. */
  readonly spans: readonly (Span & { readonly contentType: ContentType; readonly count: number })[];
}

/** What a reading could not use. The rest was answered. */
export interface Unreadable {
  readonly segment: string;
  readonly day: string;
  /** A sentence; no path. */
  readonly why: string;
}

/**
 * Audit records of tenants as Parquet segments, one folder a tenant and UTC day. A record is kept
 * once, whatever number of times and ways it arrives; what was acknowledged survives a kill.
 */
export interface Archive {
  readonly catalogue: Catalogue;
  /**
   * Adds records. Segments, counts and the receipt (what ingest has now got, for example which content
   * blobs) become visible in one transaction, when this returns and not before. Running it again with
   * the same records stores nothing twice. Throws `ArchiveTrouble` when nothing was stored, such as on
   * a full disk.
   */
  add(
    tenant: string,
    incoming: AsyncIterable<readonly Incoming[]> | Iterable<readonly Incoming[]>,
    receipt: (added: Added) => Receipt,
  ): Promise<Added>;
  /** Reads a span of event times. Segments outside of it are not opened. */
  read<T>(
    tenant: string,
    span: Span,
    work: (records: Reader) => Promise<T>,
  ): Promise<{ readonly value: T; readonly unreadable: readonly Unreadable[] }>;
  /** Records that are not the archive's, such as a search's results, in the same form. */
  borrow<T>(
    incoming: AsyncIterable<readonly Incoming[]> | Iterable<readonly Incoming[]>,
    work: (records: Reader, added: Added) => Promise<T>,
  ): Promise<T>;
  /** Brings small segments of a day together; safe at any time, and to be killed. */
  compact(tenant: string, day?: string): Promise<number>;
  /** Drops whole days before this one (`YYYY-MM-DD`), and tells what was dropped. */
  retain(
    tenant: string,
    firstDay: string,
  ): Promise<readonly { readonly day: string; readonly records: number }[]>;
  close(): Promise<void>;
}

/** The archive cannot do that now: a sentence for people, nothing stored. */
export class ArchiveTrouble extends Error {
  override readonly name = 'ArchiveTrouble';
}
