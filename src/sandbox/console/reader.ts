import { Malformed } from './syntax.ts';

/** A text and how far it has been read. */
export interface Reader {
  readonly text: string;
  at: number;
}

export const openReader = (text: string): Reader => ({
  text: text.replaceAll('\r\n', '\n'),
  at: 0,
});

export const isAtEnd = ({ text, at }: Reader): boolean => at >= text.length;

/** What stands here if it fits, without reading on. */
export function peek({ text, at }: Reader, pattern: RegExp): RegExpExecArray | undefined {
  const sticky = new RegExp(pattern.source, `${pattern.flags.replace('y', '')}y`);
  sticky.lastIndex = at;
  return sticky.exec(text) ?? undefined;
}

/** Reads what fits. */
export function take(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  const found = peek(reader, pattern);
  if (found !== undefined) reader.at += found[0].length;
  return found;
}

/** Reads what has to be here. */
export function expect(reader: Reader, pattern: RegExp, what: string): RegExpExecArray {
  const found = take(reader, pattern);
  if (found === undefined) throw new Malformed(`Missing ${what}.`);
  return found;
}

// A backtick goes on with the next line, and a backslash as well: guides for az are written so.
const SPACE = /(?:[ \t\u00a0]|[`\\][ \t]*(?:\n|$)|#[^\n]*|<#[^]*?#>)+/;
const LINES = /(?:\s|[`\\][ \t]*(?:\n|$)|#[^\n]*|<#[^]*?#>)+/;

/** Blanks, comments and continued line ends. */
export const skipSpace = (reader: Reader): void => void take(reader, SPACE);

/** Also line ends: after a pipe or a comma the command is not over. */
export const skipLines = (reader: Reader): void => void take(reader, LINES);
