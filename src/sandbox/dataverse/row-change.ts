import { OPERATION, writeAudit } from './audit-rows.ts';
import type { CatalogueTable } from './catalogue.ts';
import { publishedOf } from './events.ts';
import type { Row } from './filter-values.ts';
import { organisationOf, type Call } from './org.ts';
import { badPayload, invalid } from './refused.ts';
import { propertyOf } from './rows-seed.ts';

const UPDATE = 2;

const isFit = (before: unknown, next: unknown) =>
  next === null || before === null || before === undefined || typeof before === typeof next;

/** The columns that a PATCH sets; whoever names one that is not there is told so. */
export function changeOf({ request }: Call, table: CatalogueTable, before: Row): Row {
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
export function auditChange(call: Call, table: CatalogueTable, before: Row, change: Row): void {
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
