import type { ContentType } from './record.ts';
import type { AuditQuery, Dimension, Focus, SourceName, Unit } from './query.ts';

export interface Row {
  readonly key: string;
  readonly count: number;
}

export interface Group {
  /** One dimension, or two joined as `user × table`. Keys of two are joined by ` × `. */
  readonly by: string;
  readonly rows: readonly Row[];
  /** Different keys in all, shown or not. */
  readonly keys: number;
}

export interface Point {
  /** Start of the hour, day, … as ISO instant. */
  readonly at: string;
  readonly count: number;
}

/** Something a rule found, with the numbers behind it. */
export interface Outlier {
  readonly rule: Focus | 'bursts';
  /** The rule in words, with its thresholds. */
  readonly says: string;
  /** Whom or what it is about, such as a user. */
  readonly about: string;
  /** What was found, in one sentence with its numbers. */
  readonly found: string;
  readonly value: number;
  /** What was usual; absent where there is nothing to compare with. */
  readonly usual?: number;
  /** Filters that lead to the records behind it. */
  readonly filters: AuditQuery['filters'];
}

/** Counts of known defects of the data among the matching records. */
export interface Defects {
  /** Background records (`noise`). */
  readonly noise: number;
  readonly unknownActor: number;
  readonly withoutAddress: number;
  /** Records of actions that were logged in several parts. */
  readonly split: number;
  /** Reads whose ids of touched records are a lower bound. */
  readonly lowerBounds: number;
  /** Values hidden by column security (`*`). */
  readonly secured: number;
}

/** What a source counts for one question. Every number can be reproduced by the question itself. */
export interface Figures {
  readonly total: number;
  readonly records: number;
  readonly users: number;
  readonly tables: number;
  readonly addresses: number;
  readonly first?: string;
  readonly last?: string;
  readonly groups: readonly Group[];
  readonly series: { readonly unit: Unit; readonly points: readonly Point[] };
  readonly before?: { readonly from: string; readonly to: string; readonly total: number };
  readonly outliers: readonly Outlier[];
  readonly defects: Defects;
  /** Messages of Dynamics that no verb knows, where the question rests on the definitions. */
  readonly unmatched?: readonly Row[];
}

export interface Gap {
  readonly from: string;
  readonly to: string;
  readonly contentType: ContentType;
  readonly why: string;
}

/** How complete the records of a period are. Times are those of events. */
export interface Coverage {
  readonly from: string;
  readonly to: string;
  /** Of the period so far, all needed content types: settled and nothing missing. 0 to 100. */
  readonly completePercent: number;
  readonly gaps: readonly Gap[];
  /** Late records may still arrive for what is younger than this. */
  readonly settlingFrom?: string;
  readonly duplicatesDropped: number;
  readonly newestEvent?: string;
  /** Percent of the period so far; together 100, unless none of it has been yet. */
  readonly parts: readonly {
    readonly contentType: ContentType;
    readonly complete: number;
    readonly settling: number;
    readonly imported: number;
    readonly missing: number;
  }[];
}

/** An answer in full: what the card draws and what `ask --json` prints. */
export interface AuditAnswer {
  readonly canonical: string;
  readonly query: AuditQuery;
  readonly source: SourceName;
  /** Why this source, in one sentence. */
  readonly because: string;
  readonly coverage: Coverage;
  readonly total: number;
  readonly figures: Figures;
  readonly groups: readonly { readonly by: string; readonly rows: readonly Row[] }[];
  readonly series: readonly Point[];
  readonly standsOut: readonly Outlier[];
  /** Limits, defects and assumptions, in sentences. */
  readonly notes: readonly string[];
}

/** Dimensions every summary shows where there is something to show. */
export const ALWAYS: readonly Dimension[] = ['user', 'message', 'table', 'address'];
