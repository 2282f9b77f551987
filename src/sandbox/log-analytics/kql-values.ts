import { QueryRefused } from './kql-words.ts';

/** Times are ISO texts of one form, spans are milliseconds. */
export type Value = string | number | boolean | null | object;
export type Row = Readonly<Record<string, Value>>;
export const TYPES = [
  'string',
  'int',
  'long',
  'real',
  'bool',
  'datetime',
  'timespan',
  'dynamic',
] as const;
export type Type = (typeof TYPES)[number];
export interface Column {
  readonly name: string;
  readonly type: Type;
}
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** An expression that was bound to the columns of its table. */
export interface Bound {
  readonly type: Type;
  of(row: Row): Value;
}
export type Bind = (columns: readonly Column[]) => Bound;

export const refused = (message: string): QueryRefused =>
  new QueryRefused('SemanticError', message);

export const unresolved = (name: string): QueryRefused =>
  refused(`Failed to resolve column or scalar expression named '${name}'.`);

export const isValue = (value: unknown): value is Value =>
  value === null || ['string', 'number', 'boolean', 'object'].includes(typeof value);

export const textOf = (value: Value): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

export function numberOf(value: Value): number | null {
  if (value === null || typeof value === 'object' || value === '') return null;
  const number = Number(value);
  return Number.isNaN(number) ? null : number;
}

export function timeOf(value: Value): string | null {
  const time = new Date(typeof value === 'string' || typeof value === 'number' ? value : '');
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** No text is ever without a value. */
export const settled = (type: Type, value: Value | undefined): Value =>
  value === undefined || value === null ? (type === 'string' ? '' : null) : value;

export const compared = (one: Value, other: Value): number => {
  if (one === other) return 0;
  if (one === null) return -1;
  return other === null || one > other ? 1 : -1;
};
