import { all, not } from '../condition.ts';
import type { Condition } from '../condition.ts';
import type { Outlier } from '../figures.ts';
import type { Asking } from './asking.ts';

/** An outlier, and how far beyond its threshold it is: 1 is just there. */
export interface Finding {
  readonly strength: number;
  readonly outlier: Outlier;
}

/** What a rule is about, wherever its numbers come from. */
export type About = Pick<Asking, 'query' | 'definitions'>;

/** Records with somebody's name, as text or after normalising `Unknown`. */
export const NAMED = `"actor" not in ('', 'unknown')`;

/**
 * Integrations work at night, in bulk and from anywhere: unless they are asked about, rules on what is
 * unusual leave them out.
 */
export function ofPeople({ query, definitions }: About): Condition {
  const asked = query.filters.some(
    ({ field, is }) => is && (field === 'user' || field === 'actor' || field === 'noise'),
  );
  return asked ? all() : not(definitions.noise.condition);
}

export const numbered = (value: number): string => value.toLocaleString('en-US');
