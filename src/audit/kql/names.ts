import { kqlNumber } from '../../gateways/kql.ts';
import type { Definitions } from '../definitions.ts';
import type { Dimension } from '../query.ts';
import { dimensionKql, shownKql } from './dimension.ts';
import type { AuditTable, Reading } from './tables.ts';
import { viewKql } from './view.ts';

export interface Naming extends Reading {
  readonly tables: readonly AuditTable[];
  readonly definitions: Definitions;
  readonly dimension: Dimension;
  readonly most: number;
}

/** Names that occur, the most frequent first. */
export function namesKql({ definitions, dimension, most, ...reading }: Naming): string {
  const grouping = { zone: 'UTC', definitions, span: reading.span, fields: [] };
  return [
    viewKql({ ...reading, fields: [] }),
    `| project Key = ${dimensionKql(dimension, grouping)}, Shown = ${shownKql(dimension, grouping)}`,
    '| summarize Count = count(), Shown = take_any(Shown) by Key',
    `| order by Count desc, Shown asc | take ${kqlNumber(most)} | project Shown, Count`,
  ].join('\n');
}
