import { ALWAYS } from '../figures.ts';
import type { AuditQuery, Dimension } from '../query.ts';

/** One group of a summary: by one dimension, or by two joined. */
export interface Part {
  readonly by: string;
  readonly dimensions: readonly Dimension[];
  readonly asked: boolean;
}

/** Keys of two dimensions and their names are joined with it. */
export const JOINT = ' × ';

/** Groups that are counted: those asked for, then those every summary has. */
export function partsFor({ by }: AuditQuery): readonly Part[] {
  const asked = [{ by: by.join(JOINT), dimensions: by, asked: true }];
  const single = ALWAYS.map((dimension) => {
    return { by: dimension, dimensions: [dimension], asked: false };
  });
  const named = by.length === 0 ? [] : asked;
  return [...named, ...single.filter((part) => part.by !== named[0]?.by)];
}

/** Whether a filter leaves only one value of a dimension. */
const fixed = ({ filters }: AuditQuery, dimension: Dimension): boolean =>
  filters.some(({ field, is, values }) => field === dimension && is && values.length === 1);

/** A group beside those asked for is shown only where it tells something that is not said already. */
export const isNews = (query: AuditQuery, { asked, dimensions }: Part): boolean =>
  asked || !dimensions.some((dimension) => fixed(query, dimension));

export const dimensionsOf = (parts: readonly Part[]): readonly Dimension[] => [
  ...new Set(parts.flatMap(({ dimensions }) => dimensions)),
];
