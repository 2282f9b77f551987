import { calculation, checkTypes, COMPARISONS } from './kql-comparisons.ts';
import { callOf } from './kql-functions.ts';
import { literal, spanIn, timeIn } from './kql-literals.ts';
import { SPECIAL } from './kql-special.ts';
import { readDynamic } from './kql-dynamic.ts';
import {
  isValue,
  refused,
  settled,
  textOf,
  unresolved,
  type Bind,
  type Bound,
  type Column,
  type Row,
  type Value,
} from './kql-values.ts';
import { notParsed, type Reader } from './kql-words.ts';

const column =
  (name: string): Bind =>
  (columns) => {
    const found = findColumn(columns, name);
    if (found === undefined) throw unresolved(name);
    return found;
  };

function findColumn(columns: readonly Column[], name: string): Bound | undefined {
  const found = columns.find((each) => each.name === name);
  return found && { type: found.type, of: (row) => settled(found.type, row[name]) };
}

/** `and` binds closer than `or`. */
export function readExpression(reader: Reader): Bind {
  return joined(reader, 'or', () => joined(reader, 'and', () => readComparison(reader)));
}

function joined(reader: Reader, word: 'and' | 'or', part: () => Bind): Bind {
  const parts = [part()];
  while (reader.take(word)) parts.push(part());
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return (columns) => {
    const bound = parts.map((each) => each(columns));
    const odd = bound.find(({ type }) => type !== 'bool');
    if (odd !== undefined) throw refused(`'${word}' wants bool operands, not ${odd.type}`);
    const holds = (row: Row) => (each: Bound) => each.of(row) === true;
    return {
      type: 'bool',
      of: (row) => (word === 'and' ? bound.every(holds(row)) : bound.some(holds(row))),
    };
  };
}

function readComparison(reader: Reader): Bind {
  const left = readSum(reader);
  const word = reader.peek();
  if (word.kind !== 'sign' && word.kind !== 'name') return left;
  if (word.text === 'matches') return readMatches(reader, left);
  if (['in', 'in~', '!in', '!in~'].includes(word.text)) return readAmong(reader, left);
  const compare = COMPARISONS[word.text];
  if (compare === undefined) return left;
  reader.next();
  const right = readSum(reader);
  return (columns) => {
    const [one, other] = [left(columns), right(columns)];
    checkTypes(word.text, one.type, other.type);
    return { type: 'bool', of: (row) => compare(one.of(row), other.of(row)) };
  };
}

function readMatches(reader: Reader, left: Bind): Bind {
  reader.next();
  reader.expect('regex');
  const word = reader.next();
  if (word.kind !== 'text') throw notParsed(word.text);
  const pattern = patternOf(word.text);
  return (columns) => {
    const { of } = left(columns);
    return { type: 'bool', of: (row) => pattern.test(textOf(of(row))) };
  };
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch (cause) {
    throw Object.assign(refused(`Invalid regular expression: ${text}`), { cause });
  }
}

function readAmong(reader: Reader, left: Bind): Bind {
  const { text: sign } = reader.next();
  reader.expect('(');
  const values = reader.list(() => readExpression(reader));
  reader.expect(')');
  const key = sign.endsWith('~') ? (value: Value) => textOf(value).toLowerCase() : same;
  return (columns) => {
    const { of } = left(columns);
    const wanted = new Set(values.map((value) => key(value([]).of({}))));
    return { type: 'bool', of: (row) => wanted.has(key(of(row))) !== sign.startsWith('!') };
  };
}

const same = (value: Value): Value => value;

const readSum = (reader: Reader): Bind =>
  readCalculation(reader, ['+', '-'], () =>
    readCalculation(reader, ['*', '/', '%'], () => readTerm(reader)),
  );

function readCalculation(reader: Reader, signs: readonly string[], part: () => Bind): Bind {
  let left = part();
  while (reader.peek().kind === 'sign' && signs.includes(reader.peek().text)) {
    const [first, { text: sign }, second] = [left, reader.next(), part()];
    left = (columns) => {
      const [one, other] = [first(columns), second(columns)];
      const { type, of } = calculation(sign, one.type, other.type);
      return { type, of: (row) => of(one.of(row), other.of(row)) };
    };
  }
  return left;
}

function readTerm(reader: Reader): Bind {
  let whole = readPrimary(reader);
  for (;;) {
    if (reader.take('.')) whole = member(whole, reader.name());
    else if (reader.take('[')) {
      whole = member(whole, indexOf(reader));
      reader.expect(']');
    } else return whole;
  }
}

function indexOf(reader: Reader): string | number {
  const word = reader.next();
  if (word.kind === 'number') return Number(word.text);
  if (word.kind === 'text') return word.text;
  throw notParsed(word.text);
}

const member =
  (whole: Bind, name: string | number): Bind =>
  (columns) => {
    const { of, type } = whole(columns);
    if (type !== 'dynamic') throw refused(`A value of type ${type} has no members`);
    return {
      type: 'dynamic',
      of(row) {
        const value = of(row);
        const inner: unknown =
          typeof value === 'object' && value !== null && Object.hasOwn(value, name)
            ? Reflect.get(value, name)
            : null;
        return isValue(inner) ? inner : null;
      },
    };
  };

function readPrimary(reader: Reader): Bind {
  if (reader.take('(')) {
    const inner = readExpression(reader);
    reader.expect(')');
    return inner;
  }
  const word = reader.next();
  switch (word.kind) {
    case 'text':
      return literal('string', word.text);
    case 'number':
      return literal(word.text.includes('.') ? 'real' : 'long', Number(word.text));
    case 'time':
      return literal('datetime', timeIn(word.text));
    case 'span':
      return literal('timespan', spanIn(word.text));
    case 'name':
      return readNamed(reader, word.text);
    case 'sign':
      if (word.text === '-') return negative(readTerm(reader));
      throw notParsed(word.text);
    case 'end':
      throw notParsed(word.text);
  }
}

const negative =
  (of: Bind): Bind =>
  (columns) => {
    const bound = of(columns);
    return { type: bound.type, of: (row) => -Number(bound.of(row)) };
  };

function readNamed(reader: Reader, name: string): Bind {
  if (name === 'true' || name === 'false') return literal('bool', name === 'true');
  if (!reader.is('(')) return column(name);
  reader.expect('(');
  if (name === 'dynamic') return literal('dynamic', readDynamic(reader));
  if (name === 'column_ifexists') return readIfExists(reader);
  const given = reader.is(')') ? [] : reader.list(() => readExpression(reader));
  reader.expect(')');
  const special = SPECIAL[name];
  return special === undefined ? callOf(name, given) : special(given);
}

function readIfExists(reader: Reader): Bind {
  const name = reader.next();
  if (name.kind !== 'text') throw notParsed(name.text);
  reader.expect(',');
  const otherwise = readExpression(reader);
  reader.expect(')');
  return (columns) => findColumn(columns, name.text) ?? otherwise(columns);
}
