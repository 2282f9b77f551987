import type { AuditRecord } from '../record.ts';
import { COLUMNS, valueOf } from './columns.ts';

/** What Excel can hold in one cell. */
const MOST = 32_767;

/**
 * Spreadsheets take a cell that begins with one of these for a formula, some of them after blanks and
 * quotes, and some in its wide or small form as well. https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA =
  /^[\s\p{C}\p{Z}\p{M}"'`´‘’“”«»＂＇]*(?:[=+\-@\u2212\u2795\u2796\uFE62\uFE63\uFE66\uFE6B\uFF0B\uFF0D\uFF1D\uFF20]|[\t\r])/u;

const BREAKS = /[\r\n\t\u0085\u2028\u2029]+/g;
/** Control characters, and those that turn the direction of reading. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/gu;

/** A cell that a spreadsheet shows and does not act on. */
export function csvCell(value: string | number): string {
  const given = String(value);
  const text = given.toWellFormed().replace(BREAKS, ' ').replace(UNSEEN, '');
  const safe = FORMULA.test(near(given)) || FORMULA.test(near(text)) ? `'${text}` : text;
  return `"${fitted(safe).replaceAll('"', '""')}"`;
}

/** Blanks without end before the sign: nobody sees them, and they would be looked through twice. */
const near = (text: string): string => {
  const begins = text.slice(0, 200);
  return begins.length < text.length && /^[\s\p{C}\p{Z}"']*$/u.test(begins) ? '=' : begins;
};

function fitted(text: string): string {
  if (text.length <= MOST) return text;
  const says = ` [cut: ${text.length} characters]`;
  return `${text.slice(0, MOST - says.length).replace(/[\ud800-\udbff]$/, '')}${says}`;
}

const rowOf = (cells: readonly (string | number)[]): string =>
  `${cells.map(csvCell).join(',')}\r\n`;

/** The mark makes Excel read UTF-8. */
export const csvHead = (): string => `\uFEFF${rowOf(COLUMNS.map(({ name }) => name))}`;

export const csvRow = (record: AuditRecord): string =>
  rowOf(COLUMNS.map((column) => valueOf(record, column)));

/** A row that says something about the table, in its first cell. */
export const csvRemark = (says: string): string =>
  rowOf(COLUMNS.map((_, place) => (place === 0 ? says : '')));
