/** Columns that hold text; compared without regard to case. */
export type TextColumn =
  | 'workload'
  | 'operation'
  | 'message'
  | 'actor'
  | 'table'
  | 'record'
  | 'environment'
  | 'address'
  | 'agent'
  | 'result';
export type NumberColumn = 'type' | 'userType' | 'touched';

/**
 * What a record must be like. A question and the definitions of reports come down to this, and each
 * source has one printer for it (SQL, KQL), so that all of them mean the same.
 */
export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'is'; readonly column: TextColumn; readonly values: readonly string[] }
  | { readonly kind: 'starts'; readonly column: TextColumn; readonly values: readonly string[] }
  | { readonly kind: 'holds'; readonly column: TextColumn; readonly values: readonly string[] }
  /** RE2 syntax, from the definitions only, never from a person. */
  | { readonly kind: 'like'; readonly column: TextColumn; readonly pattern: string }
  | { readonly kind: 'number'; readonly column: NumberColumn; readonly values: readonly number[] }
  /** Client address in one of these ranges (CIDR), or equal to one of these addresses. */
  | { readonly kind: 'within'; readonly ranges: readonly string[] }
  /** The record touches one of these GUIDs: as its own, or among those it names as read. */
  | { readonly kind: 'touches'; readonly records: readonly string[] }
  /** One of `Fields` has this name, and where given this value. */
  | { readonly kind: 'field'; readonly name: string; readonly value?: string }
  /** Local time of day in a zone: minutes since midnight, `to` not included; days 1 (Monday) to 7. */
  | {
      readonly kind: 'clock';
      readonly zone: string;
      readonly days: readonly number[];
      readonly from: number;
      readonly to: number;
    };

export const all = (...of: readonly Condition[]): Condition => ({ kind: 'all', of });
export const any = (...of: readonly Condition[]): Condition => ({ kind: 'any', of });
export const not = (of: Condition): Condition => ({ kind: 'not', of });
