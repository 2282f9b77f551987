import { GatewayError } from '../../core/errors.ts';
import type { TableRows } from '../../gateways/audit-tables.ts';
import { contentTypesFor } from '../covering/content-types.ts';
import type { Coverage, Outlier } from '../figures.ts';
import { conditionOf } from '../lower.ts';
import type { AuditQuery } from '../query.ts';
import { CONTENT_TYPES } from '../record.ts';
import type { Found } from '../sources/source.ts';
import { partsOf, unitFor } from '../times/parts.ts';
import { before } from '../times/period.ts';
import { workspaceCoverage } from './coverage.ts';
import { copiesIn, figuresFrom } from './figures.ts';
import { figuresKql } from './figures-kql.ts';
import type { Asking } from './figures-kql.ts';
import { notesOf } from './notes.ts';
import { daysFrom, daysKql, firstKnown, wholeDays } from './presence.ts';
import type { Present } from './presence.ts';
import { limitsOf, standOutsFrom } from './stands-out.ts';
import { findStandOutsKql } from './stands-out-kql.ts';
import { CONTENT } from './tables.ts';
import { askIf, namesOf, neededOf } from './workspace.ts';
import type { Workspace } from './workspace.ts';

const NOTICING = 'Looking for what stands out in Log Analytics';
const COUNTING = 'Counting audit records in Log Analytics';

/** Compared where it is asked for, or where all records of the period before can be there. */
function comparedWith(query: AuditQuery, needed: readonly Present[]): Pick<Asking, 'before'> {
  const span = before(query.period);
  const from = firstKnown(needed);
  const known = from !== undefined && Date.parse(from) <= Date.parse(span.from);
  return query.compare || known ? { before: span } : {};
}

const unitOf = ({ per, period }: AuditQuery) => per ?? unitFor(period);

const askingOf = (workspace: Workspace, query: AuditQuery, needed: readonly Present[]): Asking => ({
  ...{ tenant: workspace.tenant, query, definitions: workspace.definitions },
  tables: namesOf(needed),
  starts: partsOf(query.period, unitOf(query)),
  ...comparedWith(query, needed),
});

async function coverageOf(
  { tenant, tables, definitions, clock }: Workspace,
  query: AuditQuery,
  needed: readonly Present[],
): Promise<Omit<Coverage, 'duplicatesDropped'>> {
  const kql = daysKql(namesOf(needed), tenant, wholeDays(query.period));
  const { rows } = await askIf(needed, () => tables.ask({ doing: COUNTING, kql }));
  const there = CONTENT_TYPES.filter((type) =>
    needed.some(({ table }) => CONTENT[table].includes(type)),
  );
  return workspaceCoverage({
    ...{ span: query.period, now: clock.now(), present: needed, days: daysFrom(rows) },
    contentTypes: contentTypesFor(conditionOf(query, definitions), there),
    duplicatesDropped: 0,
  });
}

interface Noticed {
  readonly outliers: readonly Outlier[];
  readonly limits: readonly string[];
}
const NOTHING: Noticed = { outliers: [], limits: [] };

/** What stands out, compared with the records that the workspace has of the days before. */
async function noticedIn(
  { tenant, tables, definitions }: Workspace,
  query: AuditQuery,
  present: readonly Present[],
  needed: readonly Present[],
): Promise<Noticed> {
  const there = present.filter(({ first }) => first !== undefined);
  const span = { from: firstKnown(needed) ?? query.period.from, to: query.period.to };
  const noticing = { tenant, query, definitions, tables: namesOf(there), span };
  const kql = findStandOutsKql(noticing);
  if (kql === undefined) return NOTHING;
  const found = await tables.ask({ doing: NOTICING, kql }).catch(refusedOnly);
  // The figures are there already: they are not given up for a hint beside them.
  if (found instanceof GatewayError) return { outliers: [], limits: [found.message] };
  const limits = [...partly(found), ...limitsOf(found.rows)];
  return { outliers: standOutsFrom(noticing, found.rows), limits };
}

function refusedOnly(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  throw thrown;
}

const partly = ({ incomplete }: TableRows): readonly string[] =>
  incomplete === undefined
    ? []
    : [`What stands out was looked for in a part of the records only (${incomplete.code}).`];

/** The whole answer to a question: figures, completeness and what has to be said of them. */
export async function answerFrom(workspace: Workspace, query: AuditQuery): Promise<Found> {
  const { tables, definitions } = workspace;
  const present = await workspace.presence();
  const needed = neededOf(query, definitions, present);
  const asking = askingOf(workspace, query, needed);
  const [counted, coverage] = await Promise.all([
    askIf(needed, () => tables.ask({ doing: COUNTING, kql: figuresKql(asking) })),
    coverageOf(workspace, query, needed),
  ]);
  const figures = figuresFrom(asking, unitOf(query), counted.rows);
  const { outliers, limits } =
    figures.records === 0 ? NOTHING : await noticedIn(workspace, query, present, needed);
  return {
    figures: { ...figures, outliers },
    coverage: { ...coverage, duplicatesDropped: copiesIn(counted.rows) },
    notes: [...notesOf({ query, definitions, present, needed, counted }), ...limits],
  };
}
