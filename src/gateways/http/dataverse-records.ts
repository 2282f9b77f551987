import { z } from 'zod';
import { SECOND } from '../../core/clock.ts';
import type { AuditRow, Dataverse, SolutionOperation } from '../dataverse.ts';
import { parseAnswer } from './client.ts';
import { FORMATTED, PUBLISH, SLOW_READ, type Door } from './dataverse-door.ts';
import { pageOf } from './dataverse-forms.ts';
import { absent, LOGICAL_NAME } from './dataverse-tables.ts';
import { refusal } from './failure.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Publishes these tables: all that is unpublished in them, not only the flags. */
export async function publish(
  door: Door,
  tables: readonly string[],
  requestId: string,
): Promise<void> {
  if (tables.length === 0) return;
  const odd = tables.find((table) => !LOGICAL_NAME.test(table));
  if (odd !== undefined) throw absent('such table');
  const entities = tables.map((table) => `<entity>${escaped(table)}</entity>`).join('');
  const xml = `<importexportxml><entities>${entities}</entities></importexportxml>`;
  const doing = `Publishing ${tables.length === 1 ? `the table ${tables[0]}` : `${tables.length} tables`}`;
  const body = { ParameterXml: xml };
  // Not repeated blindly: whoever asked looks at the solution history first.
  const call = door.call(doing, 'PublishXml', {
    method: 'POST',
    body,
    requestId,
    patience: PUBLISH,
  });
  await door.http.send(call);
}

const Words = z.object({
  msdyn_name: z.string().nullish(),
  msdyn_starttime: z.string().nullish(),
  msdyn_endtime: z.string().nullish(),
});
const History = z.looseObject(Words.shape);

const HISTORY =
  'msdyn_solutionhistories?$select=msdyn_name,msdyn_operation,msdyn_suboperation,msdyn_status,' +
  'msdyn_result,msdyn_starttime,msdyn_endtime&$orderby=msdyn_starttime desc&$top=50';

/** Numbers of these columns are not documented: the words that the service has for them count. */
function worded(row: z.infer<typeof History>, column: string): string {
  const value = row[`${column}@OData.Community.Display.V1.FormattedValue`] ?? row[column];
  return value === null || value === undefined ? '' : String(value);
}

const instant = (text: string): string =>
  Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString();

/** Newest first. */
export async function listSolutionHistory(door: Door): Promise<readonly SolutionOperation[]> {
  const call = door.call('Reading the solution history', encodeURI(HISTORY), {
    headers: FORMATTED,
    patience: SLOW_READ,
  });
  const { value } = await door.http.read(call, pageOf(History));
  return value.map((row) => ({
    name: row.msdyn_name ?? '',
    operation: worded(row, 'msdyn_operation'),
    suboperation: worded(row, 'msdyn_suboperation'),
    status: worded(row, 'msdyn_status'),
    result: worded(row, 'msdyn_result'),
    startedAt: instant(row.msdyn_starttime ?? ''),
    endedAt: row.msdyn_endtime ? instant(row.msdyn_endtime) : undefined,
  }));
}

const Audit = z.object({
  auditid: z.string(),
  createdon: z.string(),
  action: z.int(),
  operation: z.int().nullish(),
  objecttypecode: z.string().nullish(),
  _objectid_value: z.string().nullish(),
  _userid_value: z.string().nullish(),
});

const auditOf = (row: z.infer<typeof Audit>): AuditRow => ({
  id: row.auditid,
  createdOn: instant(row.createdon),
  action: row.action,
  operation: row.operation ?? 0,
  table: row.objecttypecode ?? '',
  objectId: row._objectid_value ?? undefined,
  userId: row._userid_value ?? undefined,
});

const MAY_NOT_READ = {
  403: 'Give the bot’s application user a role with the View Audit Summary privilege, then try again.',
};

/** Newest first, at most 50. */
export async function findAudits(
  door: Door,
  ...[since, actions]: Parameters<Dataverse['findAudits']>
): Promise<readonly AuditRow[]> {
  if (actions.length === 0) return [];
  const any = actions.map((action) => `action eq ${action}`).join(' or ');
  const filter = `createdon ge ${new Date(since).toISOString()} and (${any})`;
  const path =
    'audits?$select=auditid,createdon,action,operation,objecttypecode,_objectid_value,_userid_value' +
    `&$filter=${filter}&$orderby=createdon desc&$top=50`;
  const more = { headers: FORMATTED, patience: SLOW_READ, advice: MAY_NOT_READ };
  const call = door.call('Reading the audit log of the environment', encodeURI(path), more);
  const { value } = await door.http.read(call, pageOf(Audit));
  return value.map(auditOf);
}

const Storage = z.object({
  Result: z.object({
    Status: z.string(),
    AuditStorageDetails: z
      .object({
        Keys: z.array(z.string()),
        Values: z.array(z.object({ SizeInBytes: z.number() })),
      })
      .nullish(),
  }),
});

/** Bytes by table: two lists that belong together by position. */
export async function findAuditStorage(
  door: Door,
): Promise<ReadonlyMap<string, number> | undefined> {
  const call = door.call('Counting the audit log', 'GetAuditStorageDetails', {
    method: 'POST',
    // It only counts.
    safe: true,
    patience: 60 * SECOND,
  });
  const answer = await door.http.ask(call);
  if (!answer.ok) throw refusal(call, answer);
  const { Result } = parseAnswer(call, answer.status, answer.body, Storage);
  const details = Result.AuditStorageDetails;
  if (Result.Status !== 'Completed' || !details) return undefined;
  return new Map(
    details.Keys.map((key, index) => [key, details.Values[index]?.SizeInBytes ?? 0] as const),
  );
}
