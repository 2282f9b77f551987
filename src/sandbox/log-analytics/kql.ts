import { readExpression, type Bound, type Column, type Row, type Type } from './kql-expressions.ts';
import { notParsed, QueryRefused, readerOf, wordsOf, type Reader } from './kql-words.ts';

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** The tables of a workspace; one that was never written to is not there. */
export type FindTable = (name: string) => Table | undefined;

type Query = (find: FindTable) => Table;

/** Runs a query of the part of the language that is known here; the rest is refused. */
export function runQuery(text: string, find: FindTable): Table {
  const reader = readerOf(wordsOf(text));
  const query = readQuery(reader);
  if (reader.peek().kind !== 'end') throw notParsed(reader.peek().text);
  return query(find);
}

function readQuery(reader: Reader): Query {
  let query = readSource(reader);
  while (reader.take('|')) {
    const [source, operator] = [query, readOperator(reader)];
    query = (find) => operator(source(find));
  }
  return query;
}

function readSource(reader: Reader): Query {
  if (reader.take('(')) {
    const inner = readQuery(reader);
    reader.expect(')');
    return inner;
  }
  const name = reader.name();
  if (name === 'union') return readUnion(reader);
  if (name === 'datatable') return readDatatable(reader);
  return (find) => {
    const table = find(name);
    if (table !== undefined) return table;
    throw new QueryRefused('SemanticError', `Failed to resolve table expression named '${name}'`);
  };
}

/** Legs whose table is not there are left out of a fuzzy union, as long as one remains. */
function readUnion(reader: Reader): Query {
  const fuzzy = reader.take('isfuzzy') && (reader.expect('='), reader.name() === 'true');
  const legs = reader.list(() => readSource(reader));
  return (find) => {
    const tables = legs.flatMap((leg) => (fuzzy ? tried(leg, find) : [leg(find)]));
    if (tables.length === 0)
      throw new QueryRefused('SemanticError', "'union' operator has no valid legs");
    const columns = new Map(tables.flatMap((one) => one.columns.map((each) => [each.name, each])));
    return { columns: [...columns.values()], rows: tables.flatMap(({ rows }) => rows) };
  };
}

function tried(leg: Query, find: FindTable): readonly Table[] {
  try {
    return [leg(find)];
  } catch (thrown) {
    if (thrown instanceof QueryRefused) return [];
    throw thrown;
  }
}

const TYPES: readonly Type[] = ['string', 'int', 'bool', 'datetime', 'dynamic'];

function readDatatable(reader: Reader): Query {
  reader.expect('(');
  const columns = reader.list((): Column => {
    const name = reader.name();
    reader.expect(':');
    const written = reader.name();
    const type = TYPES.find((each) => each === written);
    if (type === undefined) throw notParsed(written);
    return { name, type };
  });
  for (const sign of [')', '[', ']']) reader.expect(sign);
  return () => ({ columns, rows: [] });
}

type Operator = (table: Table) => Table;

function readOperator(reader: Reader): Operator {
  const name = reader.name();
  switch (name) {
    case 'where':
      return readWhere(reader);
    case 'project':
      return readProject(reader);
    case 'order':
    case 'sort':
      return readOrder(reader);
    case 'take':
    case 'limit':
      return readTake(reader);
  }
  throw notParsed(name);
}

function readWhere(reader: Reader): Operator {
  const condition = readExpression(reader);
  return ({ columns, rows }) => {
    const { of } = condition(columns);
    return { columns, rows: rows.filter((row) => of(row) === true) };
  };
}

function readProject(reader: Reader): Operator {
  const wanted = reader.list(() => {
    const name = reader.peek().text;
    const expression = readExpression(reader);
    return reader.take('=') ? { name, expression: readExpression(reader) } : { name, expression };
  });
  return ({ columns, rows }) => {
    // A new column hides none: what stands left of `=` need not exist.
    const bound = wanted.map(({ name, expression }) => ({ name, is: expression(columns) }));
    return {
      columns: bound.map(({ name, is }) => ({ name, type: is.type })),
      rows: rows.map((row) => projected(row, bound)),
    };
  };
}

const projected = (row: Row, bound: readonly { readonly name: string; readonly is: Bound }[]) =>
  Object.fromEntries(bound.map(({ name, is }) => [name, is.of(row)]));

function readOrder(reader: Reader): Operator {
  reader.expect('by');
  const by = readExpression(reader);
  // Unless it is said, the newest come first.
  const sign = reader.take('asc') ? 1 : (reader.take('desc'), -1);
  return ({ columns, rows }) => {
    const { of } = by(columns);
    const sorted = rows.toSorted((one, other) => sign * compared(of(one), of(other)));
    return { columns, rows: sorted };
  };
}

const compared = (one: Row[string], other: Row[string]): number =>
  one === other || one === undefined || other === undefined || one === null || other === null
    ? 0
    : one < other
      ? -1
      : 1;

function readTake(reader: Reader): Operator {
  const word = reader.next();
  if (word.kind !== 'number') throw notParsed(word.text);
  return ({ columns, rows }) => ({ columns, rows: rows.slice(0, Number(word.text)) });
}
