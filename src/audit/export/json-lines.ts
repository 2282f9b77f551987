import type { AuditRecord } from '../record.ts';
import { COLUMNS, valueOf } from './columns.ts';

/** The columns of the table, and the record as it came: the same member as Graph has, so it can be imported. */
export function jsonLine(record: AuditRecord, raw: string | undefined): string {
  const columns = COLUMNS.map((column) => [column.name, valueOf(record, column)] as const);
  const text = JSON.stringify(Object.fromEntries(columns));
  return raw === undefined ? `${text}\n` : `${text.slice(0, -1)},"auditData":${oneLine(raw)}}\n`;
}

/** Its numbers and the order of its names stay; a line break can only stand between them. */
function oneLine(raw: string): string {
  try {
    JSON.parse(raw);
    return raw.replace(/[\r\n]+/g, ' ').trim();
  } catch {
    return JSON.stringify(raw);
  }
}

/** A line that says something about the others. */
export const jsonRemark = (says: string): string => `${JSON.stringify({ remark: says })}\n`;
