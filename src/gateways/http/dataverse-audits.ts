import { z } from 'zod';
import { SECOND } from '../../core/clock.ts';
import type { AuditRow, Dataverse } from '../dataverse.ts';
import { parseAnswer } from './client.ts';
import { FORMATTED, SLOW_READ, type Door } from './dataverse-door.ts';
import { instant, pageOf } from './dataverse-forms.ts';
import { refusal } from './failure.ts';

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
