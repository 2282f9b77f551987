import type { PlannedChange } from './step.ts';

/** What differs between two plans of the same step, in sentences for the approver. */
export function differenceBetween(
  before: readonly PlannedChange[],
  now: readonly PlannedChange[],
): readonly string[] {
  const had = new Set(before.map(({ digest }) => digest));
  const has = new Set(now.map(({ digest }) => digest));
  return [
    ...now.filter(({ digest }) => !had.has(digest)).map(({ summary }) => `New: ${summary}`),
    ...before
      .filter(({ digest }) => !has.has(digest))
      .map(({ summary }) => `No longer planned: ${summary}`),
  ];
}
