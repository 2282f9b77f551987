import { readExpression } from './kql-expressions.ts';
import { nameAhead, readNamedExpression, readSummarize } from './kql-summarize.ts';
import { compared, refused, type Bound, type Row, type Table, type Value } from './kql-values.ts';
import { notParsed, type Reader } from './kql-words.ts';

export type Operator = (table: Table) => Table;

/** What follows a bar, but for those that need another query. */
export function findOperator(name: string): ((reader: Reader) => Operator) | undefined {
  switch (name) {
    case 'where':
      return readWhere;
    case 'project':
      return (reader) => readProject(reader, false);
    case 'extend':
      return (reader) => readProject(reader, true);
    case 'summarize':
      return readSummarize;
    case 'distinct':
      return readDistinct;
    case 'order':
    case 'sort':
      return readOrder;
    case 'top':
      return readTop;
    case 'take':
    case 'limit':
      return readTake;
    case 'count':
      return () => counted;
  }
  return undefined;
}

const counted: Operator = ({ rows }) => ({
  columns: [{ name: 'Count', type: 'long' }],
  rows: [{ Count: rows.length }],
});

function readWhere(reader: Reader): Operator {
  const condition = readExpression(reader);
  return ({ columns, rows }) => {
    const { of, type } = condition(columns);
    if (type !== 'bool') throw refused(`'where' wants a bool condition, not ${type}`);
    return { columns, rows: rows.filter((row) => of(row) === true) };
  };
}

function readProject(reader: Reader, keep: boolean): Operator {
  const wanted = reader.list(() => readNamedExpression(reader));
  return ({ columns, rows }) => {
    const bound = wanted.map(({ name, bind }) => ({ name, is: bind(columns) }));
    const made = bound.map(({ name, is }) => ({ name, type: is.type }));
    const others = keep ? columns.filter(({ name }) => !made.some((one) => one.name === name)) : [];
    return {
      columns: [...others, ...made],
      rows: rows.map((row) => ({ ...(keep ? row : hidden(row)), ...projected(row, bound) })),
    };
  };
}

/** What no query names but a row carries along. */
const hidden = (row: Row): Row =>
  row['$ingested'] === undefined ? {} : { $ingested: row['$ingested'] };

const projected = (row: Row, bound: readonly { readonly name: string; readonly is: Bound }[]) =>
  Object.fromEntries(bound.map(({ name, is }) => [name, is.of(row)]));

function readDistinct(reader: Reader): Operator {
  const wanted = reader.list(() => readNamedExpression(reader));
  return ({ columns, rows }) => {
    const bound = wanted.map(({ name, bind }) => ({ name, is: bind(columns) }));
    const found = new Map<string, Row>();
    for (const row of rows.map((each) => projected(each, bound)))
      if (!found.has(JSON.stringify(row))) found.set(JSON.stringify(row), row);
    return {
      columns: bound.map(({ name, is }) => ({ name, type: is.type })),
      rows: [...found.values()],
    };
  };
}

type Order = readonly { readonly sign: 1 | -1; readonly of: (row: Row) => Value }[];

const inOrder = (order: Order) => (one: Row, other: Row) => {
  for (const { sign, of } of order) {
    const difference = sign * bySigns(of(one), of(other));
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Texts by their bytes. */
const bySigns = (one: Value, other: Value): number =>
  typeof one === 'string' && typeof other === 'string'
    ? Buffer.compare(Buffer.from(one), Buffer.from(other))
    : compared(one, other);

function readBy(reader: Reader) {
  reader.expect('by');
  const by = reader.list(() => {
    const bind = readExpression(reader);
    // Unless it is said, the greatest come first.
    const sign: 1 | -1 = reader.take('asc') ? 1 : (reader.take('desc'), -1);
    return { bind, sign };
  });
  return ({ columns, rows }: Table): Table => {
    const order = by.map(({ bind, sign }) => ({ sign, of: bind(columns).of }));
    return { columns, rows: rows.toSorted(inOrder(order)) };
  };
}

const readOrder = (reader: Reader): Operator => readBy(reader);

function countIn(reader: Reader): number {
  const word = reader.next();
  if (word.kind !== 'number') throw notParsed(word.text);
  return Number(word.text);
}

const taken =
  (most: number): Operator =>
  ({ columns, rows }) => ({ columns, rows: rows.slice(0, most) });

const readTake = (reader: Reader): Operator => taken(countIn(reader));

function readTop(reader: Reader): Operator {
  const [take, order] = [taken(countIn(reader)), readBy(reader)];
  return (table) => take(order(table));
}

/** `mv-apply name = list on (…)`: the inner query for the items of each row's list. */
export function readApply(reader: Reader, readInner: (reader: Reader) => Operator): Operator {
  const name = nameAhead(reader);
  if (name === undefined) throw notParsed(reader.peek().text);
  const list = readExpression(reader);
  reader.expect('on');
  reader.expect('(');
  const inner = readInner(reader);
  reader.expect(')');
  return ({ columns, rows }) => {
    const { of } = list(columns);
    const apply = (row: Row): Table => {
      const value = of(row);
      // A row whose list is empty is left out, as the service does.
      const items: readonly Value[] = Array.isArray(value) ? value : [];
      return inner({
        columns: [...columns, { name, type: 'dynamic' }],
        rows: items.map((item) => ({ ...row, [name]: item })),
      });
    };
    const made = apply({}).columns.filter((one) => !columns.some((old) => old.name === one.name));
    return {
      columns: [...columns, ...made],
      rows: rows.flatMap((row) =>
        Array.isArray(of(row)) && lengthOf(of(row)) > 0
          ? apply(row).rows.map((found) => ({ ...row, ...found }))
          : [],
      ),
    };
  };
}

const lengthOf = (value: Value): number => (Array.isArray(value) ? value.length : 0);
