import type { AuditAnswer, Coverage } from './figures.ts';
import type { AuditQuery, Measure, SourceName } from './query.ts';
import { sentenceOf } from './sentence.ts';
import type { Found } from './sources/source.ts';

export interface Answering {
  readonly query: AuditQuery;
  readonly found: Found;
  readonly source: SourceName;
  readonly because: string;
  /** How it was understood where something was left open. */
  readonly assumed: readonly string[];
}

/** An answer in full, from what a source has counted. */
export function answerOf({ query, found, source, because, assumed }: Answering): AuditAnswer {
  const { figures, coverage } = found;
  return {
    canonical: sentenceOf(query),
    ...{ query, source, because, coverage, figures },
    total: figures.total,
    groups: figures.groups.map(({ by, rows }) => ({ by, rows })),
    series: figures.series.points,
    standsOut: figures.outliers,
    notes: [...assumed, ...found.notes],
  };
}

/** What `cli -- ask --json` prints. */
export const answerJson = (answer: AuditAnswer) => ({
  canonical: answer.canonical,
  query: answer.query,
  source: answer.source,
  coverage: answer.coverage,
  total: answer.total,
  groups: answer.groups.map(({ by, rows }) => ({
    by,
    rows: rows.map(({ key, count }) => ({ key, count })),
  })),
  series: answer.series.map(({ at, count }) => ({ at, count })),
  standsOut: answer.standsOut,
  notes: answer.notes,
});

const NOUNS: Readonly<Record<Measure, readonly [one: string, many: string]>> = {
  actions: ['action', 'actions'],
  records: ['record', 'records'],
  users: ['person or account', 'people and accounts'],
  tables: ['table', 'tables'],
  addresses: ['client address', 'client addresses'],
};

const NUMBER = new Intl.NumberFormat('en-GB');
const counted = (many: number, [one, more]: readonly [string, string]): string =>
  `${NUMBER.format(many)} ${many === 1 ? one : more}`;

/** `12 actions by 3 people; 98 % of the period is complete.` */
export function headline({ query, total, figures, coverage }: AuditAnswer): string {
  const noun = NOUNS[query.count];
  const found = total === 0 ? `No ${noun[1]} found` : counted(total, noun);
  const by =
    total === 0 || query.count === 'users'
      ? ''
      : ` by ${counted(figures.users, ['person or account', 'people and accounts'])}`;
  return `${found}${by}; ${completeness(coverage)}`;
}

function completeness({ completePercent, settlingFrom, gaps }: Coverage): string {
  if (gaps.length === 0 && settlingFrom === undefined) return 'the period is complete.';
  return `${completePercent} % of the period is complete.`;
}
