import type { AuditQuery, Dimension, Field, Filter, Focus, Measure, Unit } from '../query.ts';
import type { Lexeme, Target } from './sense.ts';

/** What is understood so far. */
export interface Draft {
  /** Something was asked, not only a time said. */
  readonly asks: boolean;
  readonly count?: Measure;
  readonly filters: readonly Filter[];
  readonly by: readonly Dimension[];
  readonly per?: Unit;
  readonly order?: AuditQuery['order'];
  readonly limit?: number;
  readonly compare?: Target;
  readonly focus?: Focus;
  readonly source?: AuditQuery['source'];
  readonly what: boolean;
  /** `top users`: whoever asks so wants people's doings, not the machinery's. */
  readonly top: boolean;
  readonly noiseToo: boolean;
  /** Something was left out; what follows could be meant to narrow that only. */
  readonly closed: boolean;
  readonly notes: readonly string[];
}

export const EMPTY: Draft = {
  asks: false,
  filters: [],
  by: [],
  what: false,
  top: false,
  noiseToo: false,
  closed: false,
  notes: [],
};

/** Why a text cannot be taken, in words for people. */
export interface Refusal {
  readonly says: string;
  readonly word?: string;
}

export interface Step {
  readonly to: number;
  readonly draft: Draft;
}

export type Turn = Step | Refusal;
export type Line = readonly Lexeme[];

/** Takes some lexemes, refuses them, or leaves them to another clause. */
export type Clause = (line: Line, at: number, draft: Draft) => Turn | undefined;

export const refuse = (says: string, word?: Lexeme): Refusal =>
  word === undefined ? { says } : { says, word: word.text };

export const isRefusal = (turn: object): turn is Refusal => 'says' in turn;

export const go = (draft: Draft, to: number, more: Partial<Draft> = {}): Step => ({
  to,
  draft: { ...draft, asks: true, ...more },
});

const sameValues = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value) => b.includes(value));

const TWICE =
  'This is said twice in different ways, so that I cannot tell what belongs together. ' +
  'Join values with “or”, or ask two questions.';

export const findFilter = (
  draft: Pick<Draft, 'filters'>,
  field: Field,
  is = true,
): Filter | undefined => draft.filters.find((filter) => filter.field === field && filter.is === is);

/** Adds a filter, unless it contradicts or scatters what was said before. */
export function withFilter(draft: Draft, filter: Filter, word?: Lexeme): Draft | Refusal {
  const { field, is, values } = filter;
  const [same, other] = [findFilter(draft, field, is), findFilter(draft, field, !is)];
  // To leave something out twice may be meant to take it in again.
  if (same !== undefined && !(is && sameValues(same.values, values))) return refuse(TWICE, word);
  if (other?.values.some((value) => values.includes(value)))
    return refuse('This is asked for and left out at the same time.', word);
  if (is && draft.closed)
    return refuse('Say what is to be left out at the end, behind everything else.', word);
  return same === undefined ? { ...draft, filters: [...draft.filters, filter] } : draft;
}

export const withFilters = (
  draft: Draft,
  filters: readonly Filter[],
  word?: Lexeme,
): Draft | Refusal =>
  filters.reduce<Draft | Refusal>(
    (done, filter) => (isRefusal(done) ? done : withFilter(done, filter, word)),
    draft,
  );

export function withGroups(draft: Draft, by: readonly Dimension[]): Draft | Refusal {
  const all = [...new Set([...draft.by, ...by])];
  return all.length > 2
    ? refuse('At most two groups can be shown together, such as by user and table.')
    : { ...draft, by: all };
}
