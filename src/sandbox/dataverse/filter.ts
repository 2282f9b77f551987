import { comparison, valueAt, type Test } from './filter-values.ts';
import { literalOf, tokensOf, type Literal, type Token } from './filter-words.ts';
import { badQuery } from './refused.ts';

/** The tokens that are left, and which properties there are. */
interface Reading {
  readonly left: Token[];
  readonly knows: (property: string) => boolean;
}

const peek = ({ left }: Reading, ahead = 0): string | undefined => left[ahead]?.text;

function next({ left }: Reading): Token {
  const token = left.shift();
  if (token === undefined) throw badQuery('An expression was expected at the end of $filter.');
  return token;
}

function expect(reading: Reading, sign: string): void {
  const { text } = next(reading);
  if (text !== sign) throw badQuery(`'${sign}' was expected in $filter, not '${text}'.`);
}

function path(reading: Reading): string {
  const { text } = next(reading);
  if (!reading.knows(text)) throw badQuery(`Could not find a property named '${text}'.`);
  return text;
}

function literal(reading: Reading): Literal {
  const token = next(reading);
  const value = literalOf(token);
  if (value === undefined) throw badQuery(`'${token.text}' is not a literal.`);
  return value;
}

const TEXT_TESTS = new Map<string, (value: string, part: string) => boolean>([
  ['contains', (value, part) => value.includes(part)],
  ['startswith', (value, part) => value.startsWith(part)],
  ['endswith', (value, part) => value.endsWith(part)],
]);

/** `contains(name,'ski')`, without regard to case. */
function textTest(reading: Reading, holds: (value: string, part: string) => boolean): Test {
  expect(reading, '(');
  const name = path(reading);
  expect(reading, ',');
  const part = String(literal(reading)).toLowerCase();
  expect(reading, ')');
  return (row) => holds(String(valueAt(row, name) ?? '').toLowerCase(), part);
}

function negated(reading: Reading): Test {
  const inner = term(reading);
  return (row) => !inner(row);
}

function bracketed(reading: Reading): Test {
  const inner = either(reading);
  expect(reading, ')');
  return inner;
}

function term(reading: Reading): Test {
  const textual = peek(reading, 1) === '(' ? TEXT_TESTS.get(peek(reading) ?? '') : undefined;
  if (textual !== undefined) {
    next(reading);
    return textTest(reading, textual);
  }
  if (peek(reading) === 'not' || peek(reading) === '(')
    return next(reading).text === 'not' ? negated(reading) : bracketed(reading);
  return comparison(path(reading), next(reading).text, literal(reading));
}

function both(reading: Reading): Test {
  const left = term(reading);
  if (peek(reading) !== 'and') return left;
  next(reading);
  const right = both(reading);
  return (row) => left(row) && right(row);
}

function either(reading: Reading): Test {
  const left = both(reading);
  if (peek(reading) !== 'or') return left;
  next(reading);
  const right = either(reading);
  return (row) => left(row) || right(row);
}

/** Turns a `$filter` of the kinds that are documented for these tables into a test of a row. */
export function filterOf(text: string, knows: (property: string) => boolean): Test {
  const reading = { left: [...tokensOf(text)], knows };
  const test = either(reading);
  if (reading.left.length > 0) throw badQuery(`Syntax error near '${peek(reading)}' in $filter.`);
  return test;
}
