import type { ServiceAnswer } from '../service.ts';
import { markAudit } from './audit-rows.ts';
import { kindOfColumn, type CatalogueTable } from './catalogue.ts';
import { columnOf } from './column-definitions.ts';
import { columnKey, tableOf } from './definitions.ts';
import { logActivity } from './events.ts';
import { ATTRIBUTE, auditMarkers, flags, merges, TAKES } from './flag-changes.ts';
import { customize } from './lock.ts';
import { nowOf, type Call } from './org.ts';
import { badPayload, noSegment } from './refused.ts';
import { bodyOf, checkManaged, replacement } from './replace.ts';
import { changed } from './row-version.ts';
import type { Definition } from './table-definition.ts';
import { replaceVersion } from './versions.ts';

/** The body must say its type, without the sign that answers carry, and nothing of a context. */
function checkAnnotations({ request }: Call, column: Definition): void {
  const body: Record<string, unknown> = Object(request.body);
  const kind = `Microsoft.Dynamics.CRM.${kindOfColumn(column)}`;
  const given = body['@odata.type'];
  if ('@odata.context' in body)
    throw badPayload("The annotation 'odata.context' was found. This annotation cannot be sent.");
  if (given === undefined)
    throw badPayload("A type named 'AttributeMetadata' is abstract: '@odata.type' is required.");
  if (given !== kind)
    throw badPayload(`The type '${String(given)}' is not the type of the column, '${kind}'.`);
}

function nextColumn(call: Call, table: CatalogueTable) {
  const { name, column: before } = columnOf(call, table, true);
  checkAnnotations(call, before);
  const body = bodyOf(call.request.body, before, kindOfColumn(before));
  const after = replacement(before, body, merges(call));
  checkManaged(before, after, `${table.logicalName}.${name}`);
  return { name, before, after };
}

function storeColumn(call: Call, table: CatalogueTable): void {
  const { org } = call;
  const { name, before, after } = nextColumn(call, table);
  const next = { definition: after, now: nowOf(org) };
  const seeded = table.columns.get(name) ?? before;
  replaceVersion(org.documents.columns, columnKey(table, name), seeded, next);
  markAudit(call, table.logicalName, auditMarkers(before, after, ATTRIBUTE));
  const entityId = String(before['MetadataId']);
  logActivity(call, { message: 'UpdateAttribute', table: 'attribute', entityId });
  const target = `${org.host}/${table.logicalName}/${name}`;
  const details = { before: flags(before).audit, after: flags(after).audit };
  org.tenant.changed('dataverse', 'column.update', target, details);
}

/** PUT …/Attributes(…): replaces the whole definition of a column. */
export async function putColumn(call: Call): Promise<ServiceAnswer> {
  const table = tableOf(call);
  if (call.path[2] !== undefined) throw noSegment(call.path[2]);
  const { name, before } = nextColumn(call, table);
  const label = `${table.logicalName}.${name}`;
  const what = { operation: 'EntityCustomization', name: label, takes: TAKES } as const;
  await customize(call.org, what, () => storeColumn(call, table));
  const id = String(before['MetadataId']);
  return changed(call, `EntityDefinitions(${table.id})/Attributes(${id})`);
}
