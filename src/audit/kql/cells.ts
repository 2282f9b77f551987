import type { TableRow } from '../../gateways/audit-tables.ts';

/** A number in a row; one that is not there counts as none. */
export function numberIn(row: TableRow | undefined, name: string): number {
  const value = row?.[name];
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
}

export function textIn(row: TableRow | undefined, name: string): string {
  const value = row?.[name];
  return typeof value === 'string' ? value : '';
}

/** ISO time of a cell; undefined for none. */
export function findTimeIn(row: TableRow | undefined, name: string): string | undefined {
  const at = new Date(textIn(row, name));
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
