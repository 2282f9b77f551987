import type { Source } from '../../../core/step.ts';
import type { Table } from '../../../gateways/dataverse.ts';
import { isUnread, type Observation, type Unread } from '../observation.ts';

/** Error: auditing does not work. Warning: it works with a gap or a cost. Information: to know. */
export type Severity = 'error' | 'warning' | 'information';

export type Verdict =
  | { readonly kind: 'pass'; readonly evidence: string }
  | { readonly kind: 'fail'; readonly evidence: string }
  /** Neither good nor bad: a fact worth knowing. */
  | { readonly kind: 'note'; readonly evidence: string }
  | { readonly kind: 'unread'; readonly evidence: string };

/** A common mistake as a program check. */
export interface Check {
  /** As in the reference's list, `C1` to `C32`. */
  readonly id: string;
  readonly severity: Severity;
  readonly sentence: string;
  readonly fix: string;
  /** The step of the set-up that puts it right, or holds it by its very construction. */
  readonly fixedBy?: string;
  readonly source?: Source;
  judge(seen: Observation): Verdict;
}

export const pass = (evidence: string): Verdict => ({ kind: 'pass', evidence });
export const fail = (evidence: string): Verdict => ({ kind: 'fail', evidence });
export const note = (evidence: string): Verdict => ({ kind: 'note', evidence });
export const verdict = (holds: boolean, evidence: string): Verdict =>
  holds ? pass(evidence) : fail(evidence);

/** Judges what was read; what was not read is neither pass nor fail. */
export function given<T>(value: T | Unread, judge: (value: T) => Verdict): Verdict {
  return isUnread(value) ? { kind: 'unread', evidence: value.unread } : judge(value);
}

/** Names for a sentence; the rest is counted. */
export const names = (tables: readonly Table[], most = 8): string => {
  const shown = tables
    .slice(0, most)
    .map(({ logicalName }) => logicalName)
    .join(', ');
  return tables.length > most ? `${shown} and ${tables.length - most} more` : shown || 'none';
};

export const onOff = (value: boolean | undefined): string =>
  value === undefined ? 'not available' : value ? 'on' : 'off';
