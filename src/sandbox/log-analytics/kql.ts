import { findOperator, readApply, type Operator } from './kql-operators.ts';
import { refused, TYPES, type Column, type Table } from './kql-values.ts';
import { readJoin } from './kql-join.ts';
import { readExpression } from './kql-expressions.ts';
import { notParsed, QueryRefused, readerOf, wordsOf, type Reader } from './kql-words.ts';

export type { Table } from './kql-values.ts';

/** The tables of a workspace; one that was never written to is not there. */
export type FindTable = (name: string) => Table | undefined;

export type Query = (find: FindTable) => Table;

/** Runs a query of the part of the language that is known here; the rest is refused. */
export function runQuery(text: string, find: FindTable): Table {
  const reader = readerOf(wordsOf(text));
  const lets = new Map<string, Query>();
  while (reader.take('let')) {
    const name = reader.name();
    reader.expect('=');
    lets.set(name, readQuery(reader));
    reader.expect(';');
  }
  const query = readQuery(reader);
  reader.take(';');
  if (reader.peek().kind !== 'end') throw notParsed(reader.peek().text);
  return query(findWith(lets, find));
}

/** Each named query is worked out once. */
function findWith(lets: ReadonlyMap<string, Query>, find: FindTable): FindTable {
  const known = new Map<string, Table>();
  const findAny: FindTable = (name) => {
    const query = lets.get(name);
    if (query === undefined) return find(name);
    const table = known.get(name) ?? query(findAny);
    known.set(name, table);
    return table;
  };
  return findAny;
}

function readQuery(reader: Reader): Query {
  let query = readSource(reader);
  while (reader.take('|')) {
    const [source, stage] = [query, readStage(reader)];
    query = (find) => stage(source(find), find);
  }
  return query;
}

type Stage = (table: Table, find: FindTable) => Table;

function readStage(reader: Reader): Stage {
  const name = reader.name();
  if (name === 'mv' && reader.take('-')) {
    reader.expect('apply');
    return readApply(reader, readStages);
  }
  if (name === 'join') return readJoin(reader, () => readQuery(reader));
  const known = findOperator(name);
  if (known === undefined) throw notParsed(name);
  return known(reader);
}

/** Operators one after the other, over a table that is handed in. */
function readStages(reader: Reader): Operator {
  const stages = [readStage(reader)];
  while (reader.take('|')) stages.push(readStage(reader));
  return (table) => stages.reduce((found, stage) => stage(found, () => undefined), table);
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
  if (name === 'materialize') return readMaterialized(reader);
  return (find) => {
    const table = find(name);
    if (table !== undefined) return table;
    throw refused(`Failed to resolve table expression named '${name}'`);
  };
}

/** A named query is worked out once in any case. */
function readMaterialized(reader: Reader): Query {
  reader.expect('(');
  const inner = readQuery(reader);
  reader.expect(')');
  return inner;
}

/** Legs whose table is not there are left out of a fuzzy union, as long as one remains. */
function readUnion(reader: Reader): Query {
  const fuzzy = reader.take('isfuzzy') && (reader.expect('='), reader.name() === 'true');
  const legs = reader.list(() => readSource(reader));
  return (find) => {
    const tables = legs.flatMap((leg) => (fuzzy ? tried(leg, find) : [leg(find)]));
    if (tables.length === 0) throw refused("'union' operator has no valid legs");
    const columns = new Map(tables.flatMap((one) => one.columns.map((each) => [each.name, each])));
    return { columns: [...columns.values()], rows: tables.flatMap(({ rows }) => rows) };
  };
}

function tried(leg: Query, find: FindTable): readonly Table[] {
  try {
    return [leg(find)];
  } catch (thrown) {
    if (thrown instanceof QueryRefused && /table expression/.test(thrown.message)) return [];
    throw thrown;
  }
}

function readDatatable(reader: Reader): Query {
  reader.expect('(');
  const columns = reader.list(() => readColumn(reader));
  reader.expect(')');
  reader.expect('[');
  const cells = reader.is(']') ? [] : reader.list(() => readExpression(reader)([]).of({}));
  reader.expect(']');
  const width = columns.length;
  const rows = Array.from({ length: cells.length / width }, (_, at) =>
    Object.fromEntries(columns.map(({ name }, place) => [name, cells[at * width + place] ?? null])),
  );
  return () => ({ columns, rows });
}

function readColumn(reader: Reader): Column {
  const name = reader.name();
  reader.expect(':');
  const written = reader.name();
  const type = TYPES.find((each) => each === written);
  if (type === undefined) throw notParsed(written);
  return { name, type };
}
