import type { Imported } from '../audit/files/import.ts';

/** What `import --json` prints. Line 0 is a whole file. */
export interface ImportResult {
  readonly read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly rejected: readonly {
    readonly file: string;
    readonly line: number;
    readonly reason: string;
  }[];
}

type Count = 'read' | 'stored' | 'duplicates';

/** All files together. */
export function resultOf(imported: readonly Imported[]): ImportResult {
  const sum = (name: Count) => imported.reduce((all, one) => all + one[name], 0);
  return {
    ...{ read: sum('read'), stored: sum('stored'), duplicates: sum('duplicates') },
    rejected: imported.flatMap(({ file, rejected }) =>
      rejected.map(({ line, reason }) => ({ file, line, reason })),
    ),
  };
}

/** So many are enough to see what is wrong; `--json` has all of them. */
const MOST_SHOWN = 20;

/** The same for people. */
export function linesOf(imported: readonly Imported[]): readonly string[] {
  const { read, stored, duplicates, rejected } = resultOf(imported);
  const shown = rejected.slice(0, MOST_SHOWN).map(({ file, line, reason }) => {
    const place = line === 0 ? seen(file) : `${seen(file)}, line ${line}`;
    return `  ${place}: ${seen(reason)}`;
  });
  const rest = rejected.length - shown.length;
  return [
    `${counted(read, 'record')} read from ${counted(imported.length, 'file')}: ` +
      `${number(stored)} stored, ${number(duplicates)} known already, ${number(rejected.length)} rejected.`,
    ...shown,
    ...(rest > 0 ? [`  … and ${number(rest)} more; --json lists them all.`] : []),
  ];
}

const number = (value: number): string => value.toLocaleString('en-GB');
const counted = (value: number, noun: string): string =>
  `${number(value)} ${noun}${value === 1 ? '' : 's'}`;

/** A file's name must not move the cursor. */
const seen = (text: string): string => text.toWellFormed().replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
