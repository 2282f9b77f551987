import type { Coverage, Figures, Outlier } from '../../src/audit/figures.ts';
import { ALWAYS } from '../../src/audit/figures.ts';
import { DEFINITIONS } from '../../src/audit/definitions.ts';
import { conditionOf, NONE } from '../../src/audit/lower.ts';
import type { AuditQuery, Dimension } from '../../src/audit/query.ts';
import type { AuditRecord } from '../../src/audit/record.ts';
import type { Source } from '../../src/audit/sources/source.ts';
import { holds } from '../audit/evaluate.ts';

export type Kept = AuditRecord & { readonly raw: string };

/** What the source holds, and how it behaves. */
export interface PlainWorld {
  records: Kept[];
  outliers: readonly Outlier[];
  /** Of the period, known to be complete. */
  complete: number;
  /** The next question ends like this. */
  broken: Error | undefined;
  /** Questions that reached it. */
  readonly asked: AuditQuery[];
}

export const plainWorld = (records: readonly Kept[] = []): PlainWorld => ({
  records: [...records],
  outliers: [],
  complete: 100,
  broken: undefined,
  asked: [],
});

let count = 0;

/** One export of contacts by Bob, unless said otherwise. */
export function aRecord(said: Partial<Kept> = {}): Kept {
  count += 1;
  const id = `6f1a0000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  return {
    ...{ id, at: '2026-11-20T10:00:00.000Z', type: 21, workload: 'CRM' },
    ...{ operation: 'CrmDefaultActivity', message: 'ExportToExcel', userType: 0 },
    ...{ actor: 'bob.ruiz@contoso.com', table: 'contact', record: '', touched: 0 },
    ...{ environment: 'contoso.crm4.dynamics.com', address: '203.0.113.57' },
    ...{ agent: 'Excel/16.0', result: 'ok', correlation: '' },
    raw: JSON.stringify({ Id: id, UserId: said.actor ?? 'bob.ruiz@contoso.com' }),
    ...said,
  };
}

function valueOf(record: Kept, dimension: Dimension): string {
  if (dimension === 'user') return record.actor || NONE;
  const columns = ['message', 'table', 'address', 'environment', 'result', 'agent'] as const;
  const column = columns.find((one) => one === dimension);
  return column === undefined ? NONE : record[column] || NONE;
}

const different = (values: readonly string[]): number =>
  new Set(values.filter((value) => value !== '')).size;

function groupOf(records: readonly Kept[], by: Dimension, limit: number) {
  const counted = [...Map.groupBy(records, (record) => valueOf(record, by))]
    .map(([key, all]) => ({ key, count: all.length }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
  return { by, rows: counted.slice(0, limit), keys: counted.length };
}

function figuresOf(found: readonly Kept[], query: AuditQuery, world: PlainWorld): Figures {
  const first = Date.parse(query.period.from);
  const days = Math.min(40, Math.ceil((Date.parse(query.period.to) - first) / 86_400_000));
  const starts = Array.from({ length: days }, (_, at) => first + at * 86_400_000);
  const dimensions = [...new Set([...query.by, ...ALWAYS])];
  return {
    total: found.length,
    records: found.length,
    users: different(found.map(({ actor }) => actor)),
    tables: different(found.map(({ table }) => table)),
    addresses: different(found.map(({ address }) => address)),
    groups: dimensions.map((by) => groupOf(found, by, query.limit)),
    series: {
      unit: 'day',
      points: starts.map((at) => ({
        at: new Date(at).toISOString(),
        count: found.filter((one) => Math.floor((Date.parse(one.at) - at) / 86_400_000) === 0)
          .length,
      })),
    },
    ...(query.compare
      ? { before: { from: query.period.from, to: query.period.to, total: 1 } }
      : {}),
    outliers: found.length === 0 ? [] : world.outliers,
    defects: {
      ...{ noise: 0, unknownActor: 0, withoutAddress: 0 },
      ...{ split: 0, lowerBounds: 0, secured: 0 },
    },
  };
}

/** Answers from plain records, by the plain evaluator. */
export function plainSource(
  world: PlainWorld,
  name: Source['name'] = 'archive',
): Source & { coverage(query: AuditQuery): Promise<Coverage> } {
  function find({ filters, period }: AuditQuery): readonly Kept[] {
    const condition = conditionOf({ filters, period }, DEFINITIONS);
    return world.records
      .filter(({ at }) => at >= period.from && at < period.to)
      .filter((record) => holds(condition, record))
      .sort((a, b) => (a.at < b.at ? 1 : -1));
  }
  function ask(query: AuditQuery): readonly Kept[] {
    const { broken } = world;
    world.broken = undefined;
    if (broken !== undefined) throw broken;
    world.asked.push(query);
    return find(query);
  }
  const coverageOf = ({ period: { from, to } }: AuditQuery): Coverage => ({
    ...{ from, to, completePercent: world.complete, duplicatesDropped: 2 },
    gaps:
      world.complete === 100
        ? []
        : [{ from, to, contentType: 'Audit.General', why: 'The feed was not read then.' }],
    parts: [
      {
        ...{ contentType: 'Audit.General', complete: world.complete, settling: 0, imported: 0 },
        missing: 100 - world.complete,
      },
    ],
  });
  return {
    name,
    coverage: async (query) => coverageOf(query),
    answer: async (query) => ({
      figures: figuresOf(ask(query), query, world),
      coverage: coverageOf(query),
      notes: [],
    }),
    async records(query, after, most) {
      const all = ask(query);
      const from = Number(after ?? 0);
      const next = from + most < all.length ? { next: String(from + most) } : {};
      return { records: all.slice(from, from + most), ...next };
    },
    names: async () => ['contact', 'account'],
  };
}
