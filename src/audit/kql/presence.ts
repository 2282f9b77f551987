import { kqlText } from '../../gateways/kql.ts';
import type { AuditTables, TableRow } from '../../gateways/audit-tables.ts';
import { DAY } from '../../core/clock.ts';
import type { Span } from '../reader.ts';
import { findTimeIn, numberIn, textIn } from './cells.ts';
import { rowsKql, TABLES } from './tables.ts';
import type { AuditTable } from './tables.ts';

/** What a workspace has of one table. */
export interface Present {
  readonly table: AuditTable;
  /** First and newest record of this tenant; undefined where there is none. */
  readonly first?: string;
  readonly newest?: string;
  /** Records of other organisations, which are left alone. */
  readonly foreign: number;
  /** 95 of 100 recent records were there within so many milliseconds. */
  readonly lag?: number;
}

const NAMES = 'Table:string, First:datetime, Newest:datetime, Foreign:long, Lag:real';

const legKql = (table: AuditTable, tenant: string): string =>
  `(${table} | extend Own = OrganizationId =~ ${kqlText(tenant)} ` +
  '| summarize First = minif(TimeGenerated, Own), Newest = maxif(TimeGenerated, Own), ' +
  `Foreign = countif(not(Own)) | extend Table = '${table}')`;

const lagKql = (table: AuditTable, tenant: string, now: Date): string => {
  const span = { from: new Date(now.getTime() - 2 * DAY).toISOString(), to: now.toISOString() };
  return (
    `(${rowsKql(table, { tenant, span })} | summarize ` +
    `Lag = percentile((ingestion_time() - TimeGenerated) / 1ms, 95) | extend Table = '${table}')`
  );
};

/** Which tables there are, and from when to when they have records. */
export const presenceKql = (tenant: string, now: Date): string =>
  `union isfuzzy=true (datatable(${NAMES})[]), ` +
  TABLES.flatMap((table) => [legKql(table, tenant), lagKql(table, tenant, now)]).join(', ');

function presentOf(table: AuditTable, rows: readonly TableRow[]): readonly Present[] {
  const [first, newest] = ['First', 'Newest'].map((name) =>
    rows.map((row) => findTimeIn(row, name)).find((time) => time !== undefined),
  );
  if (rows.length === 0) return [];
  const foreign = rows.reduce((sum, row) => sum + numberIn(row, 'Foreign'), 0);
  const lag = Math.max(...rows.map((row) => numberIn(row, 'Lag')));
  return [
    {
      ...{ table, foreign },
      ...(first === undefined || newest === undefined ? {} : { first, newest }),
      ...(lag > 0 ? { lag } : {}),
    },
  ];
}

/** Tables that are there, in the order in which a record is taken from them. */
export function presenceFrom(rows: readonly TableRow[]): readonly Present[] {
  const byTable = Map.groupBy(rows, (row) => textIn(row, 'Table'));
  return TABLES.flatMap((table) => presentOf(table, byTable.get(table) ?? []));
}

/** Tables to which something is written every day; on others, nothing may have happened. */
export const BUSY: readonly AuditTable[] = [
  'DataverseActivity',
  'Dynamics365Activity',
  'OfficeActivity',
];

/** From when on all busy tables have records; of others, the first record says little. */
export function firstKnown(tables: readonly Present[]): string | undefined {
  const busy = tables.filter(({ table }) => BUSY.includes(table));
  const firsts = (busy.length > 0 ? busy : tables).flatMap(({ first }) => first ?? []);
  return firsts.toSorted().at(-1);
}

const REMEMBERED = 10 * 60_000;

/** Asks which tables there are, and remembers the answer for ten minutes. */
export function presenceOf(tables: AuditTables, tenant: string, now: () => Date) {
  let known: { readonly at: number; readonly found: Promise<readonly Present[]> } | undefined;
  const ask = async () =>
    presenceFrom(
      (await tables.ask({ doing: 'Looking for audit tables', kql: presenceKql(tenant, now()) }))
        .rows,
    );
  return (): Promise<readonly Present[]> => {
    const at = now().getTime();
    if (known !== undefined && at >= known.at && at - known.at < REMEMBERED) return known.found;
    const found = ask();
    const remembered = { at, found };
    known = remembered;
    // What was refused may be granted a moment later.
    found.catch(() => {
      if (known === remembered) known = undefined;
    });
    return found;
  };
}

/** Days (UTC) of a span on which a table has any record at all. */
export const daysKql = (tables: readonly AuditTable[], tenant: string, span: Span): string =>
  'union isfuzzy=true (datatable(Table:string, Day:datetime)[]), ' +
  tables
    .map(
      (table) =>
        `(${rowsKql(table, { tenant, span })} | summarize Count = count() by Day = bin(TimeGenerated, 1d) ` +
        `| project Table = '${table}', Day)`,
    )
    .join(', ');

/** Starts of the days with records, in milliseconds, by table. */
export const daysFrom = (rows: readonly TableRow[]): ReadonlyMap<string, ReadonlySet<number>> =>
  new Map(
    [...Map.groupBy(rows, (row) => textIn(row, 'Table'))].map(([table, found]) => [
      table,
      new Set(found.map((row) => Date.parse(textIn(row, 'Day')))),
    ]),
  );

/** The span in whole UTC days around it. */
export const wholeDays = ({ from, to }: Span): Span => ({
  from: kqlDay(from, 0),
  to: kqlDay(to, DAY - 1),
});

const kqlDay = (at: string, more: number): string =>
  new Date(Math.floor((Date.parse(at) + more) / DAY) * DAY).toISOString();
