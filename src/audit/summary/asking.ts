import { all } from '../condition.ts';
import type { Condition } from '../condition.ts';
import type { Definitions } from '../definitions.ts';
import { conditionOf } from '../lower.ts';
import type { AuditQuery } from '../query.ts';
import type { Reader, Span } from '../reader.ts';
import { sqlOf } from '../sql.ts';
import type { Bindings } from '../sql.ts';

/** A question on its way through the rules that count it. */
export interface Asking {
  readonly reader: Reader;
  readonly query: AuditQuery;
  readonly definitions: Definitions;
  /** Of these times the records are known; nothing is compared with times outside of it. */
  readonly span: Span;
}

export const DAY = 24 * 3_600_000;

export const daysBefore = (at: string, days: number): string =>
  new Date(Date.parse(at) - days * DAY).toISOString();

/** Whether the records of the whole span are known. */
export const knows = ({ span }: Pick<Asking, 'span'>, { from, to }: Span): boolean =>
  Date.parse(span.from) <= Date.parse(from) && Date.parse(span.to) >= Date.parse(to);

export const inSpanSql = ({ from, to }: Span, binds: Bindings): string =>
  `("at" >= ${binds.bind(from)}::timestamp and "at" < ${binds.bind(to)}::timestamp)`;

/** Records of a span that the question is about, and that meet one more condition. */
export function whereSql(
  { query, definitions }: Pick<Asking, 'query' | 'definitions'>,
  span: Span,
  binds: Bindings,
  more: Condition = all(),
): string {
  const condition = all(conditionOf(query, definitions), more);
  return `${inSpanSql(span, binds)} and ${sqlOf(condition, binds)}`;
}
