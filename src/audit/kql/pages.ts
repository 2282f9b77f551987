import { DAY } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { TableRows } from '../../gateways/audit-tables.ts';
import { NONE } from '../lower.ts';
import type { AuditQuery, Dimension } from '../query.ts';
import type { RecordPage } from '../sources/source.ts';
import { textIn } from './cells.ts';
import { namesKql } from './names.ts';
import { findCursor, pageFrom, pageKql } from './page.ts';
import { namesOf, neededOf } from './workspace.ts';
import type { Workspace } from './workspace.ts';

const READING = 'Reading audit records from Log Analytics';

function getCursor(text: string) {
  const cursor = findCursor(text);
  if (cursor !== undefined) return cursor;
  throw new Error('The page asked for is none that was handed out');
}

/** Asks for fewer rows until the answer is not cut off; a part of the data is no page. */
async function narrowed(
  ask: (rows: number) => Promise<TableRows>,
  rows: number,
): Promise<{ readonly rows: TableRows['rows']; readonly asked: number }> {
  const found = await ask(rows);
  if (found.incomplete === undefined) return { rows: found.rows, asked: rows };
  if (found.incomplete.kind === 'cut' && rows > 2) return narrowed(ask, Math.floor(rows / 2));
  throw new GatewayError(`${READING} brought only a part of them. Ask about a shorter period.`, {
    status: 200,
    code: found.incomplete.code,
    transient: true,
  });
}

/** The records behind a number, newest first. */
export async function recordsFrom(
  { tenant, tables, definitions, presence }: Workspace,
  query: AuditQuery,
  after: string | undefined,
  most: number,
): Promise<RecordPage> {
  const cursor = after === undefined ? undefined : getCursor(after);
  const needed = neededOf(query, definitions, await presence());
  if (needed.length === 0) return { records: [] };
  const paging = { tenant, query, definitions, tables: namesOf(needed), after: cursor };
  const ask = (rows: number) =>
    tables.ask({ doing: READING, kql: pageKql({ ...paging, most: rows }) });
  // Twice as many, for a record may be there more than once, and one to know whether there are more.
  const { rows, asked } = await narrowed(ask, 2 * most + 1);
  return pageFrom(rows, asked, most);
}

/** Names that occurred in the last thirty days, the most frequent first. */
export async function namesFrom(
  { tenant, tables, definitions, clock, presence }: Workspace,
  dimension: Dimension,
  most: number,
): Promise<readonly string[]> {
  const there = (await presence()).filter(({ first }) => first !== undefined);
  if (there.length === 0) return [];
  const now = clock.now();
  const span = { from: new Date(now.getTime() - 30 * DAY).toISOString(), to: now.toISOString() };
  const reading = { tenant, span, tables: namesOf(there), definitions };
  const kql = namesKql({ ...reading, dimension, most: most + 1 });
  const { rows } = await tables.ask({ doing: 'Reading names from Log Analytics', kql });
  const names = rows.map((row) => textIn(row, 'Shown')).filter((name) => name !== NONE);
  return names.slice(0, most);
}
