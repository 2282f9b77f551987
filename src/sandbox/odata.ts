import { z } from 'zod';

/** A row as it is kept: plain JSON. */
export type Row = Readonly<Record<string, unknown>>;

/** One page of a list, and where the next one begins. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** Undefined on the last page. */
  readonly skipToken: string | undefined;
}

const Token = z.object({ from: z.number().int().min(1) });

/** Cuts a page; a token that was not handed out is an error of the caller: undefined. */
export function findPage<T>(
  rows: readonly T[],
  size: number,
  skipToken: string | null,
): Page<T> | undefined {
  const from = skipToken === null ? 0 : findStart(skipToken);
  if (from === undefined) return undefined;
  const end = from + size;
  return {
    rows: rows.slice(from, end),
    skipToken: end < rows.length ? tokenFor(end) : undefined,
  };
}

const tokenFor = (from: number) => Buffer.from(JSON.stringify({ from })).toString('base64url');

function findStart(skipToken: string): number | undefined {
  try {
    return Token.parse(JSON.parse(Buffer.from(skipToken, 'base64url').toString())).from;
  } catch {
    return undefined;
  }
}

/** The same address, one page on. */
export function nextLink(url: URL, skipToken: string): string {
  const next = new URL(url);
  next.searchParams.set('$skiptoken', skipToken);
  return next.href;
}

/** Only the properties named; what is unknown among them is handed to the caller to refuse. */
export function select(
  names: string | null,
  known: readonly string[],
): { readonly unknown: string | undefined; narrow(row: Row): Row } {
  const wanted = names?.split(',').map((name) => name.trim().toLowerCase());
  const fold = known.map((name) => name.toLowerCase());
  return {
    unknown: wanted?.find((name) => !fold.includes(name)),
    narrow: (row) =>
      wanted === undefined
        ? row
        : Object.fromEntries(
            Object.entries(row).filter(
              ([name]) => name.startsWith('@') || wanted.includes(name.toLowerCase()),
            ),
          ),
  };
}
