import { z } from 'zod';
import type { Keep } from '../../core/keep.ts';
import type { Catalogue, Known } from '../archive/catalogue.ts';
import { contentTypeOf, CONTENT_TYPES, type ContentType } from '../record.ts';
import type { Span } from '../reader.ts';
import type { Search, Slice } from './search.ts';
import { isKept } from './slices.ts';

const KIND = 'searched';
const DYNAMICS = 21;

const Spans = z.object({
  types: z.array(z.number().int()),
  spans: z.array(z.object({ from: z.iso.datetime(), to: z.iso.datetime() })),
});

const isNarrow = ({ body }: Search): boolean =>
  (body.operationFilters ?? body.userPrincipalNameFilters) !== undefined;

/** Parts whose results can be relied on: not cut off, not too young, nothing filtered but types. */
export const isWhole = (search: Search, slice: Slice): boolean =>
  slice.state === 'done' &&
  !slice.cutOff &&
  !slice.settling &&
  isKept(slice, search.begunAt) &&
  (slice.doubted || !isNarrow(search));

const WHY = 'from a search of Microsoft’s audit log';

/** A search of everything shows what the application may see: only services that it has shown count. */
const shownTypes = ({ found }: Search): readonly ContentType[] =>
  CONTENT_TYPES.filter((contentType) =>
    found.some((type) => type !== DYNAMICS && contentTypeOf(type) === contentType),
  );

/** What the archive knows for whole content types after a search; of some types alone it does not say. */
export function knownFrom(search: Search): readonly Known[] {
  if (search.types !== undefined) return [];
  const spans = search.slices.filter((slice) => isWhole(search, slice));
  return shownTypes(search).flatMap((contentType) =>
    spans.map(({ from, to }) => ({ from, to, contentType, state: 'searched', why: WHY }) as const),
  );
}

/** Remembers what is known for the record types that were searched; after the archive has them. */
export async function rememberSearched(
  keep: Keep,
  tenant: string,
  id: string,
  search: Search,
): Promise<void> {
  const { types } = search;
  const spans = search.slices
    .filter((slice) => isWhole(search, slice))
    .map(({ from, to }) => ({ from, to }));
  if (types === undefined || spans.length === 0) return;
  // Already there after a kill: it says the same.
  await keep.put(tenant, KIND, { key: id, value: { types: [...types], spans }, version: 0 });
}

const meets = (span: Span, other: Span): boolean => span.from < other.to && other.from < span.to;

/**
 * The archive's catalogue as a question about these record types may take it: times that were searched
 * for them are known, though their content type as a whole may not be. Without types it is as it was.
 */
export const withSearched = (
  catalogue: Catalogue,
  {
    keep,
    tenant: own,
    types,
    since = '',
  }: {
    readonly keep: Keep;
    readonly tenant: string;
    readonly types: readonly number[] | undefined;
    /** Older records are not kept any more (ISO). */
    readonly since?: string;
  },
): Catalogue => ({
  ...catalogue,
  async known(tenant, span) {
    const known = await catalogue.known(tenant, span);
    if (types === undefined || types.length === 0 || tenant !== own) return known;
    const contentTypes = [...new Set(types.map(contentTypeOf))];
    const searched = (await keep.list(tenant, KIND)).flatMap(({ value }) => {
      const read = Spans.safeParse(value).data;
      return read !== undefined && types.every((type) => read.types.includes(type))
        ? read.spans
        : [];
    });
    const kept = searched.filter((one) => meets(one, span) && one.from >= since);
    return [
      ...known,
      ...kept.flatMap(({ from, to }) =>
        contentTypes.map(
          (contentType) => ({ from, to, contentType, state: 'searched', why: WHY }) as const,
        ),
      ),
    ];
  },
});
