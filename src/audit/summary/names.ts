import type { Definitions } from '../definitions.ts';
import { NONE } from '../lower.ts';
import type { Dimension } from '../query.ts';
import type { Reader, Span } from '../reader.ts';
import { bindings, dimensionSql, shownSql } from '../sql.ts';
import { inSpanSql } from './asking.ts';
import { textIn } from './cells.ts';

export interface Naming {
  readonly definitions: Definitions;
  readonly span: Span;
  readonly most: number;
}

/** Names that occur in a span, the most frequent first. */
export async function namesOf(
  reader: Reader,
  dimension: Dimension,
  { definitions, span, most }: Naming,
): Promise<readonly string[]> {
  const binds = bindings(span);
  const key = dimensionSql(dimension, { zone: 'UTC', definitions }, binds);
  const sql = `select ${shownSql(dimension, '"key"')} as "name" from
      (select *, ${key} as "key" from records where ${inSpanSql(span, binds)})
    where "key" <> ${binds.bind(NONE)} group by "key"
    order by count(*) desc, "key" limit ${binds.bind(most)}`;
  return (await reader.rows(sql, binds.values)).map((row) => textIn(row, 'name'));
}
