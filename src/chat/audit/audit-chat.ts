import type { Definitions } from '../../audit/definitions.ts';
import type { Desk } from '../../audit/desk/desk.ts';
import type { Digest, Digests } from '../../audit/desk/digests.ts';
import type { SavedQuestions } from '../../audit/desk/saved.ts';
import type { AuditAnswer, Coverage } from '../../audit/figures.ts';
import type { AuditQuery, Period } from '../../audit/query.ts';
import type { Journal } from '../../core/journal.ts';
import type { Person } from '../../core/people.ts';

/** What a text was understood as. */
export type Understood =
  | {
      readonly kind: 'query';
      readonly query: AuditQuery;
      readonly sentence: string;
      readonly assumed: readonly string[];
    }
  | { readonly kind: 'topic'; readonly topic: Topic }
  | {
      readonly kind: 'unknown';
      readonly words: readonly { readonly word: string; readonly suggestions: readonly string[] }[];
      readonly says: string;
    };

export type Topic = 'reports' | 'log health' | 'retention' | 'turn off audit log search' | 'siem';

/** A file offered to somebody, and what is said about it. */
export interface Offered {
  readonly says: string;
}

/** What the conversation needs to answer questions about audit activity. */
export interface AuditChat {
  readonly desk: Desk;
  readonly saved: SavedQuestions;
  readonly digests: Digests & {
    /** Has it delivered from now on. */
    ordered(digest: Digest): Promise<void>;
    stopped(id: string): Promise<void>;
  };
  readonly journal: Journal;
  readonly definitions: Definitions;
  /** Zone of days and hours where none is said. */
  readonly zone: string;
  now(): Date;
  understand(text: string): Promise<Understood>;
  sentenceOf(query: AuditQuery): string;
  resolve(period: Period, now: Date): Period;
  /** `12 actions by 3 people`. */
  headline(answer: AuditAnswer): string;
  health(): Promise<Coverage>;
  /** Prepares the files and offers them in the person's own chat. */
  offer(query: AuditQuery, by: Person, masked: boolean): Promise<Offered>;
}
