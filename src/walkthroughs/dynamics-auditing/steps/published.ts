import { after, MINUTE, SECOND } from '../../../core/clock.ts';
import type { Data } from '../../../core/data.ts';
import type { Entry } from '../../../core/ledger.ts';
import type { AutomaticChange, Looking, Step, WaitChange } from '../../../core/step.ts';
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
const STEP = 'published';

const tablesIn = (after: Data): readonly string[] =>
  Array.isArray(after) ? after.map(String) : [];

/**
 * Tables whose flags this bot has set and not published since, read from the ledger: no property
 * of Dataverse shows it. An `applying` counts as set, for it may have happened.
 */
export function unpublished(history: readonly Entry[], publishedAt?: string): readonly string[] {
  const open = new Set<string>();
  for (const entry of history) {
    // Even the publish whose answer was lost is known to have happened by then.
    if (isVerified(entry)) open.clear();
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

/** Begun or done, or found to be done. */
type Publishing = Entry & { readonly kind: 'applying' | 'applied' };
const isPublishing = (entry: Entry): entry is Publishing =>
  (entry.kind === 'applying' || entry.kind === 'applied') &&
  entry.change.details.operation === PUBLISH;
const isVerified = (entry: Entry): boolean => entry.kind === 'verified' && entry.step === STEP;

/** A publish that was begun and of which we do not know the end. */
function unknownPublish(history: readonly Entry[]): Entry | undefined {
  const last = history.findLast((entry) => isPublishing(entry) || isVerified(entry));
  return last?.kind === 'applying' ? last : undefined;
}

/** The history has whole seconds. */
const second = (time: string): number => Math.floor(new Date(time).getTime() / SECOND);

/** A publish that takes longer than this has no end that anybody will write down. */
const LONGEST = 30 * MINUTE;

/** What became of a publish of which we do not know the end; `publishedAt`: it happened. */
interface Fate {
  readonly publishedAt?: string;
  readonly running?: true;
}

/**
 * After a crash or a time-out the solution history tells whether the publish happened: one that
 * began after ours and succeeded. Anything less, and it is published again, which does no harm.
 */
async function lastPublish(site: Site, { history, now }: Looking): Promise<Fate> {
  const begun = unknownPublish(history);
  if (begun === undefined) return {};
  const since = second(begun.at);
  const operations = (await site.dataverse.listSolutionHistory()).filter(
    ({ operation, startedAt }) => /^publish/i.test(operation) && second(startedAt) >= since,
  );
  const ended = operations.filter(({ endedAt }) => endedAt !== undefined);
  const succeeded = ended.filter(({ result }) => /^succe/i.test(result));
  // Those of our own that are known to be done may lie within the same second.
  const known = history.filter(
    (entry) => entry.kind === 'applied' && isPublishing(entry) && second(entry.at) >= since,
  );
  if (succeeded.length > known.length) return { publishedAt: begun.at };
  const isOld = after(begun.at, LONGEST) < now.toISOString();
  return operations.length > ended.length && !isOld ? { running: true } : {};
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

/** It cannot be repeated while it holds the lock, and need not be once it has ended. */
const stillRunning = (site: Site): WaitChange => ({
  kind: 'wait',
  summary: 'Wait until the publish that was begun has ended.',
  details: {
    operation: 'dataverse.publish.ended',
    target: hostOf(site.environment),
    before: 'begun; its answer was lost',
    after: 'ended',
  },
  on: 'Dataverse to end the publish that is under way',
  usually: 'seconds to minutes',
  lookAgain: 10 * SECOND,
});

async function toPublish(site: Site, wanted: Wanted, history: readonly Entry[], fate: Fate) {
  const [tables, columns] = await Promise.all([
    tablePlan(site, wanted.tables),
    columnPlan(site, wanted.columns),
  ]);
  const coming = [...tables, ...columns].map(({ details }) => String(details['table']));
  const open = unpublished(history, fate.publishedAt);
  return [...new Set([...coming, ...open])].sort();
}

/** Check C7, never skipped: without it the flags do nothing. */
export const published = (site: Site, wanted: Wanted): Step => ({
  id: STEP,
  title: 'What was set is published',
  stage: 'Publish',
  risk: 'sensitive',
  sources: [SOURCES.publish],
  lane: 'organisation',
  async check(looking) {
    const fate = await lastPublish(site, looking);
    if (fate.running) return [stillRunning(site)];
    const names = await toPublish(site, wanted, looking.history, fate);
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
