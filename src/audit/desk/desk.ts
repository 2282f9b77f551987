import type { Clock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { Journal } from '../../core/journal.ts';
import type { Person } from '../../core/people.ts';
import type { AuditAnswer, Coverage } from '../figures.ts';
import type { AuditQuery, Dimension, SourceName } from '../query.ts';
import type { Found, RecordPage, Source } from '../sources/source.ts';
import { choose } from './choose.ts';
import { putOnRecord } from './on-record.ts';
import type { Question, Questions } from './questions.ts';

/** Searches at Microsoft that take minutes; the answer comes by itself. */
export interface Searching {
  begin(query: AuditQuery, by: Person): Promise<{ readonly id: string }>;
  /** How far it is, in a sentence, and whether it has ended. */
  state(id: string): Promise<SearchState | undefined>;
  /** Undefined until it is done. */
  result(id: string): Promise<Found | undefined>;
  /** Records behind its numbers; undefined until it is done. */
  records(
    id: string,
    query: AuditQuery,
    after: string | undefined,
    most: number,
  ): Promise<RecordPage | undefined>;
}

export interface SearchState {
  readonly state: 'searching' | 'done' | 'failed';
  readonly says: string;
}

export interface DeskParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly questions: Questions;
  readonly archive: Source & { coverage(query: AuditQuery): Promise<Coverage> };
  readonly logAnalytics: Source | undefined;
  readonly searching: Searching | undefined;
  readonly sentenceOf: (query: AuditQuery) => string;
  readonly answerOf: (parts: {
    readonly query: AuditQuery;
    readonly found: Found;
    readonly source: SourceName;
    readonly because: string;
    readonly assumed: readonly string[];
  }) => AuditAnswer;
}

export type Asked =
  | { readonly kind: 'answered'; readonly reference: string; readonly answer: AuditAnswer }
  | {
      readonly kind: 'searching';
      readonly reference: string;
      readonly query: AuditQuery;
      readonly canonical: string;
      readonly state: SearchState;
      /** What the archive has of it. */
      readonly meanwhile?: AuditAnswer;
    }
  | { readonly kind: 'refused'; readonly says: string };

export interface Asking {
  readonly by: Person;
  /** How it was understood where something was left open. */
  readonly assumed: readonly string[];
}

/** Where questions are asked: each is on record, answered by the best source, and kept for its card. */
export type Desk = ReturnType<typeof deskOf>;

