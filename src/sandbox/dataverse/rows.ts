import type { ServiceAnswer } from '../service.ts';
import type { CatalogueTable } from './catalogue.ts';
import { collection, single, type RowType } from './collection.ts';
import { checkOptions, option } from './options.ts';
import { logActivity } from './events.ts';
import type { Row } from './filter-values.ts';
import { nowOf, secondsOf, type Call, type Org } from './org.ts';
import { changed, checkMatch, etagOf } from './row-version.ts';
import { noRow, noSegment } from './refused.ts';
import { auditChange, changeOf } from './row-change.ts';
import { propertyOf, seededRows } from './rows-seed.ts';

const rowKey = (table: CatalogueTable, id: string) => `${table.logicalName}/${id}`;

const properties = (table: CatalogueTable) =>
  [...table.columns.values()].map(propertyOf).filter((name) => name !== undefined);

const typeOf = (table: CatalogueTable): RowType => ({
  set: table.entitySet,
  type: table.logicalName,
  key: `${table.logicalName}id`,
  properties: new Set(properties(table)),
  pages: true,
  etag: (row) => etagOf(row['versionnumber']),
  formatted: (row) => ({ statecode: row['statecode'] === 0 ? 'Active' : 'Inactive' }),
});

function tableOf({ org, path: [set = ''] }: Call): CatalogueTable {
  const table = org.catalogue.bySet.get(set);
  if (table === undefined) throw noSegment(set);
  return table;
}

/** Rows as they stand: seeded ones, changed where somebody changed them. */
const rowsOf = (org: Org, table: CatalogueTable): readonly Row[] =>
  seededRows(org, table).map((row) => {
    const id = String(row[`${table.logicalName}id`]);
    return { ...row, ...org.documents.rows.find(rowKey(table, id))?.values };
  });

function getRow({ org, path }: Call, table: CatalogueTable): Row {
  const id = (path[1] ?? '').toLowerCase();
  const found = rowsOf(org, table).find((row) => row[`${table.logicalName}id`] === id);
  if (found === undefined) throw noRow(table.logicalName, id);
  return found;
}

const queryOf = (call: Call) => {
  const filter = option(call, '$filter');
  return filter === undefined ? '' : `$filter=${filter}`;
};

const idsIn = (answer: ServiceAnswer, key: string): readonly string[] => {
  const value: unknown = Reflect.get(Object(answer.body), 'value');
  return Array.isArray(value) ? value.map((row) => String(Reflect.get(Object(row), key))) : [];
};

/** GET accounts and the like. */
export function listRows(call: Call): ServiceAnswer {
  const table = tableOf(call);
  const type = typeOf(table);
  const answer = collection(call, type, () => rowsOf(call.org, table));
  logActivity(call, {
    message: 'RetrieveMultiple',
    table: table.logicalName,
    query: queryOf(call),
    results: idsIn(answer, type.key),
  });
  return answer;
}

const eventOf = (message: string, table: CatalogueTable, row: Row) => ({
  message,
  table: table.logicalName,
  entityId: String(row[`${table.logicalName}id`]),
  name: String(row[table.nameColumn] ?? ''),
});

/** GET accounts(id) and the like. */
export function readRow(call: Call): ServiceAnswer {
  checkOptions(call);
  const table = tableOf(call);
  const row = getRow(call, table);
  const answer = single(call, typeOf(table), row);
  logActivity(call, eventOf('Retrieve', table, row));
  return answer;
}

/** PATCH accounts(id) and the like. */
export function patchRow(call: Call): ServiceAnswer {
  const { org } = call;
  const table = tableOf(call);
  const before = getRow(call, table);
  const version = Number(before['versionnumber']);
  checkMatch(call, version);
  const change = changeOf(call, table, before);
  const stamps = { modifiedon: secondsOf(nowOf(org)), versionnumber: version + 1 };
  const values = { ...before, ...change, ...stamps };
  const id = String(before[`${table.logicalName}id`]);
  const target = `${org.host}/${table.entitySet}(${id})`;
  org.tenant.together(() => {
    org.documents.rows.put(rowKey(table, id), { version: version + 1, values });
    auditChange(call, table, before, change);
    logActivity(call, { ...eventOf('Update', table, values), fields: change });
    org.tenant.changed('dataverse', 'row.update', target, { columns: Object.keys(change) });
  });
  if (/return=representation/.test(call.request.headers['prefer'] ?? ''))
    return single(call, typeOf(table), values);
  return changed(call, `${table.entitySet}(${id})`, values);
}
