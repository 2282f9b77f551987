import type { Coverage, Figures } from '../figures.ts';
import type { AuditQuery, Dimension, SourceName } from '../query.ts';
import type { AuditRecord } from '../record.ts';

/** A page of the records behind a number, newest first. */
export interface RecordPage {
  readonly records: readonly (AuditRecord & { readonly raw: string })[];
  /** Hand it back for the next page; absent on the last. */
  readonly next?: string;
}

/** What a source came back with. */
export interface Found {
  readonly figures: Figures;
  readonly coverage: Coverage;
  /** What could not be used, could not be filtered there, or was cut off: sentences. */
  readonly notes: readonly string[];
}

/** Somewhere questions can be answered at once. */
export interface Source {
  readonly name: SourceName;
  answer(query: AuditQuery): Promise<Found>;
  records(query: AuditQuery, after: string | undefined, most: number): Promise<RecordPage>;
  /** Names that occur, for suggestions: tables, messages, users, environments. */
  names?(dimension: Dimension, most: number): Promise<readonly string[]>;
}
