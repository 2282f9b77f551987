import type { Clock } from '../../core/clock.ts';
import { DAY } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { AuditTables, TableRows } from '../../gateways/audit-tables.ts';
import { contentTypesFor } from '../covering/content-types.ts';
import type { Definitions, WorkingHours } from '../definitions.ts';
import type { Coverage } from '../figures.ts';
import { workspaceCoverage } from '../kql/coverage.ts';
import { copiesIn, figuresFrom } from '../kql/figures.ts';
import { figuresKql, type Asking } from '../kql/figures-kql.ts';
import { textIn } from '../kql/cells.ts';
import { namesKql } from '../kql/names.ts';
import { notesOf } from '../kql/notes.ts';
import { findCursor, pageFrom, pageKql } from '../kql/page.ts';
import {
  daysFrom,
  daysKql,
  firstKnown,
  presenceOf,
  wholeDays,
  type Present,
} from '../kql/presence.ts';
import { tablesFor } from '../kql/pruning.ts';
import { CONTENT } from '../kql/tables.ts';
import { conditionOf, NONE } from '../lower.ts';
import type { AuditQuery, Dimension } from '../query.ts';
import { CONTENT_TYPES } from '../record.ts';
import { partsOf, unitFor } from '../times/parts.ts';
import { before } from '../times/period.ts';
import type { Found, RecordPage, Source } from './source.ts';

export interface LogAnalytics {
  readonly tenant: string;
  readonly tables: AuditTables;
  readonly definitions: Definitions;
  readonly workingHours: WorkingHours;
  readonly clock: Pick<Clock, 'now'>;
}

const COUNTING = 'Counting audit records in Log Analytics';

/** Whole tables that a question needs and that are there. */
function neededOf(query: AuditQuery, definitions: Definitions, present: readonly Present[]) {
  const tables = tablesFor(conditionOf(query, definitions));
  return present.filter(({ table, first }) => tables.includes(table) && first !== undefined);
}

/** Compared where it is asked for, or where all records of the period before can be there. */
function comparedWith(query: AuditQuery, needed: readonly Present[]): Pick<Asking, 'before'> {
  const span = before(query.period);
  const from = firstKnown(needed);
  const known = from !== undefined && Date.parse(from) <= Date.parse(span.from);
  return query.compare || known ? { before: span } : {};
}

/**
 * Audit records that connectors brought to a Log Analytics workspace (Microsoft Sentinel). All
 * counting is done there; what it cannot know of their completeness is said.
 */
export function logAnalyticsSource(options: LogAnalytics): Source {
  const { tenant, tables, clock } = options;
  const definitions = { ...options.definitions, workingHours: options.workingHours };
  const presence = presenceOf(tables, tenant, () => clock.now());

  const coverage = async (
    query: AuditQuery,
    needed: readonly Present[],
    copies: number,
  ): Promise<Coverage> => {
    const names = needed.map(({ table }) => table);
    const span = wholeDays(query.period);
    const kql = daysKql(names, tenant, span);
    const { rows } = names.length === 0 ? { rows: [] } : await tables.ask({ doing: COUNTING, kql });
    const there = CONTENT_TYPES.filter((type) =>
      needed.some(({ table }) => CONTENT[table].includes(type)),
    );
    return workspaceCoverage({
      ...{ span: query.period, now: clock.now(), present: needed, days: daysFrom(rows) },
      contentTypes: contentTypesFor(conditionOf(query, definitions), there),
      duplicatesDropped: copies,
    });
  };

  const asking = (query: AuditQuery, needed: readonly Present[]): Asking => ({
    ...{ tenant, query, definitions, tables: needed.map(({ table }) => table) },
    starts: partsOf(query.period, query.per ?? unitFor(query.period)),
    ...comparedWith(query, needed),
  });

  return {
    name: 'log analytics',
    async answer(query): Promise<Found> {
      const present = await presence();
      const needed = neededOf(query, definitions, present);
      const question = asking(query, needed);
      const counted: TableRows =
        needed.length === 0
          ? { rows: [] }
          : await tables.ask({ doing: COUNTING, kql: figuresKql(question) });
      return {
        figures: figuresFrom(question, query.per ?? unitFor(query.period), counted.rows),
        coverage: await coverage(query, needed, copiesIn(counted.rows)),
        notes: notesOf({ query, definitions, present, needed, counted }),
      };
    },
    async records(query, after, most): Promise<RecordPage> {
      const needed = neededOf(query, definitions, await presence());
      if (needed.length === 0) return { records: [] };
      const cursor = after === undefined ? undefined : getCursor(after);
      const paging = { tenant, query, definitions, tables: needed.map(({ table }) => table) };
      const ask = (rows: number) =>
        tables.ask({
          doing: 'Reading audit records from Log Analytics',
          kql: pageKql({ ...paging, after: cursor, most: rows }),
        });
      const { rows, asked } = await narrowed(ask, 2 * most + 1);
      return pageFrom(rows, asked, most);
    },
    async names(dimension: Dimension, most): Promise<readonly string[]> {
      const there = (await presence()).filter(({ first }) => first !== undefined);
      if (there.length === 0) return [];
      const now = clock.now();
      const span = {
        from: new Date(now.getTime() - 30 * DAY).toISOString(),
        to: now.toISOString(),
      };
      const reading = { tenant, span, tables: there.map(({ table }) => table), definitions };
      const kql = namesKql({ ...reading, dimension, most });
      const { rows } = await tables.ask({ doing: 'Reading names from Log Analytics', kql });
      return rows.map((row) => textIn(row, 'Shown')).filter((name) => name !== NONE);
    },
  };
}

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
  throw new GatewayError(
    'Reading audit records from Log Analytics brought only a part of them. Ask about a shorter period.',
    { status: 200, code: found.incomplete.code, transient: true },
  );
}
