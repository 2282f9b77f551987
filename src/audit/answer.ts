import type { AuditAnswer, Figures } from './figures.ts';
import type { AuditQuery, Measure, SourceName } from './query.ts';
import { normal } from './query.ts';
import { sentenceOf } from './sentence.ts';
import type { Found } from './sources/source.ts';
import { notesOf } from './summary/notes.ts';

export interface AnswerParts {
  readonly query: AuditQuery;
  readonly found: Found;
  readonly source: SourceName;
  /** Why this source, in one sentence. */
  readonly because: string;
  /** How the question was understood where it left something open, in sentences. */
  readonly assumed: readonly string[];
}

/** An answer in full: the question as it was understood, the numbers, and what has to be said of them. */
export function answerOf({
  query: asked,
  found,
  source,
  because,
  assumed,
}: AnswerParts): AuditAnswer {
  const { figures, coverage } = found;
  const query = normal(asked);
  const known = notesOf({ query, figures, coverage, source });
  return {
    canonical: sentenceOf(query),
    query,
    source,
    because,
    coverage,
    total: figures.total,
    figures,
    groups: figures.groups.map(({ by, rows }) => ({ by, rows })),
    series: figures.series.points,
    standsOut: figures.outliers,
    // A source may tell what is known of the data anyway.
    notes: [...new Set([...assumed, ...found.notes, ...known])],
  };
}

/** What `ask --json` prints: one object with these members and no others. */
export function answerJson(answer: AuditAnswer) {
  const { canonical, query, source, coverage, total, groups, series, standsOut, notes } = answer;
  return { canonical, query, source, coverage, total, groups, series, standsOut, notes };
}

const NOUNS: Readonly<Record<Measure, readonly [one: string, many: string]>> = {
  actions: ['action', 'actions'],
  records: ['record', 'records'],
  users: ['user', 'users'],
  tables: ['table', 'tables'],
  addresses: ['client address', 'client addresses'],
};

const counted = (count: number, measure: Measure): string =>
  `${count.toLocaleString('en-US')} ${NOUNS[measure][count === 1 ? 0 : 1]}`;

const by = (measure: Measure, { users }: Figures): string =>
  measure === 'users' || users === 0 ? '' : ` by ${counted(users, 'users')}`;

/**
 * The answer in one sentence: `12 actions by 3 users; 98 % of the period is complete.` That nothing was
 * found is never said without how much of the period is known.
 */
export function headline({ query, figures, coverage }: AuditAnswer): string {
  const { count } = query;
  const percent = `${coverage.completePercent} % of the period`;
  if (figures.total > 0)
    return `${counted(figures.total, count)}${by(count, figures)}; ${percent} is complete.`;
  return coverage.completePercent >= 100
    ? `No ${NOUNS[count][1]} found; ${percent} is complete.`
    : `No ${NOUNS[count][1]} found, but only ${percent} is known to be complete.`;
}
