import type { Condition } from '../condition.ts';
import { mayHold, ONE_TYPE, TABLES } from './tables.ts';
import type { AuditTable } from './tables.ts';

type Truth = boolean | undefined;

const together = (truths: readonly Truth[], decides: boolean): Truth =>
  truths.includes(decides) ? decides : truths.includes(undefined) ? undefined : !decides;

const opposite = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

/** What is known of a condition when nothing is but the table that a record is in. */
function truthIn(table: AuditTable, condition: Condition): Truth {
  const each = (of: readonly Condition[]) => of.map((one) => truthIn(table, one));
  switch (condition.kind) {
    case 'all':
      return together(each(condition.of), false);
    case 'any':
      return together(each(condition.of), true);
    case 'not':
      return opposite(truthIn(table, condition.of));
    case 'number':
      if (condition.column !== 'type') return undefined;
      if (!condition.values.some((type) => mayHold(table, type))) return false;
      return ONE_TYPE.includes(table) ? true : undefined;
    case 'is':
    case 'starts':
    case 'holds':
    case 'like':
    case 'within':
    case 'touches':
    case 'field':
    case 'clock':
      return undefined;
  }
}

/** Tables in which there can be records that meet a condition. */
export const tablesFor = (condition: Condition): readonly AuditTable[] =>
  TABLES.filter((table) => truthIn(table, condition) !== false);
