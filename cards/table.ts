import type { CardElement, Table, TextBlock } from './elements.ts';
import { choose, type Room } from './fit.ts';
import { andMore, bullets, fact, facts, markdown, some, text, tight } from './parts.ts';
import { bold, escaped } from './text.ts';
import type { ReportView } from './views.ts';

type TableView = NonNullable<ReportView['sections'][number]['table']>;
type Row = readonly string[];

/** A small table in the shape that a narrow screen can still show. */
export function tableOf({ columns, rows }: TableView, room: Room): readonly CardElement[] {
  if (rows.length === 0) return [markdown('None.', { isSubtle: true })];
  const wide = Math.max(columns.length, ...rows.slice(0, room.rows).map((row) => row.length));
  if (wide <= 1)
    return bullets(
      rows.map((row) => row[0] ?? ''),
      room,
      'row',
    );
  if (wide === 2) return pairs(columns, rows, room);
  if (wide === 3) return room.dense ? lines(rows, room) : grid(columns, rows, room);
  return records(columns, rows, room);
}

/** Two columns are facts; the first of them is the heading. */
function pairs(columns: Row, rows: readonly Row[], room: Room): readonly CardElement[] {
  const { shown, left } = choose(rows, room.rows);
  const head = { ...fact(columns[0] ?? '', ''), value: bold(columns[1] ?? '', 60) };
  const list = shown.map((row) => fact(row[0] ?? '', row[1] ?? '', room.text));
  return [facts(columns.length === 0 ? list : [head, ...list]), ...rest(left)];
}

const rest = (left: number): readonly TextBlock[] => (left === 0 ? [] : [andMore(left, 'row')]);

function grid(columns: Row, rows: readonly Row[], room: Room): readonly CardElement[] {
  const { shown, left } = choose(rows, room.rows);
  const places = [0, 1, 2];
  const table: Table = {
    type: 'Table',
    firstRowAsHeader: true,
    columns: places.map(() => ({ width: 1 })),
    rows: [columns, ...shown].map((row) => ({
      type: 'TableRow',
      cells: places.map((at) => ({ type: 'TableCell', items: [text(row[at] ?? '', room.text)] })),
    })),
  };
  return [table, ...rest(left)];
}

/** The same where room is short, for every cell of a grid takes more of it than its words. */
const lines = (rows: readonly Row[], room: Room): readonly CardElement[] =>
  tight(
    some(
      rows,
      room.rows,
      ([first = '', ...others]) => [
        markdown(
          [bold(first, room.text), ...others.map((one) => escaped(one, room.text))].join(' · '),
        ),
      ],
      'row',
    ),
    room,
  );

/** A wide table turned on its side: each row under its first cell, the others as facts. */
const records = (columns: Row, rows: readonly Row[], room: Room): readonly CardElement[] =>
  some(
    rows,
    room.rows,
    ([first = '', ...others]) => [
      markdown(bold(first, room.text)),
      {
        ...facts(others.map((cell, at) => fact(columns[at + 1] ?? '', cell, room.text))),
        spacing: 'small',
      },
    ],
    'row',
  );
