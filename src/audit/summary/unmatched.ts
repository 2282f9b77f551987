import { any, not } from '../condition.ts';
import type { Figures } from '../figures.ts';
import { kindsOf } from '../lower.ts';
import type { AuditQuery, Field } from '../query.ts';
import { bindings, sqlOf } from '../sql.ts';
import { whereSql } from './asking.ts';
import type { Asking } from './asking.ts';
import { numberIn, textIn } from './cells.ts';
import { columnsOf } from './columns.ts';

export const MOST = 20;
const MESSAGE_KEY = '"message_key"';
export const KINDS: readonly Field[] = ['report', 'verb'];

/** Whether the definitions decide what is counted, so that their holes matter. */
export const asksKinds = ({ filters, by }: AuditQuery): boolean =>
  filters.some(({ field }) => KINDS.includes(field)) ||
  by.some((dimension) => dimension === 'report' || dimension === 'verb');

/**
 * Messages of Dynamics that no verb knows, when a question rests on the definitions: somebody should
 * see them, as the sets of messages are partly derived and meant to be corrected.
 */
export async function unmatchedOf(asking: Asking): Promise<Pick<Figures, 'unmatched'>> {
  const { query, definitions, reader } = asking;
  if (!asksKinds(query)) return {};
  const filters = query.filters.filter(({ field }) => !KINDS.includes(field));
  const known = kindsOf('verb', definitions).map(({ condition }) => condition);
  const binds = bindings(query.period);
  const where = whereSql({ query: { ...query, filters }, definitions }, query.period, binds, {
    kind: 'number',
    column: 'type',
    values: [21],
  });
  // Kinds of records are added up before it is asked which are known: there are few of them.
  const kinds = columnsOf(any(...known)).filter((column) => column !== MESSAGE_KEY);
  const columns = [...new Set(['"message"', ...kinds])].join(', ');
  const sql = `select min("message") as "key", sum("records")::double as "count" from (
      select *, lower("message") as ${MESSAGE_KEY} from (
        select ${columns}, count(*) as "records" from records where ${where} group by ${columns}))
    where ${sqlOf(not(any(...known)), binds)}
    group by ${MESSAGE_KEY} order by "count" desc, "key" limit ${binds.bind(MOST)}`;
  const rows = await reader.rows(sql, binds.values);
  const unmatched = rows.map((row) => ({ key: textIn(row, 'key'), count: numberIn(row, 'count') }));
  return unmatched.length === 0 ? {} : { unmatched };
}
