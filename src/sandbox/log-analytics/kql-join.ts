import type { FindTable, Query } from './kql.ts';
import { refused, type Row, type Table } from './kql-values.ts';
import type { Reader } from './kql-words.ts';

const KINDS = ['leftanti', 'inner', 'leftouter'] as const;
type Kind = (typeof KINDS)[number];

/** `join kind=leftanti (…) on A, B`: columns of the same name on both sides. */
export function readJoin(
  reader: Reader,
  readOther: () => Query,
): (table: Table, find: FindTable) => Table {
  reader.expect('kind');
  reader.expect('=');
  const word = reader.name();
  const kind = KINDS.find((each) => each === word);
  if (kind === undefined) throw refused(`'join': the kind '${word}' is not known`);
  reader.expect('(');
  const other = readOther();
  reader.expect(')');
  reader.expect('on');
  const on = reader.list(() => reader.name());
  return (table, find) => joined(kind, table, other(find), on);
}

function joined(kind: Kind, left: Table, right: Table, on: readonly string[]): Table {
  for (const { columns } of [left, right])
    for (const name of on)
      if (!columns.some((one) => one.name === name))
        throw refused(`'join': no column named '${name}'`);
  const key = (row: Row) => JSON.stringify(on.map((name) => row[name] ?? null));
  const found = Map.groupBy(right.rows, key);
  if (kind === 'leftanti')
    return { columns: left.columns, rows: left.rows.filter((row) => !found.has(key(row))) };
  const renamed = right.columns.map((column) => ({
    column,
    name: left.columns.some((one) => one.name === column.name) ? `${column.name}1` : column.name,
  }));
  const both = (row: Row, partner: Row): Row => ({
    ...Object.fromEntries(renamed.map(({ column, name }) => [name, partner[column.name] ?? null])),
    ...row,
  });
  const alone = kind === 'leftouter' ? [{}] : [];
  return {
    columns: [...left.columns, ...renamed.map(({ column, name }) => ({ ...column, name }))],
    rows: left.rows.flatMap((row) => (found.get(key(row)) ?? alone).map((one) => both(row, one))),
  };
}
