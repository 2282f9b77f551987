import type { Cells } from '../reader.ts';

/** A number in a row; DuckDB gives sums and counts as big integers. */
export function numberIn(row: Cells, name: string): number {
  const value = row[name];
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string'
    ? Number(value)
    : 0;
}

export function textIn(row: Cells, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}

/** ISO time of a column selected as milliseconds; undefined where no record was found. */
export function findInstantIn(row: Cells, name: string): string | undefined {
  const value = row[name];
  return value === null || value === undefined
    ? undefined
    : new Date(numberIn(row, name)).toISOString();
}
