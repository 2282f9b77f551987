import { notParsed, QueryRefused, type Reader } from './kql-words.ts';

export type Value = string | number | boolean | null | object;
export type Row = Readonly<Record<string, Value>>;
export type Type = 'string' | 'int' | 'bool' | 'datetime' | 'dynamic';
export interface Column {
  readonly name: string;
  readonly type: Type;
}

/** An expression that was bound to the columns of its table. */
export interface Bound {
  readonly type: Type;
  of(row: Row): Value;
}
type Bind = (columns: readonly Column[]) => Bound;

const literal =
  (type: Type, value: Value): Bind =>
  () => ({ type, of: () => value });

const unresolved = (name: string): QueryRefused =>
  new QueryRefused(
    'SemanticError',
    `Failed to resolve column or scalar expression named '${name}'.`,
  );

const find = (columns: readonly Column[], name: string): Bound | undefined => {
  const found = columns.find((column) => column.name === name);
  return found && { type: found.type, of: (row) => row[name] ?? null };
};

const column =
  (name: string): Bind =>
  (columns) => {
    const found = find(columns, name);
    if (found === undefined) throw unresolved(name);
    return found;
  };

const member =
  (whole: Bind, name: string): Bind =>
  (columns) => {
    const { of } = whole(columns);
    return {
      type: 'dynamic',
      of(row) {
        const value = of(row);
        const inner: unknown =
          typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
        return isValue(inner) ? inner : null;
      },
    };
  };

const isValue = (value: unknown): value is Value =>
  value === null || ['string', 'number', 'boolean', 'object'].includes(typeof value);

const textOf = (value: Value): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

const COMPARISONS: Readonly<Record<string, (left: Value, right: Value) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '=~': (left, right) => textOf(left).toLowerCase() === textOf(right).toLowerCase(),
  '!~': (left, right) => textOf(left).toLowerCase() !== textOf(right).toLowerCase(),
  '>=': (left, right) => left !== null && right !== null && left >= right,
  '<=': (left, right) => left !== null && right !== null && left <= right,
  '>': (left, right) => left !== null && right !== null && left > right,
  '<': (left, right) => left !== null && right !== null && left < right,
};

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
    const holds = (row: Row) => (each: Bound) => each.of(row) === true;
    return {
      type: 'bool',
      of: (row) => (word === 'and' ? bound.every(holds(row)) : bound.some(holds(row))),
    };
  };
}

function readComparison(reader: Reader): Bind {
  const left = readTerm(reader);
  const sign = reader.peek().kind === 'sign' ? reader.peek().text : '';
  const compare = COMPARISONS[sign];
  if (compare === undefined) return left;
  reader.next();
  const right = readTerm(reader);
  return (columns) => {
    const [one, other] = [left(columns), right(columns)];
    return { type: 'bool', of: (row) => compare(one.of(row), other.of(row)) };
  };
}

function readTerm(reader: Reader): Bind {
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
      return literal('int', Number(word.text));
    case 'time':
      return literal('datetime', timeOf(word.text));
    case 'name':
      return reader.is('(') ? readCall(reader, word.text) : readPath(reader, word.text);
    case 'sign':
    case 'end':
      throw notParsed(word.text);
  }
}

function timeOf(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw notParsed(text);
  return time.toISOString();
}

function readPath(reader: Reader, name: string): Bind {
  let whole = column(name);
  while (reader.take('.')) whole = member(whole, reader.name());
  return whole;
}

const CASTS: Readonly<Record<string, readonly [Type, (value: Value) => Value]>> = {
  tostring: ['string', textOf],
  tolower: ['string', (value) => textOf(value).toLowerCase()],
  toint: [
    'int',
    (value) => {
      const number = typeof value === 'object' || value === '' ? Number.NaN : Number(value);
      return Number.isNaN(number) ? null : Math.trunc(number);
    },
  ],
};

function readCall(reader: Reader, name: string): Bind {
  reader.expect('(');
  if (name === 'column_ifexists') return readIfExists(reader);
  const cast = CASTS[name];
  if (cast === undefined) throw new QueryRefused('SemanticError', `Unknown function: '${name}'.`);
  const given = readExpression(reader);
  reader.expect(')');
  return (columns) => {
    const { of } = given(columns);
    return { type: cast[0], of: (row) => cast[1](of(row)) };
  };
}

function readIfExists(reader: Reader): Bind {
  const name = reader.next();
  if (name.kind !== 'text') throw notParsed(name.text);
  reader.expect(',');
  const otherwise = readExpression(reader);
  reader.expect(')');
  return (columns) => find(columns, name.text) ?? otherwise(columns);
}
