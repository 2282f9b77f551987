import { SECOND } from '../../../core/clock.ts';
import type { Data } from '../../../core/data.ts';
import type { Entry } from '../../../core/ledger.ts';
import type { AutomaticChange, Looking, Step } from '../../../core/step.ts';
import { hostOf } from '../answers.ts';
import { SOURCES } from '../sources.ts';
import type { Site } from '../world.ts';
import type { Wanted } from '../wanted.ts';
import { columnPlan } from './columns-audited.ts';
import { tablePlan } from './tables-audited.ts';

/** So many tables in one call, so that a failure is local. */
const CHUNK = 20;
const SET = ['dataverse.table.flags', 'dataverse.column.audit'];
const PUBLISH = 'dataverse.publish';

const tablesIn = (after: Data): readonly string[] =>
  Array.isArray(after) ? after.map(String) : [];

/**
 * Tables whose flags this bot has set and not published since, read from the ledger: no property
 * of Dataverse shows it. An `applying` counts as set, for it may have happened.
 */
export function unpublished(history: readonly Entry[], publishedAt?: string): readonly string[] {
  const open = new Set<string>();
  for (const entry of history) {
    if (entry.kind !== 'applying' && entry.kind !== 'applied') continue;
    const { operation, table, after } = entry.change.details;
    if (SET.includes(operation) && typeof table === 'string') open.add(table);
    if (operation !== PUBLISH) continue;
    const happened =
      entry.kind === 'applied' || (publishedAt !== undefined && entry.at <= publishedAt);
    if (happened) tablesIn(after).forEach((name) => open.delete(name));
  }
  return [...open];
}

/** A publish that was begun and of which we do not know the end. */
function unknownPublish(history: readonly Entry[]): Entry | undefined {
  const last = history.findLast(
    (entry) =>
      (entry.kind === 'applying' || entry.kind === 'applied') &&
      entry.change.details.operation === PUBLISH,
  );
  return last?.kind === 'applying' ? last : undefined;
}

/** The history has whole seconds. */
const second = (time: string): number => Math.floor(new Date(time).getTime() / SECOND);

/**
 * After a crash or a time-out the solution history tells whether the publish happened: one that
 * began after ours and succeeded. Anything less, and it is published again, which does no harm.
 */
async function lastPublish(site: Site, history: readonly Entry[]): Promise<string | undefined> {
  const begun = unknownPublish(history);
  if (begun === undefined) return undefined;
  const operations = await site.dataverse.listSolutionHistory();
  const done = operations.find(
    ({ operation, startedAt, endedAt, result }) =>
      /^publish/i.test(operation) &&
      /^succe/i.test(result) &&
      endedAt !== undefined &&
      second(startedAt) >= second(begun.at),
  );
  return done && begun.at;
}

const chunks = (names: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(names.length / CHUNK) }, (_, index) =>
    names.slice(index * CHUNK, (index + 1) * CHUNK),
  );

const publish = (site: Site, tables: readonly string[]): AutomaticChange => ({
  kind: 'automatic',
  summary: `Publish ${tables.length === 1 ? 'table' : `${tables.length} tables`} in ${site.environment.name}: ${tables.join(', ')}. Everybody’s unpublished changes to these tables (forms, views, columns) go live with it.`,
  details: {
    operation: PUBLISH,
    target: hostOf(site.environment),
    before: 'not published since the flags were set',
    after: tables,
  },
  apply: ({ requestId }) => site.dataverse.publish(tables, requestId),
});

async function toPublish(site: Site, wanted: Wanted, { history }: Looking) {
  const [tables, columns] = await Promise.all([
    tablePlan(site, wanted.tables),
    columnPlan(site, wanted.columns),
  ]);
  const coming = [...tables, ...columns].map(({ details }) => String(details['table']));
  const open = unpublished(history, await lastPublish(site, history));
  return [...new Set([...coming, ...open])].sort();
}

/** Check C7, never skipped: without it the flags do nothing. */
export const published = (site: Site, wanted: Wanted): Step => ({
  id: 'published',
  title: 'What was set is published',
  stage: 'Publish',
  risk: 'sensitive',
  sources: [SOURCES.publish],
  lane: 'organisation',
  async check(looking) {
    const names = await toPublish(site, wanted, looking);
    return chunks(names).map((tables) => publish(site, tables));
  },
  found: ({ entries }) => {
    const done = entries.filter(
      (entry) => entry.kind === 'applied' && entry.change.details.operation === PUBLISH,
    );
    return Promise.resolve(
      done.length > 0
        ? 'Published; the service answered that it is done.'
        : 'Nothing was set since the last publish of this bot.',
    );
  },
});
