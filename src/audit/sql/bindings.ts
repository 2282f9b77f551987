import type { Bound, Span } from '../reader.ts';

/** Collects the values of a statement; the text holds only their `$1`, `$2`, … */
export interface Bindings {
  /** The placeholder for a value; the same value has the same one. */
  bind(value: Bound): string;
  readonly values: readonly Bound[];
  /** Event times of the records that the statement reads: local times are worked out for these. */
  readonly span: Span;
}

// Wide enough for any audit record, where the caller names no span.
const EVER: Span = { from: '2000-01-01T00:00:00Z', to: '2050-01-01T00:00:00Z' };

/** Bindings of one statement. Naming the span that is read makes local times cheap. */
export function bindings(span: Span = EVER): Bindings {
  const values: Bound[] = [];
  const places = new Map<string, number>();
  return {
    values,
    span,
    bind(value) {
      const key = `${typeof value} ${String(value)}`;
      const place = places.get(key) ?? values.push(value);
      places.set(key, place);
      return `$${place}`;
    },
  };
}
