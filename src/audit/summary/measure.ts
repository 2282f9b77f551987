import type { Measure } from '../query.ts';

const different = (column: string): string =>
  `count(distinct case when "${column}" <> '' then "${column}" end)`;

/**
 * What is counted, as an aggregate over columns of `records`. Only parts of split actions need to be
 * told apart, which are few: everything else is an action of its own.
 */
export function measureSql(measure: Measure): string {
  switch (measure) {
    case 'actions':
      return 'count(*) filter (not "split") + count(distinct "action") filter ("split")';
    case 'records':
      return 'count(*)';
    case 'users':
      return different('actor');
    case 'tables':
      return different('entity');
    case 'addresses':
      return different('address');
  }
}
