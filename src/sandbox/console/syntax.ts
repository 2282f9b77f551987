import type { Value } from './values.ts';

/** A line of PowerShell, read. */
export interface Statement {
  /** Where the result goes, instead of being shown. */
  readonly variable?: string;
  readonly stages: readonly Stage[];
}

export type Stage =
  | { readonly kind: 'command'; readonly name: string; readonly words: readonly Word[] }
  | { readonly kind: 'expression'; readonly expression: Expression };

export type Word =
  | { readonly kind: 'parameter'; readonly name: string; readonly value?: Expression }
  | { readonly kind: 'argument'; readonly value: Expression };

export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string }
  | {
      readonly kind: 'call';
      readonly of: Expression;
      readonly name: string;
      readonly given: readonly Expression[];
    }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  /** Parts of a string that is put together. */
  | { readonly kind: 'text'; readonly parts: readonly Expression[] }
  | { readonly kind: 'pipeline'; readonly stages: readonly Stage[] };

/** The text is no PowerShell, or more of it than this console understands. */
export class Malformed extends Error {
  override readonly name = 'ParserError';
}
