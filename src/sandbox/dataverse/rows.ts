import type { ServiceAnswer } from '../service.ts';
import { OPERATION, writeAudit } from './audit-rows.ts';
import type { CatalogueTable } from './catalogue.ts';
import { checkOptions, collection, option, single, type RowType } from './collection.ts';
import { logActivity, publishedOf } from './events.ts';
import type { Row } from './filter-values.ts';
import { nowOf, organisationOf, secondsOf, type Call, type Org } from './org.ts';
import { changed, checkMatch, etagOf } from './organisation.ts';
import { badPayload, invalid, noRow, noSegment } from './refused.ts';
import { propertyOf, seededRows } from './rows-seed.ts';

/** The tables whose rows the sandbox has. */
export const ROW_SETS = ['accounts', 'contacts', 'leads', 'opportunities', 'incidents'];

const UPDATE = 2;

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

const isFit = (before: unknown, next: unknown) =>
  next === null || before === null || before === undefined || typeof before === typeof next;

/** The columns that a PATCH sets; whoever names one that is not there is told so. */
function changeOf({ request }: Call, table: CatalogueTable, before: Row): Row {
  const body: Record<string, unknown> = Object(request.body);
  if (Object.keys(body).length === 0) throw invalid('The request has no content.');
  for (const [name, value] of Object.entries(body)) {
    const column = table.columns.get(name);
    if (column === undefined)
      throw badPayload(
        `Error identified in Payload provided by the user for Entity :'${table.entitySet}': The property '${name}' does not exist on type 'Microsoft.Dynamics.CRM.${table.logicalName}'.`,
      );
    if (column['IsValidForUpdate'] !== true || propertyOf(column) !== name)
      throw invalid(`The column ${name} cannot be updated.`);
    if (!isFit(before[name], value))
      throw badPayload(`Cannot convert the value of '${name}' to the expected type.`);
  }
  return body;
}

/** Change rows need the organisation, the table and the column to be audited. */
function auditChange(call: Call, table: CatalogueTable, before: Row, change: Row): void {
  const { org } = call;
  const flags = publishedOf(org, table.logicalName);
  if (!organisationOf(org).isauditenabled || flags?.audit !== true) return;
  const names = Object.keys(change).filter(
    (name) => flags.columns[name] === true && before[name] !== change[name],
  );
  if (names.length === 0) return;
  const numbers = names.map((name) => String(table.columns.get(name)?.['ColumnNumber']));
  const only = (row: Row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
  writeAudit(call, {
    action: UPDATE,
    operation: OPERATION.update,
    table: table.logicalName,
    objectId: String(before[`${table.logicalName}id`]),
    mask: numbers.join(','),
    old: only(before),
    new: only(change),
  });
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
