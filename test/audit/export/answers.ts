import type { AuditAnswer } from '../../../src/audit/figures.ts';
import type { AuditQuery } from '../../../src/audit/query.ts';
import type { AuditRecord } from '../../../src/audit/record.ts';
import type { RecordPage } from '../../../src/audit/sources/source.ts';

export type Raw = AuditRecord & { readonly raw: string };

export const BOB = 'bob.ruiz@contoso.com';
const SYNC = 'nightly sync';

const [FROM, TO] = ['2026-08-03T00:00:00.000Z', '2026-08-04T00:00:00.000Z'];

export function recordOf(said: Partial<Raw> = {}): Raw {
  const id = said.id ?? '6f1a0000-0000-4000-8000-000000000001';
  return {
    ...{ id, at: '2026-08-03T10:00:00.000Z', type: 21, workload: 'CRM' },
    ...{ operation: 'CrmDefaultActivity', message: 'ExportToExcel', actor: BOB, userType: 0 },
    ...{ table: 'contact', record: '', touched: 2, environment: 'contoso.crm4.dynamics.com' },
    ...{ address: '203.0.113.57', agent: 'Excel/16.0', result: 'ok', correlation: '' },
    raw: JSON.stringify({ Id: id, CreationTime: '2026-08-03T10:00:00', UserId: BOB }),
    ...said,
  };
}

const query: AuditQuery = {
  count: 'actions',
  filters: [
    { field: 'user', is: true, values: [BOB, SYNC] },
    { field: 'address', is: true, values: ['203.0.113.57'] },
  ],
  period: { from: FROM, to: TO, zone: 'Europe/Berlin' },
  ...{ by: ['user'], order: 'most', limit: 10, compare: true },
};

/** An answer with something in each of its parts, `said` in every place that data can reach. */
export function answerOf(said = 'said'): AuditAnswer {
  const rows = [
    { key: `${BOB}${said}`, count: 5 },
    { key: SYNC, count: 1 },
  ];
  const groups = [
    { by: 'user', rows, keys: 2 },
    { by: 'user × table', rows: [{ key: `${BOB} × ${said}`, count: 3 }], keys: 1 },
    { by: 'address', rows: [{ key: '203.0.113.57', count: 6 }], keys: 1 },
    { by: 'agent', rows: [{ key: said, count: 6 }], keys: 1 },
  ];
  const points = [
    { at: '2026-08-02T22:00:00.000Z', count: 4 },
    { at: '2026-08-03T22:00:00.000Z', count: 2 },
  ];
  const outlier = {
    ...{ rule: 'unusual exports' as const, says: 'More than three times the usual.', about: BOB },
    found: `${BOB} exported 500 from 203.0.113.57; ${SYNC} did not. ${said}`,
    ...{ value: 500, usual: 20, filters: query.filters },
  };
  return {
    ...{ canonical: `Count actions where user is ${BOB} or "${SYNC}" ${said}.`, query },
    ...{ source: 'archive', because: `It holds all of the period. ${said}`, total: 6 },
    coverage: {
      ...{ from: FROM, to: TO, completePercent: 87.5, duplicatesDropped: 3 },
      gaps: [{ from: FROM, to: TO, contentType: 'Audit.General', why: said }],
      parts: [
        { contentType: 'Audit.General', complete: 87.5, settling: 0, imported: 0, missing: 12.5 },
      ],
    },
    figures: {
      ...{ total: 6, records: 7, users: 2, tables: 1, addresses: 1, groups },
      ...{ series: { unit: 'day', points }, outliers: [outlier] },
      before: { from: FROM, to: TO, total: 2 },
      defects: {
        ...{ noise: 1, unknownActor: 0, withoutAddress: 0 },
        ...{ split: 2, lowerBounds: 1, secured: 0 },
      },
    },
    ...{ groups, series: points, standsOut: [outlier], notes: [`Asked by ${BOB}: ${said}`] },
  };
}

export async function* pagesOf(records: readonly Raw[], size = 3): AsyncGenerator<RecordPage> {
  for (let at = 0; at < records.length; at += size) yield { records: records.slice(at, at + size) };
}
