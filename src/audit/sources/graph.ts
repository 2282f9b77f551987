import type { Added, Archive } from '../archive/archive.ts';
import type { Figures } from '../figures.ts';
import type { AuditQuery } from '../query.ts';
import type { Reader } from '../reader.ts';
import { coverageOfSearch } from '../search/coverage.ts';
import { foundTexts } from '../search/found-texts.ts';
import { notesOnSearch } from '../search/notes.ts';
import type { Search } from '../search/search.ts';
import type { Spool } from '../search/spool.ts';
import type { Found, RecordPage, Source } from './source.ts';

/** How records are summed up and listed, whatever source they are from. */
export interface Reading {
  figures(records: Reader, query: AuditQuery): Promise<Figures>;
  page(
    records: Reader,
    query: AuditQuery,
    after: string | undefined,
    most: number,
  ): Promise<RecordPage>;
}

export interface FinishedSearch extends Reading {
  readonly id: string;
  readonly search: Search;
  readonly spool: Spool;
  readonly archive: Pick<Archive, 'borrow'>;
}

/** What a search at Microsoft has found, once it is done; its question, or one within that one. */
export function graphSource(finished: FinishedSearch): Source {
  const { id, search, spool, archive } = finished;
  const borrowed = <T>(work: (records: Reader, added: Added) => Promise<T>): Promise<T> =>
    archive.borrow(foundTexts(id, search, spool), work);
  return {
    name: 'graph',
    answer: (query) =>
      borrowed(async (records, added): Promise<Found> => {
        const figures = await finished.figures(records, query);
        const { last: newestEvent } = figures;
        const newest = newestEvent === undefined ? {} : { newestEvent };
        return {
          figures,
          coverage: { ...coverageOfSearch(search, query.period, added), ...newest },
          notes: notesOnSearch(search, added),
        };
      }),
    records: (query, after, most) =>
      borrowed((records) => finished.page(records, query, after, most)),
  };
}
