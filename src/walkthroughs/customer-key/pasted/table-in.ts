import type { Data } from '../../../core/data.ts';
import type { PastedRecord } from './records.ts';

/** Under the names of its columns PowerShell draws a line for each. */
const RULE = /^ *-+(?: +-+)* *$/;

/** The rows of every table whose columns have one of these names. */
export function tableIn(text: string, wanted: ReadonlySet<string>): readonly PastedRecord[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    const header = lines[at - 1];
    if (header === undefined || !RULE.test(line)) return [];
    return rowsUnder(lines.slice(at + 1), columnsOf(header, line), wanted);
  });
}

interface Place {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** A column begins where its line or its name begins: numbers are put to the right. */
function columnsOf(header: string, rule: string): readonly Place[] {
  const marks = [...rule.matchAll(/-+/g)].map(({ index }) => index);
  return marks.map((from, number) => {
    const to = marks[number + 1] ?? Number.POSITIVE_INFINITY;
    return { name: header.slice(from, to).trim().toLowerCase(), from, to };
  });
}

function rowsUnder(
  lines: readonly string[],
  columns: readonly Place[],
  wanted: ReadonlySet<string>,
): readonly PastedRecord[] {
  const known = columns.filter(({ name }) => wanted.has(name));
  if (known.length === 0) return [];
  const end = lines.findIndex(
    (line, at) => line.trim() === '' || /^PS .*>/.test(line) || RULE.test(lines[at + 1] ?? 'none'),
  );
  const rows = end === -1 ? lines : lines.slice(0, end);
  return rows.map((line): PastedRecord => {
    const cells = known.map(({ name, from, to }): readonly [string, Data] => [
      name,
      line.slice(from, to).trim(),
    ]);
    return new Map(cells);
  });
}
