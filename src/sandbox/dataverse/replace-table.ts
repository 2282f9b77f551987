import type { ServiceAnswer } from '../service.ts';
import { markAudit } from './audit-rows.ts';
import type { CatalogueTable } from './catalogue.ts';
import { tableOf, tableSeen } from './definitions.ts';
import { logActivity } from './events.ts';
import { auditMarkers, ENTITY, flags, merges, TAKES } from './flag-changes.ts';
import { customize } from './lock.ts';
import { nowOf, type Call } from './org.ts';
import { bodyOf, checkManaged, replacement } from './replace.ts';
import { changed } from './row-version.ts';
import { replaceVersion } from './versions.ts';

function nextTable(call: Call, table: CatalogueTable) {
  const before = tableSeen(call.org, table, true);
  const body = bodyOf(call.request.body, before, 'EntityMetadata');
  const after = replacement(before, body, merges(call));
  checkManaged(before, after, table.logicalName);
  return { before, after };
}

function storeTable(call: Call, table: CatalogueTable): void {
  const { org } = call;
  const { before, after } = nextTable(call, table);
  const definition = { ...after, ModifiedOn: nowOf(org).toISOString() };
  const next = { definition, now: nowOf(org) };
  replaceVersion(org.documents.tables, table.logicalName, table.definition, next);
  markAudit(call, table.logicalName, auditMarkers(before, after, ENTITY));
  logActivity(call, { message: 'UpdateEntity', table: 'entity', entityId: table.id });
  const target = `${org.host}/${table.logicalName}`;
  org.tenant.changed('dataverse', 'table.update', target, {
    before: flags(before),
    after: flags(after),
  });
}

/** PUT EntityDefinitions(…): replaces the whole definition, which is published later. */
export async function putTable(call: Call): Promise<ServiceAnswer> {
  const table = tableOf(call);
  nextTable(call, table);
  const what = { operation: 'EntityCustomization', name: table.logicalName, takes: TAKES } as const;
  await customize(call.org, what, () => storeTable(call, table));
  return changed(call, `EntityDefinitions(${table.id})`);
}
