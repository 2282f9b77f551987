import type { Added } from '../archive/archive.ts';
import type { Coverage, Gap } from '../figures.ts';
import type { Span } from '../reader.ts';
import { CONTENT_TYPES, contentTypeOf, type ContentType } from '../record.ts';
import type { Search, Slice } from './search.ts';
import { isKept } from './slices.ts';

const at = (time: string): number => Date.parse(time);
const length = ({ from, to }: Span): number => at(to) - at(from);

const later = (a: string, b: string): string => (at(a) > at(b) ? a : b);
const earlier = (a: string, b: string): string => (at(a) < at(b) ? a : b);

/** The part of a slice that the question is about; undefined where there is none. */
function findPart(slice: Slice, period: Span): Span | undefined {
  const part = { from: later(slice.from, period.from), to: earlier(slice.to, period.to) };
  return at(part.from) < at(part.to) ? part : undefined;
}

const TOO_OLD =
  'Microsoft keeps records for 180 days unless the tenant has paid for more; older ones may be gone.';
const CUT_OFF = 'Microsoft cut this part of the search off: there is at least what was found.';

/** Why a slice cannot be relied on to be all there is; undefined where it can. */
function findDoubt(slice: Slice, { begunAt }: Search): string | undefined {
  if (slice.state !== 'done') return slice.why ?? 'This part was not searched.';
  if (slice.cutOff) return slice.why ?? CUT_OFF;
  return isKept(slice, begunAt) ? undefined : TOO_OLD;
}

interface Covered extends Span {
  readonly state: 'complete' | 'settling' | 'missing';
  readonly why: string;
}

function coveredBy(search: Search, period: Span): readonly Covered[] {
  return search.slices
    .toSorted((a, b) => at(a.from) - at(b.from))
    .flatMap((slice): readonly Covered[] => {
      const part = findPart(slice, period);
      if (part === undefined) return [];
      const why = findDoubt(slice, search);
      const state = slice.settling ? 'settling' : 'complete';
      return [{ ...part, ...(why === undefined ? { state, why: '' } : { state: 'missing', why }) }];
    });
}

/** Neighbours that miss for one reason are one gap. */
function gapsIn(covered: readonly Covered[], contentType: ContentType): readonly Gap[] {
  const gaps: Gap[] = [];
  for (const { from, to, state, why } of covered) {
    const last = gaps.at(-1);
    if (state !== 'missing') continue;
    if (last !== undefined && last.to === from && last.why === why)
      gaps.splice(-1, 1, { ...last, to });
    else gaps.push({ from, to, contentType, why });
  }
  return gaps;
}

const percent = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part * 1e6) / whole) / 1e4;

/** How complete what a search has found is: whole only where it was neither cut off nor too young. */
export function coverageOfSearch(
  search: Search,
  period: Span,
  { duplicates }: Pick<Added, 'duplicates'>,
): Coverage {
  const covered = coveredBy(search, period);
  const sum = (wanted: Covered['state']) =>
    covered.filter(({ state }) => state === wanted).reduce((all, one) => all + length(one), 0);
  const parts = { complete: sum('complete'), settling: sum('settling'), missing: sum('missing') };
  const whole = parts.complete + parts.settling + parts.missing;
  const types = search.types?.map(contentTypeOf) ?? CONTENT_TYPES;
  const contentTypes = [...new Set(types)];
  const young = covered.find(({ state }) => state === 'settling');
  return {
    from: period.from,
    to: period.to,
    completePercent: whole === 0 ? 0 : Math.floor((parts.complete * 1000) / whole) / 10,
    gaps: contentTypes.flatMap((contentType) => gapsIn(covered, contentType)),
    ...(young === undefined ? {} : { settlingFrom: young.from }),
    duplicatesDropped: duplicates,
    parts: contentTypes.map((contentType) => ({
      contentType,
      complete: percent(parts.complete, whole),
      settling: percent(parts.settling, whole),
      imported: 0,
      missing: percent(parts.missing, whole),
    })),
  };
}
