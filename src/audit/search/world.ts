import type { Clock } from '../../core/clock.ts';
import type { AuditSearch, SearchBody } from '../../gateways/audit-search.ts';
import type { Held } from './held.ts';
import type { Search, Slice } from './search.ts';
import type { Spool } from './spool.ts';

/** What a search is carried on with. */
export interface SearchWorld {
  readonly gateway: AuditSearch;
  readonly spool: Spool;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: () => number;
  /** Begins nothing while another search does, so that both count the same free places. */
  alone(work: () => Promise<void>): Promise<void>;
  /** How many more searches Microsoft takes at this moment, as far as the bot knows. */
  free(): Promise<number>;
  /** So many pages are read before other work gets its turn. */
  readonly pagesAtOnce: number;
}

/** Names one asking of one slice, so that it can be found after a kill or a lost answer. */
export const nameOf = (id: string, { number, attempt }: Slice): string =>
  `audit-steward/${id}/${number}.${attempt}`;

/** In doubt, only what cannot hide anything is sent. */
export function bodyOf(id: string, { body }: Search, slice: Slice): SearchBody {
  const { recordTypeFilters } = body;
  const types = recordTypeFilters === undefined ? {} : { recordTypeFilters };
  return {
    displayName: nameOf(id, slice),
    filterStartDateTime: slice.from,
    filterEndDateTime: slice.to,
    ...(slice.doubted ? types : body),
  };
}

/** Slices of a state whose time has come. */
export const due = (
  held: Held,
  { clock }: Pick<SearchWorld, 'clock'>,
  state: Slice['state'],
): readonly Slice[] =>
  held
    .search()
    .slices.filter(
      ({ state: its, lookAt }) =>
        its === state && (lookAt === undefined || Date.parse(lookAt) <= clock.now().getTime()),
    );