export function deskOf(parts: DeskParts) {
  const { clock, journal, questions, archive, logAnalytics, searching } = parts;

  const note = (query: AuditQuery, by: Person, source: SourceName) =>
    putOnRecord(journal, {
      what: 'asked',
      by,
      details: { question: parts.sentenceOf(query), source },
    });

  const keep = (query: AuditQuery, by: Person, more: Partial<Question> = {}) =>
    questions.add({ query, by: by.id, at: clock.now().toISOString(), ...more });

  async function answerFrom(
    source: Source,
    query: AuditQuery,
    { because, assumed }: { readonly because: string; readonly assumed: readonly string[] },
  ): Promise<AuditAnswer> {
    const found = await source.answer(query);
    return parts.answerOf({ query, found, source: source.name, because, assumed });
  }

  /** The same question again finds the search that is under way instead of beginning another. */
  async function search(query: AuditQuery, { by, assumed }: Asking): Promise<Asked> {
    if (searching === undefined) throw new Error('No search is set up.');
    await note(query, by, 'graph');
    const { id } = await searching.begin(query, by);
    const reference = await keep(query, by, { search: id, assumed: [...assumed] });
    const state = (await searching.state(id)) ?? { state: 'searching', says: BEGUN };
    const has = await archive.coverage(query);
    const some = has.parts.some(
      ({ complete, settling, imported }) => complete + settling + imported > 0,
    );
    const canonical = parts.sentenceOf(query);
    if (!some || query.source === 'graph')
      return { kind: 'searching', reference, query, canonical, state };
    const meanwhile = await answerFrom(archive, query, { because: MEANWHILE, assumed });
    return { kind: 'searching', reference, query, canonical, state, meanwhile };
  }

  interface Because extends Asking {
    readonly because: string;
  }

  async function answered(
    source: Source,
    query: AuditQuery,
    { by, because, assumed }: Because,
  ): Promise<Asked> {
    // On record before anything is shown: what cannot be recorded is not answered.
    await note(query, by, source.name);
    const answer = await answerFrom(source, query, { because, assumed });
    const reference = await keep(query, by, { source: source.name });
    return { kind: 'answered', reference, answer };
  }

  /** A workspace that does not answer, or knows nothing of the period, is no reason to give up. */
  async function fromWorkspace(
    workspace: Source,
    query: AuditQuery,
    because: Because,
  ): Promise<Asked> {
    const otherwise = (why: string) =>
      searching === undefined
        ? answered(archive, query, { ...because, because: why })
        : search(query, because);
    try {
      const asked = await answered(workspace, query, because);
      const knowsNothing = asked.kind === 'answered' && isEmpty(asked.answer.coverage);
      return knowsNothing ? await otherwise(WORKSPACE_EMPTY) : asked;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      return otherwise(`The workspace could not be asked. ${error.message}`);
    }
  }

  /** What can answer at this moment without a search, and why it is that. */
  function atHand({ source }: AuditQuery): readonly [Source, because: string] {
    switch (source) {
      case 'log analytics':
        return logAnalytics === undefined ? [archive, NO_WORKSPACE] : [logAnalytics, INSISTED];
      case 'graph':
        return [archive, NO_SEARCH];
      case 'archive':
      case undefined:
        return [archive, CONFIGURED];
    }
  }

  return {
    questions,

    async ask(query: AuditQuery, asking: Asking): Promise<Asked> {
      const chosen = choose({
        query,
        now: clock.now(),
        archive: await archive.coverage(query),
        logAnalytics: logAnalytics !== undefined,
        graph: searching !== undefined,
      });
      if (chosen.kind === 'refused') return chosen;
      if (chosen.kind === 'later') return search(query, asking);
      if (chosen.source !== 'log analytics' || logAnalytics === undefined)
        return answered(archive, query, { ...asking, because: chosen.because });
      if (query.source !== undefined)
        return answered(logAnalytics, query, { ...asking, because: chosen.because });
      return fromWorkspace(logAnalytics, query, { ...asking, because: chosen.because });
    },

    /** The answer of a search that is done; undefined while it is not. */
    async searched(reference: string): Promise<AuditAnswer | SearchState | undefined> {
      const question = await questions.find(reference);
      if (question?.search === undefined || searching === undefined) return undefined;
      const found = await searching.result(question.search);
      if (found === undefined) return searching.state(question.search);
      const { query, assumed = [] } = question;
      const because = query.source === 'graph' ? INSISTED : SEARCHED;
      return parts.answerOf({ query, found, source: 'graph', because, assumed });
    },

    /** For digests and exports: the archive's answer, or that of the source insisted on. */
    async answer(query: AuditQuery): Promise<AuditAnswer> {
      const [source, because] = atHand(query);
      return answerFrom(source, query, { because, assumed: [] });
    },

    /** The records behind an answer, where that came from. */
    async records(
      {
        query,
        search: id,
        source: from = query.source,
      }: Pick<Question, 'query' | 'search' | 'source'>,
      after: string | undefined,
      most: number,
    ): Promise<RecordPage & { readonly source: SourceName }> {
      const found = id === undefined ? undefined : await searching?.records(id, query, after, most);
      if (found !== undefined) return { ...found, source: 'graph' };
      const source = from === 'log analytics' ? (logAnalytics ?? archive) : archive;
      return { ...(await source.records(query, after, most)), source: source.name };
    },

    /** Names that occur in the archive, for suggestions. */
    async names(dimension: Dimension, most: number): Promise<readonly string[]> {
      return (await archive.names?.(dimension, most)) ?? [];
    },
  };
}

const isEmpty = ({ parts }: Coverage): boolean =>
  parts.every(({ complete, settling }) => complete + settling === 0);

const WORKSPACE_EMPTY = 'The workspace knows nothing of this period either.';
const BEGUN = 'The search has begun. The answer comes by itself, usually after some minutes.';
const MEANWHILE = 'This is what the archive has; a search at Microsoft is under way.';
const SEARCHED = 'The archive did not know the whole period, so Microsoft’s own log was searched.';
const INSISTED = 'You asked for it.';
const NO_WORKSPACE = 'The Log Analytics workspace that was asked for is not set up any more.';
const NO_SEARCH = 'A search at Microsoft takes too long here, so the bot’s own store was asked.';
const CONFIGURED = 'It is the bot’s own store of records.';
