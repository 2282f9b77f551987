import type { Condition } from '../condition.ts';

const both = <T>(a: readonly T[], b: readonly T[]): readonly T[] =>
  a.filter((value) => b.includes(value));

/**
 * The values that a record must have one of to meet a condition, as its parts tell: undefined where
 * they do not restrict it. What is left out for certain cannot be met, the rest may be.
 */
export function needsOf<T>(
  condition: Condition,
  told: (part: Condition) => readonly T[] | undefined,
): readonly T[] | undefined {
  switch (condition.kind) {
    case 'all': {
      const known = condition.of.flatMap((part) => {
        const needs = needsOf(part, told);
        return needs === undefined ? [] : [needs];
      });
      return known.length === 0 ? undefined : known.reduce(both);
    }
    case 'any': {
      const each = condition.of.map((part) => needsOf(part, told));
      const known = each.flatMap((needs) => needs ?? []);
      return each.includes(undefined) ? undefined : [...new Set(known)];
    }
    case 'not':
      return undefined;
    case 'is':
    case 'starts':
    case 'holds':
    case 'like':
    case 'number':
    case 'within':
    case 'touches':
    case 'field':
    case 'clock':
      return told(condition);
  }
}

/** Record types that can meet a condition; undefined: any. */
export const typesFor = (condition: Condition): readonly number[] | undefined =>
  needsOf(condition, (part) =>
    part.kind === 'number' && part.column === 'type' ? part.values : undefined,
  );

/** Operations, lower-case, that can meet a condition; undefined: any. */
export const operationsFor = (condition: Condition): readonly string[] | undefined =>
  needsOf(condition, (part) =>
    part.kind === 'is' && part.column === 'operation' ? part.values : undefined,
  );
