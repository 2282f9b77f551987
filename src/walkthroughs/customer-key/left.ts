import type { Entry } from '../../core/ledger.ts';

const REMOVED = ['access-removed-1', 'access-removed-2'];

/** Whether this entry says that the step holds. */
export const settles = (entry: Entry, step: string): boolean =>
  (entry.kind === 'verified' || entry.kind === 'attested') && entry.step === step;

/** When Customer Key was left to its end; undefined: it was not, or it was set up again since. */
export function leftAt(history: readonly Entry[]): string | undefined {
  const again = history.findLastIndex((entry) => settles(entry, 'assignment'));
  const since = history.slice(again + 1);
  const removed = REMOVED.map((step) => since.findLast((entry) => settles(entry, step)));
  return removed.includes(undefined)
    ? undefined
    : removed.map((entry) => entry?.at ?? '').sort()[1];
}
