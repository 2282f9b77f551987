import type { Data } from '../core/data.ts';
import type { DueWork } from '../core/due.ts';
import { iso } from './times.ts';
import type { DueWorkRow } from './tables.ts';

/** A row as the core knows it. */
export function workOf(row: DueWorkRow): DueWork {
  const { tenant, key, kind, due, attempts, payload } = row;
  const parsed: Data = JSON.parse(payload);
  return { tenant, key, kind, due: iso(due), attempts, payload: parsed };
}
