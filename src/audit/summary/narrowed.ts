import { FIELDS, normal } from '../query.ts';
import type { AuditQuery, Field, Filter } from '../query.ts';

/** What a finding is about, by field. */
export type Narrower = Partial<Record<Field, readonly string[]>>;

/** The filter for a field of a finding: of the values asked for, those that it has too. */
function filterFor(query: AuditQuery, field: Field, found: readonly string[]): Filter {
  const asked = query.filters.find((filter) => filter.field === field && filter.is);
  const both = asked?.values.filter((value) => found.includes(value)) ?? [];
  return { field, is: true, values: both.length > 0 ? both : found };
}

/** The filters of a question narrowed to one finding, so that they lead to the records behind it. */
export function narrowed(query: AuditQuery, to: Narrower): AuditQuery['filters'] {
  const kept = query.filters.filter(({ field, is }) => !is || to[field] === undefined);
  const added = FIELDS.flatMap((field) => {
    const found = to[field];
    return found === undefined ? [] : [filterFor(query, field, found)];
  });
  return normal({ ...query, filters: [...kept, ...added] }).filters;
}
