import { readFileSync } from 'node:fs';

import type { AuditRecord, Result } from '../../src/audit/record.ts';

/** A record with its JSON, brought into columns by the plainest code that does it right for samples. */
export type PlainRecord = AuditRecord & { readonly raw: string };

const ZERO = '00000000-0000-0000-0000-000000000000';
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const RESULTS: Record<string, Result> = { success: 'ok', succeeded: 'ok', failed: 'failed' };

export function plainRecord(raw: string): PlainRecord {
  const given = JSON.parse(raw) as Record<string, unknown>;
  const table = text(given.EntityName).toLowerCase();
  const ids = text(given.QueryResults);
  const record = text(given.EntityId).toLowerCase();
  return {
    id: text(given.Id).toLowerCase(),
    at: `${text(given.CreationTime)}.000Z`,
    type: Number(given.RecordType),
    workload: text(given.Workload),
    operation: text(given.Operation),
    message: text(given.Message) || text(given.Operation),
    actor: text(given.UserId).toLowerCase(),
    userType: typeof given.UserType === 'number' ? given.UserType : -1,
    table: table === 'unknown' ? '' : table,
    record: record === ZERO ? '' : record,
    touched: ids === '' ? 0 : ids.split(',').length,
    environment: text(given.InstanceUrl).replace(/^https:\/\/|\/$/g, ''),
    address: text(given.ClientIP)
      .replace(/^\[(.*)\]:\d+$/, '$1')
      .replace(/^([\d.]+):\d+$/, '$1'),
    agent: text(given.UserAgent),
    result: RESULTS[text(given.ResultStatus).toLowerCase()] ?? 'unknown',
    correlation: '',
    raw,
  };
}

/** The synthetic samples, each record once: Dynamics and Power Platform. */
export function sampleRecords(): readonly PlainRecord[] {
  const lines = ['crm-synthetic', 'powerplatform-admin-synthetic'].flatMap((name) =>
    readFileSync(new URL(`samples/${name}.jsonl`, import.meta.url), 'utf8')
      .trim()
      .split('\n'),
  );
  const records = lines.map(plainRecord);
  return [...new Map(records.map((record) => [record.id, record])).values()];
}
