import { randomUUID } from 'node:crypto';
import type { Archive } from '../audit/archive/archive.ts';
import type { AuditQuery } from '../audit/query.ts';
import type { Span } from '../audit/reader.ts';
import { advance, findNextTurn } from '../audit/search/advance.ts';
import { begun, isSame } from '../audit/search/begun.ts';
import type { SearchPlan } from '../audit/search/body.ts';
import type { Finishing } from '../audit/search/finish.ts';
import { hold, SEARCH, type Held } from '../audit/search/held.ts';
import { progressOf } from '../audit/search/progress.ts';
import { dataOf, findSearchIn, isAsked, type Search } from '../audit/search/search.ts';
import type { Spool } from '../audit/search/spool.ts';
import type { Reading } from '../audit/sources/graph.ts';
import { after, DAY, HOUR, type Clock } from '../core/clock.ts';
import type { DueTable, DueWork } from '../core/due.ts';
import type { Keep } from '../core/keep.ts';
import type { WithLock } from '../core/ledger.ts';
import type { Person } from '../core/people.ts';
import type { AuditSearch } from '../gateways/audit-search.ts';
import { searchAnswers } from './search-answers.ts';

export { SEARCH };
const SWEEP = 'search-sweep';
const SWEEP_AGAIN = HOUR;

/** As long as Microsoft keeps what it found. */
const KEPT = 30 * DAY;
/** In progress at once for one account (Purview; what counts for an application is unconfirmed). */
const AT_ONCE = 10;
const PAGES_AT_ONCE = 50;

export interface SearchEnded {
  readonly id: string;
  readonly query: AuditQuery;
  readonly by: Person;
  readonly state: 'done' | 'failed';
  readonly says: string;
}

export interface SearchSays {
  readonly state: 'searching' | 'done' | 'failed';
  readonly says: string;
}

export interface SearchSettings extends Reading {
  readonly tenant: string;
  readonly due: DueTable;
  readonly clock: Clock;
  readonly withLock: WithLock;
  readonly keep: Keep;
  readonly gateway: AuditSearch;
  readonly spool: Spool;
  readonly archive: Pick<Archive, 'add' | 'borrow'>;
  readonly random?: () => number;
  /** Times whose records the answer needs: the period, and the one before where they are compared. */
  spanOf(query: AuditQuery): Span;
  plan(query: AuditQuery, span: Span): SearchPlan;
  /** Called again with the same search after a kill: must not tell it twice. */
  onDone(ended: SearchEnded): Promise<void>;
  /** There is something to do now. */
  poke?(): void;
}

const LOST = 'What this search found is not here any more. Ask the question again.';

/**
 * Searches at Microsoft as due work: each is kept with every step it makes, so that a restart goes on
 * where it was, and what it found is answered when it is there.
 */
export function searches(settings: SearchSettings) {
  const { tenant, due, clock, withLock, keep, spool } = settings;
  const find = async (id: string): Promise<Search | undefined> =>
    findSearchIn((await keep.find(tenant, SEARCH, id))?.value);
  const answers = searchAnswers(settings, find);
  const world = worldOf(settings);

  async function schedule(id: string, at: string): Promise<void> {
    await due.schedule({ tenant, kind: SEARCH, key: id, due: at, payload: null }, 'move');
    settings.poke?.();
  }

  async function turn(id: string): Promise<string | undefined> {
    const kept = await keep.find(tenant, SEARCH, id);
    const held = kept && hold(keep, tenant, kept);
    if (held === undefined) return undefined;
    if (held.search().state === 'searching') await advance(held, world);
    await tell(held, settings);
    return findNextTurn(held.search(), clock.now());
  }

  async function go({ key: id }: DueWork): Promise<void> {
    const next = await withLock(`search/${tenant}/${id}`, () => turn(id));
    if (next !== undefined) await schedule(id, next);
  }

  /** The schedule is only a schedule; what is old is forgotten, here as at Microsoft. */
  async function sweep(): Promise<void> {
    const oldest = after(clock.now(), -KEPT);
    for (const { id, version, search } of await searchesIn(keep, tenant)) {
      if (search.state === 'searching' || !search.told) await schedule(id, after(clock.now(), 0));
      else if (search.begunAt < oldest && (await keep.delete(tenant, SEARCH, id, version)))
        await spool.drop(id);
    }
    const again = after(clock.now(), SWEEP_AGAIN);
    await due.schedule({ tenant, kind: SWEEP, key: 'all', due: again, payload: null }, 'move');
  }

  async function begin(query: AuditQuery, by: Person): Promise<string> {
    const span = settings.spanOf(query);
    const search = begun({ query, by, span, plan: settings.plan(query, span) }, clock.now());
    const same = (await searchesIn(keep, tenant)).find((one) => isSame(one.search, search));
    if (same !== undefined) return same.id;
    const id = randomUUID();
    await keep.put(tenant, SEARCH, { key: id, value: dataOf(search), version: 0 });
    await schedule(id, clock.now().toISOString());
    return id;
  }

  return {
    handlers: { [SEARCH]: go, [SWEEP]: sweep },
    /** At a start: whatever is under way goes on. */
    resume: sweep,

    /** The same question of the same person finds the search that is under way. */
    async begin(query: AuditQuery, by: Person): Promise<{ readonly id: string }> {
      return { id: await withLock(`search-begin/${tenant}`, () => begin(query, by)) };
    },

    /** How far it is; undefined: there is no such search, or no longer. */
    async state(id: string): Promise<SearchSays | undefined> {
      const search = await find(id);
      if (search === undefined) return undefined;
      if (answers.isLost(id)) return { state: 'failed', says: LOST };
      return { state: search.state, says: progressOf(search, clock.now()) };
    },

    /** What was found; undefined while it is not done. */
    result: answers.result,

    /** Records behind its numbers; undefined while it is not done. */
    records: answers.records,
  };
}

async function searchesIn(keep: Keep, tenant: string) {
  return (await keep.list(tenant, SEARCH)).flatMap(({ key, version, value }) => {
    const search = findSearchIn(value);
    return search === undefined ? [] : [{ id: key, version, search }];
  });
}

const worldOf = (settings: SearchSettings): Finishing => ({
  ...settings,
  random: settings.random ?? Math.random,
  pagesAtOnce: PAGES_AT_ONCE,
  alone: (work) => settings.withLock(`search-places/${settings.tenant}`, work),
  async free() {
    const all = await searchesIn(settings.keep, settings.tenant);
    return AT_ONCE - all.flatMap(({ search }) => search.slices.filter(isAsked)).length;
  },
});

/** Told before it is noted that it was: a kill in between tells it twice rather than never. */
async function tell(held: Held, { clock, onDone }: SearchSettings): Promise<void> {
  const search = held.search();
  const { query, by, state } = search;
  if (state === 'searching' || search.told) return;
  await onDone({ id: held.id, query, by, state, says: progressOf(search, clock.now()) });
  await held.save({ ...search, told: true });
}
