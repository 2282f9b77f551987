import type { AuditQuery } from '../audit/query.ts';
import type { Search } from '../audit/search/search.ts';
import { SpoolLost } from '../audit/search/spool.ts';
import { graphSource, type FinishedSearch } from '../audit/sources/graph.ts';
import type { Found, RecordPage, Source } from '../audit/sources/source.ts';

const REMEMBERED = 20;

/** Answers of searches that are done; the last few are remembered, for cards are drawn again and again. */
export function searchAnswers(
  parts: Omit<FinishedSearch, 'id' | 'search'>,
  find: (id: string) => Promise<Search | undefined>,
) {
  const answers = new Map<string, Promise<Found>>();
  const lost = new Set<string>();

  function remembered(id: string, work: () => Promise<Found>): Promise<Found> {
    const answer = answers.get(id) ?? work();
    answers.set(id, answer);
    answer.catch(() => answers.delete(id));
    const [oldest] = answers.keys();
    if (answers.size > REMEMBERED && oldest !== undefined) answers.delete(oldest);
    return answer;
  }

  /** Undefined while it is not done, and where what it found is not here any more. */
  async function from<T>(
    id: string,
    work: (source: Source, search: Search) => Promise<T>,
  ): Promise<T | undefined> {
    const search = await find(id);
    if (search?.state !== 'done') return undefined;
    try {
      return await work(graphSource({ ...parts, id, search }), search);
    } catch (error) {
      if (!(error instanceof SpoolLost)) throw error;
      lost.add(id);
      return undefined;
    }
  }

  return {
    isLost: (id: string): boolean => lost.has(id),

    result: (id: string): Promise<Found | undefined> =>
      from(id, (source, { query }) => remembered(id, () => source.answer(query))),

    records: (
      id: string,
      query: AuditQuery,
      after: string | undefined,
      most: number,
    ): Promise<RecordPage | undefined> => from(id, (source) => source.records(query, after, most)),
  };
}
