import { aggregateOf, isAggregate, type Total } from './kql-aggregates.ts';
import { readExpression } from './kql-expressions.ts';
import { compared, refused, type Bind, type Column, type Row, type Table } from './kql-values.ts';
import type { Reader } from './kql-words.ts';

type Operator = (table: Table) => Table;

interface Named {
  readonly name: string;
  readonly bind: Bind;
}

/** `name = expression`, or an expression that is a column or makes a name of its own. */
export function readNamedExpression(reader: Reader): Named {
  const name = nameAhead(reader);
  const own = reader.peek().kind === 'name' ? reader.peek().text : 'Column1';
  return { name: name ?? own, bind: readExpression(reader) };
}

export function nameAhead(reader: Reader): string | undefined {
  if (reader.peek().kind !== 'name' || !reader.is('=', 1)) return undefined;
  const name = reader.name();
  reader.expect('=');
  return name;
}

interface Part {
  /** Columns that come out of the aggregate, for each group of rows. */
  bind(columns: readonly Column[]): {
    readonly columns: readonly Column[];
    of(rows: readonly Row[]): Row;
  };
}

/** `summarize` with its aggregates and what it groups by. */
export function readSummarize(reader: Reader): Operator {
  const parts = reader.is('by') ? [] : reader.list(() => readPart(reader));
  const by = reader.take('by') ? reader.list(() => readNamedExpression(reader)) : [];
  return (table) => summarized(table, parts, by);
}

function summarized(table: Table, parts: readonly Part[], by: readonly Named[]): Table {
  const keys = by.map(({ name, bind }) => ({ name, bound: bind(table.columns) }));
  const totals = parts.map((part) => part.bind(table.columns));
  const columns = [
    ...keys.map(({ name, bound }) => ({ name, type: bound.type })),
    ...totals.flatMap((total) => total.columns),
  ];
  const groups = Map.groupBy(table.rows, (row) =>
    JSON.stringify(keys.map(({ bound }) => bound.of(row))),
  );
  // Without a key there is one group, even of nothing.
  const all = keys.length === 0 ? [table.rows] : [...groups.values()];
  const rows = all.map((group) => {
    const [head = {}] = group;
    const named = Object.fromEntries(keys.map(({ name, bound }) => [name, bound.of(head)]));
    return Object.assign(named, ...totals.map((total) => total.of(group)));
  });
  return {
    columns: columns.filter(({ name }, at) => at === columns.findIndex((one) => one.name === name)),
    rows,
  };
}

function readPart(reader: Reader): Part {
  const given = nameAhead(reader);
  const called = reader.name();
  reader.expect('(');
  if (called === 'arg_min' || called === 'arg_max') return readArgument(reader, called);
  if (!isAggregate(called)) throw refused(`'${called}' is no aggregate function.`);
  const values = reader.is(')') ? [] : reader.list(() => readExpression(reader));
  reader.expect(')');
  const name = given ?? `${called}_`;
  return {
    bind(columns) {
      const total: Total = aggregateOf(
        called,
        values.map((each) => each(columns)),
      );
      return { columns: [{ name, type: total.type }], of: (rows) => ({ [name]: total.of(rows) }) };
    },
  };
}

/** The row in which something is smallest or greatest: `arg_min(At, *)`. */
function readArgument(reader: Reader, called: 'arg_min' | 'arg_max'): Part {
  const sign = called === 'arg_min' ? -1 : 1;
  const by = readNamedExpression(reader);
  reader.expect(',');
  const wanted = reader.take('*') ? undefined : reader.list(() => reader.name());
  reader.expect(')');
  return {
    bind(columns) {
      const { of, type } = by.bind(columns);
      const best = (one: Row, other: Row) =>
        sign * compared(of(other), of(one)) > 0 ? other : one;
      const kept = columns.filter(({ name }) => wanted === undefined || wanted.includes(name));
      return {
        columns: [{ name: by.name, type }, ...kept],
        of(rows) {
          const [head = {}, ...more] = rows;
          const found = more.reduce(best, head);
          const values = kept.map(({ name }) => [name, found[name] ?? null]);
          return { [by.name]: of(found), ...Object.fromEntries(values) };
        },
      };
    },
  };
}
