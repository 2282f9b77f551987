import { rowOf } from './csv-row.ts';

/** How a table is written, and where in a row the record stands. */
export interface Head {
  readonly delimiter: string;
  readonly columns: readonly string[];
  readonly record: number;
}

const RECORD = 'auditdata';

/** Columns of the exports; two of them are enough to know what was meant. */
const KNOWN = new Set([
  ...['recordid', 'creationdate', 'recordtype', 'operation', 'operations', 'userid', 'userids'],
  ...['resultindex', 'resultcount', 'identity', 'associatedadminunits'],
]);

const DELIMITERS = [',', ';', '\t'];

/** What PowerShell (`#TYPE …`) and Excel (`sep=;`) put before the names of the columns. */
export const isPreamble = (line: string): boolean => /^(?:#TYPE\b|sep=.\s*$|\s*$)/i.test(line);

const namesIn = (line: string, delimiter: string): readonly string[] => {
  const row = rowOf(line.trim(), delimiter);
  return typeof row === 'string' ? [] : row.map((name) => name.trim().toLowerCase());
};

/** The names of the columns, if that is what the line holds. */
export function findHead(line: string): Head | undefined {
  for (const delimiter of DELIMITERS) {
    const columns = namesIn(line, delimiter);
    const record = columns.indexOf(RECORD);
    if (record >= 0) return { delimiter, columns, record };
  }
  return undefined;
}

/** A table of audit records, but without the column that holds them. */
export const lacksRecords = (line: string): boolean =>
  findHead(line) === undefined &&
  DELIMITERS.some((each) => namesIn(line, each).filter((name) => KNOWN.has(name)).length > 1);
