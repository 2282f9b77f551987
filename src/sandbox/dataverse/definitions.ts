import { z } from 'zod';
import type { ServiceAnswer } from '../service.ts';
import { kindOfColumn, type CatalogueTable } from './catalogue.ts';
import { collection, single, type RowType } from './collection.ts';
import { checkOptions, option } from './options.ts';
import { logActivity } from './events.ts';
import { GUID } from './ids.ts';
import { getTable, nowOf, type Call, type Org } from './org.ts';
import { badQuery, noSegment, noTable } from './refused.ts';
import type { Definition } from './table-definition.ts';
import { seenOf } from './versions.ts';

const TABLE_TYPE: Omit<RowType, 'properties'> = {
  set: 'EntityDefinitions',
  type: 'EntityMetadata',
  key: 'MetadataId',
  pages: false,
};

/** The definition of a table: the latest, or what the cache shows. */
export const tableSeen = (org: Org, table: CatalogueTable, strong: boolean): Definition =>
  seenOf(org.documents.tables.find(table.logicalName), table.definition, {
    strong,
    now: nowOf(org),
  });

export const columnKey = (table: CatalogueTable, column: string): string =>
  `${table.logicalName}/${column}`;

/** The definitions of a table's columns: the latest, or what the cache shows. */
export const columnsSeen = (
  org: Org,
  table: CatalogueTable,
  strong: boolean,
): ReadonlyMap<string, Definition> =>
  new Map(
    [...table.columns].map(([name, seeded]) => {
      const versions = org.documents.columns.find(columnKey(table, name));
      return [name, seenOf(versions, seeded, { strong, now: nowOf(org) })];
    }),
  );

/** The table that `LogicalName='account'` or a metadata id in the path means. */
export function tableOf({ org, path: [key = ''] }: Call): CatalogueTable {
  const name = /^LogicalName='([^']*)'$/.exec(key)?.[1];
  if (name !== undefined) return getTable(org, name);
  const table = org.catalogue.byId.get(key.toLowerCase());
  if (table === undefined) throw GUID.test(key) ? noTable(key) : noSegment('EntityDefinitions');
  return table;
}

/** `Attributes($select=LogicalName,IsAuditEnabled)`: the one expansion that auditing needs. */
function expandedColumns(call: Call, table: CatalogueTable): Definition {
  const text = option(call, '$expand');
  if (text === undefined) return {};
  const [, select] = /^Attributes(?:\(\$select=([\w,]+)\))?$/.exec(text) ?? [];
  if (!text.startsWith('Attributes') || (text !== 'Attributes' && select === undefined))
    throw badQuery(`The $expand expression '${text}' cannot be used.`);
  const names = select?.split(',');
  const columns = [...columnsSeen(call.org, table, call.strong).values()];
  const pick = (column: Definition) =>
    names === undefined
      ? column
      : Object.fromEntries(['MetadataId', ...names].map((name) => [name, column[name] ?? null]));
  return { Attributes: columns.map((column) => ({ ...typed(column), ...pick(column) })) };
}

/** With its type, as answers name it. */
export const typed = (column: Definition) => ({
  '@odata.type': `#Microsoft.Dynamics.CRM.${kindOfColumn(column)}`,
});

const tableType = (table: CatalogueTable): RowType => ({
  ...TABLE_TYPE,
  properties: new Set(Object.keys(table.definition)),
});

const Listed = z.object({ value: z.array(z.looseObject({ MetadataId: z.string() })) });

function withColumns(call: Call, answer: ServiceAnswer): ServiceAnswer {
  const value = Listed.parse(answer.body).value.map((row) => {
    const table = call.org.catalogue.byId.get(row.MetadataId);
    return table === undefined ? row : { ...row, ...expandedColumns(call, table) };
  });
  return { ...answer, body: { ...Object(answer.body), value } };
}

/** GET EntityDefinitions: everything in one answer. */
export function listTables(call: Call): ServiceAnswer {
  const { org, strong } = call;
  const tables = [...org.catalogue.byName.values()];
  const properties = new Set(tables.flatMap(({ definition }) => Object.keys(definition)));
  for (const refused of ['$orderby', '$top', '$skiptoken', '$count'])
    if (option(call, refused) !== undefined)
      throw badQuery(`The query parameter ${refused} is not supported for metadata.`);
  const answer = collection(call, { ...TABLE_TYPE, properties }, () =>
    tables.map((table) => tableSeen(org, table, strong)),
  );
  logActivity(call, { message: 'RetrieveMetadataChanges' });
  return option(call, '$expand') === undefined ? answer : withColumns(call, answer);
}

/** GET EntityDefinitions(…): the whole definition, or what `$select` names. */
export function getTableDefinition(call: Call): ServiceAnswer {
  checkOptions(call);
  const table = tableOf(call);
  const answer = single(call, tableType(table), tableSeen(call.org, table, call.strong));
  const body = { ...Object(answer.body), ...expandedColumns(call, table) };
  logActivity(call, { message: 'RetrieveEntity', table: 'entity', entityId: table.id });
  return { ...answer, body };
}
