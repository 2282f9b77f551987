import type { Row } from './odata.ts';

/** Does this row fit? */
export type Condition = (row: Row) => boolean;

export interface Dialect {
  /** Names of the properties that may be filtered on. */
  readonly known: readonly string[];
  /** Graph compares texts without regard to case, discovery with. */
  readonly caseSensitive: boolean;
}

export type Filter =
  | { readonly ok: true; readonly fits: Condition }
  | { readonly ok: false; readonly problem: string };

type Value = string | number | boolean | null;

const TOKEN =
  /\s*(?:(?<text>'(?:[^']|'')*')|(?<number>-?\d+(?:\.\d+)?)(?![\w-])|(?<id>[0-9a-f]{8}-[0-9a-f-]{27})(?![\w-])|(?<word>[A-Za-z_][\w/.]*)|(?<mark>[(),]))/iy;

interface Token {
  readonly kind: 'text' | 'number' | 'id' | 'word' | 'mark';
  readonly text: string;
}

class Unreadable extends Error {}

/** Reads an OData `$filter`: comparisons, `in`, text functions, `and`, `or`, `not`, brackets. */
export function parseFilter(text: string, dialect: Dialect): Filter {
  try {
    const tokens = tokensOf(text);
    const fits = disjunction({ tokens, at: 0, dialect });
    return { ok: true, fits };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: error.message };
    throw error;
  }
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const found = Object.entries(pattern.exec(text)?.groups ?? {}).find(([, part]) => part);
    const [kind, part] = found ?? [];
    if (part === undefined || !isKind(kind)) throw new Unreadable('Invalid filter clause');
    tokens.push({ kind, text: part });
  }
  return tokens;
}

const isKind = (kind: string | undefined): kind is Token['kind'] =>
  ['text', 'number', 'id', 'word', 'mark'].includes(kind ?? '');

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
  readonly dialect: Dialect;
}

function disjunction(reader: Reader, nested = false): Condition {
  const parts = [conjunction(reader)];
  while (takes(reader, 'or')) parts.push(conjunction(reader));
  if (!nested && reader.at < reader.tokens.length) throw new Unreadable('Invalid filter clause');
  return (row) => parts.some((fits) => fits(row));
}

function conjunction(reader: Reader): Condition {
  const parts = [term(reader)];
  while (takes(reader, 'and')) parts.push(term(reader));
  return (row) => parts.every((fits) => fits(row));
}

function term(reader: Reader): Condition {
  if (takes(reader, 'not')) {
    const negated = term(reader);
    return (row) => !negated(row);
  }
  if (takes(reader, '(')) {
    const inner = disjunction(reader, true);
    expect(reader, ')');
    return inner;
  }
  return comparison(reader, next(reader, 'word').text);
}

function comparison(reader: Reader, name: string): Condition {
  const text = TEXT[name.toLowerCase()];
  if (text !== undefined && takes(reader, '(')) return textCondition(reader, text);
  const property = getProperty(reader, name);
  const fold = folding(reader.dialect);
  const operator = next(reader, 'word').text.toLowerCase();
  if (operator === 'in') return membership(reader, property);
  const compare = ORDER[operator];
  if (compare === undefined) throw new Unreadable(`Invalid filter clause: ${operator}`);
  const wanted = fold(value(reader));
  return (row) => compare(fold(row[property]), wanted);
}

const TEXT: Readonly<Record<string, (whole: string, part: string) => boolean>> = {
  contains: (whole, part) => whole.includes(part),
  startswith: (whole, part) => whole.startsWith(part),
  endswith: (whole, part) => whole.endsWith(part),
};

type Compare = (left: unknown, right: Value) => boolean;

const ordered =
  (holds: (sign: number) => boolean): Compare =>
  (left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return holds(left - right);
    if (typeof left !== 'string' || typeof right !== 'string') return false;
    return holds(left < right ? -1 : Number(left > right));
  };

const ORDER: Readonly<Record<string, Compare>> = {
  eq: (left, right) => (left ?? null) === right,
  ne: (left, right) => (left ?? null) !== right,
  gt: ordered((sign) => sign > 0),
  ge: ordered((sign) => sign >= 0),
  lt: ordered((sign) => sign < 0),
  le: ordered((sign) => sign <= 0),
};

function textCondition(reader: Reader, holds: (whole: string, part: string) => boolean): Condition {
  const property = getProperty(reader, next(reader, 'word').text);
  expect(reader, ',');
  const fold = folding(reader.dialect);
  const part = String(fold(value(reader)));
  expect(reader, ')');
  return (row) => holds(String(fold(row[property] ?? '')), part);
}

function membership(reader: Reader, property: string): Condition {
  const fold = folding(reader.dialect);
  const values: unknown[] = [];
  expect(reader, '(');
  do values.push(fold(value(reader)));
  while (takes(reader, ','));
  expect(reader, ')');
  return (row) => values.includes(fold(row[property]));
}

/** Texts are folded where the service does not tell cases apart. */
const folding =
  ({ caseSensitive }: Dialect) =>
  <T>(part: T): T | string =>
    typeof part === 'string' && !caseSensitive ? part.toLowerCase() : part;

function value(reader: Reader): Value {
  const token = reader.tokens[reader.at++];
  switch (token?.kind) {
    case 'text':
      return token.text.slice(1, -1).replaceAll("''", "'");
    case 'number':
      return Number(token.text);
    case 'id':
      return token.text;
    case 'word':
      return literal(token.text);
    case 'mark':
    case undefined:
      throw new Unreadable('Invalid filter clause');
  }
}

function literal(word: string): Value {
  switch (word.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
  }
  throw new Unreadable(`Invalid filter clause: ${word}`);
}

function getProperty({ dialect }: Reader, name: string): string {
  const property = dialect.known.find((known) => known.toLowerCase() === name.toLowerCase());
  if (property === undefined) throw new Unreadable(`Could not find a property named '${name}'`);
  return property;
}

function takes(reader: Reader, text: string): boolean {
  const token = reader.tokens[reader.at];
  const fits = token?.kind !== 'text' && token?.text.toLowerCase() === text;
  if (fits) reader.at += 1;
  return fits;
}

function next(reader: Reader, kind: Token['kind']): Token {
  const token = reader.tokens[reader.at++];
  if (token?.kind !== kind) throw new Unreadable('Invalid filter clause');
  return token;
}

function expect(reader: Reader, mark: string): void {
  if (!takes(reader, mark)) throw new Unreadable(`Invalid filter clause: ${mark} expected`);
}
