import { z } from 'zod';
import type { ServiceAnswer } from '../service.ts';
import { argumentsOf, getArgument } from './arguments.ts';
import { auditDetail } from './audit-detail.ts';
import { auditsAt } from './audit-rows.ts';
import type { CatalogueTable } from './catalogue.ts';
import type { Audit } from './documents.ts';
import { logActivity } from './events.ts';
import { NO_ID } from './ids.ts';
import { nowOf, organisationOf, type Call } from './org.ts';
import { badQuery, noSegment } from './refused.ts';

const PagingInfo = z.object({
  PageNumber: z.number().int().min(1).default(1),
  Count: z.number().int().min(1).max(5000).default(500),
  ReturnTotalRecordCount: z.boolean().default(false),
  PagingCookie: z.string().nullish(),
});
type PagingInfo = z.infer<typeof PagingInfo>;

const Reference = z.object({ '@odata.id': z.string() });

/** JSON arguments may be written with single quotes. */
function parsed<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text.includes('"') ? text : text.replaceAll("'", '"')));
  } catch {
    throw badQuery(`The argument '${text}' cannot be read.`);
  }
}

function targetOf({ org }: Call, text: string) {
  const reference = parsed(Reference, text)['@odata.id'];
  const [, set = '', id = ''] = /(\w+)\(([0-9a-fA-F-]{36})\)$/.exec(reference) ?? [];
  const table = org.catalogue.bySet.get(set);
  if (table === undefined) throw noSegment(set);
  return { table, id: id.toLowerCase() };
}

/** Newest first: changes of the row, and the marks of auditing switched on or off. */
function changesOf(call: Call, table: CatalogueTable, id: string): readonly Audit[] {
  if (!organisationOf(call.org).isauditenabled) return [];
  const isMark = ({ _objectid_value, objecttypecode }: Audit) =>
    _objectid_value === NO_ID && ['organization', table.logicalName].includes(objecttypecode);
  return auditsAt(call.org, nowOf(call.org))
    .filter(
      (audit) =>
        (audit._objectid_value === id && audit.objecttypecode === table.logicalName) ||
        isMark(audit),
    )
    .toReversed();
}

function page(
  call: Call,
  type: string,
  changes: readonly Audit[],
  info: PagingInfo,
): ServiceAnswer {
  const start = (info.PageNumber - 1) * info.Count;
  const shown = changes.slice(start, start + info.Count);
  const MoreRecords = start + shown.length < changes.length;
  return {
    status: 200,
    body: {
      '@odata.context': `${call.base}/$metadata#Microsoft.Dynamics.CRM.${type}Response`,
      AuditDetailCollection: {
        MoreRecords,
        PagingCookie: MoreRecords ? `<cookie page="${info.PageNumber}" />` : '',
        TotalRecordCount: info.ReturnTotalRecordCount ? changes.length : -1,
        AuditDetails: shown.map((audit) => auditDetail(call.org, audit)),
      },
    },
  };
}

const infoOf = (given: ReadonlyMap<string, string>): PagingInfo =>
  parsed(PagingInfo, given.get('PagingInfo') ?? '{}');

/** GET RetrieveRecordChangeHistory(…). */
export function recordHistory(call: Call): ServiceAnswer {
  const given = argumentsOf(call, call.path[0] ?? '');
  const { table, id } = targetOf(call, getArgument(given, 'Target'));
  const message = 'RetrieveRecordChangeHistory';
  logActivity(call, { message, table: table.logicalName, entityId: id });
  return page(call, message, changesOf(call, table, id), infoOf(given));
}

/** GET RetrieveAttributeChangeHistory(…): the changes of one column. */
export function attributeHistory(call: Call): ServiceAnswer {
  const given = argumentsOf(call, call.path[0] ?? '');
  const { table, id } = targetOf(call, getArgument(given, 'Target'));
  const column = getArgument(given, 'AttributeLogicalName').replaceAll("'", '');
  if (!table.columns.has(column))
    throw badQuery(`'${table.logicalName}' does not contain a column '${column}'.`);
  const message = 'RetrieveAttributeChangeHistory';
  logActivity(call, { message, table: table.logicalName, entityId: id });
  const changes = changesOf(call, table, id).filter(
    ({ old }) => old !== undefined && column in old,
  );
  return page(call, message, changes, infoOf(given));
}
