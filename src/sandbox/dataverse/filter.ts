import { literalOf, tokensOf, type Literal, type Token } from './filter-words.ts';
import { badQuery } from './refused.ts';

export type Row = Readonly<Record<string, unknown>>;
type Test = (row: Row) => boolean;

const TIME = /^\d{4}-\d\d-\d\d(?:T|$)/;

/** Times compare as times, text without regard to case, as Dataverse compares them. */
function order(a: string | number | boolean, b: string | number | boolean): number {
  if (typeof a === 'string' && typeof b === 'string') {
    if (TIME.test(a) && TIME.test(b)) return Date.parse(a) - Date.parse(b);
    const [left, right] = [a.toLowerCase(), b.toLowerCase()];
    return left < right ? -1 : Number(left > right);
  }
  return Number(a) - Number(b);
}

const OPERATORS: Readonly<Record<string, (difference: number) => boolean>> = {
  eq: (difference) => difference === 0,
  ne: (difference) => difference !== 0,
  gt: (difference) => difference > 0,
  ge: (difference) => difference >= 0,
  lt: (difference) => difference < 0,
  le: (difference) => difference <= 0,
};

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** The value at `IsAuditEnabled/Value`, or at a plain name. */
export const valueAt = (row: Row, path: string): unknown =>
  path.split('/').reduce<unknown>((value, key) => {
    return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }, row);

const compare = (path: string, operator: string, literal: Literal): Test => {
  const holds = OPERATORS[operator];
  if (holds === undefined) throw badQuery(`Unrecognized operator '${operator}'.`);
  return (row) => {
    const value = valueAt(row, path) ?? null;
    if (literal === null || !isPlain(value)) {
      const same = literal === null && value === null;
      return operator === 'eq' ? same : operator === 'ne' && !same;
    }
    if (typeof value !== typeof literal)
      throw badQuery(
        `A binary operator with incompatible types was detected. Found operand type for '${path}'.`,
      );
    return holds(order(value, literal));
  };
};

const TEXT_TESTS: Readonly<Record<string, (value: string, part: string) => boolean>> = {
  contains: (value, part) => value.includes(part),
  startswith: (value, part) => value.startsWith(part),
  endswith: (value, part) => value.endsWith(part),
};

/** Turns a `$filter` of the kinds that are documented for these tables into a test of a row. */
export function filterOf(text: string, knows: (property: string) => boolean): Test {
  const tokens = tokensOf(text);
  let position = 0;
  const peek = () => tokens[position]?.text;
  const next = (): Token => {
    const token = tokens[position++];
    if (token === undefined) throw badQuery(`Expression expected at position ${text.length}.`);
    return token;
  };
  const expect = (sign: string) => {
    if (next().text !== sign) throw badQuery(`'${sign}' expected in '${text}'.`);
  };
  const path = (): string => {
    const name = next().text;
    if (!knows(name)) throw badQuery(`Could not find a property named '${name}'.`);
    return name;
  };
  const literal = (): Literal => {
    const token = next();
    const value = literalOf(token);
    if (value === undefined) throw badQuery(`'${token.text}' is not a literal.`);
    return value;
  };
  const textTest = (holds: (value: string, part: string) => boolean): Test => {
    expect('(');
    const name = path();
    expect(',');
    const part = String(literal()).toLowerCase();
    expect(')');
    return (row) => holds(String(valueAt(row, name) ?? '').toLowerCase(), part);
  };
  const term = (): Test => {
    if (peek() === 'not') {
      next();
      const inner = term();
      return (row) => !inner(row);
    }
    if (peek() === '(') {
      next();
      const inner = either();
      expect(')');
      return inner;
    }
    const textual = TEXT_TESTS[peek() ?? ''];
    if (textual !== undefined && tokens[position + 1]?.text === '(') {
      next();
      return textTest(textual);
    }
    return compare(path(), next().text, literal());
  };
  const both = (): Test => {
    const left = term();
    if (peek() !== 'and') return left;
    next();
    const right = both();
    return (row) => left(row) && right(row);
  };
  const either = (): Test => {
    const left = both();
    if (peek() !== 'or') return left;
    next();
    const right = either();
    return (row) => left(row) || right(row);
  };
  const test = either();
  if (position < tokens.length) throw badQuery(`Syntax error near '${peek()}' in '${text}'.`);
  return test;
}

/** `createdon desc`, `name`, `name asc,createdon desc`. */
export function orderOf(
  text: string,
  knows: (property: string) => boolean,
): (a: Row, b: Row) => number {
  const keys = text.split(',').map((key) => {
    const [name = '', way = 'asc', ...rest] = key.trim().split(/\s+/);
    if (!knows(name) || rest.length > 0 || !['asc', 'desc'].includes(way))
      throw badQuery(`The $orderby expression '${key.trim()}' cannot be used.`);
    return { name, sign: way === 'desc' ? -1 : 1 };
  });
  return (a, b) => {
    for (const { name, sign } of keys) {
      const [left, right] = [valueAt(a, name), valueAt(b, name)];
      const difference =
        isPlain(left) && isPlain(right)
          ? order(left, right)
          : Number(isPlain(left)) - Number(isPlain(right));
      if (difference !== 0) return sign * difference;
    }
    return 0;
  };
}
