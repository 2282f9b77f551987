import { after, DAY, HOUR, type Clock } from '../core/clock.ts';
import type { DueTable, DueWork } from '../core/due.ts';
import type { WithLock } from '../core/ledger.ts';
import type { Directory } from '../core/people.ts';
import {
  difference,
  dueDeliveries,
  nextDelivery,
  periodOf,
  told,
  type Digest,
  type Digests,
} from '../audit/desk/digests.ts';
import type { AuditAnswer } from '../audit/figures.ts';
import type { AuditQuery, Period } from '../audit/query.ts';

export const DIGEST = 'digest';
/** A digest that was delivered is worked out again once late records have had their time. */
const LOOK_BACK = 'digest-look-back';
const SWEEP = 'digest-sweep';
const SWEEP_AGAIN = HOUR;

/** The feed brings Dynamics records up to a day late, and repeats seven days. */
const LOOKS_BACK = [DAY, 2 * DAY, 8 * DAY];
/** What was told is needed until it is looked back at for the last time. */
const REMEMBERED = 40 * DAY;

/** Of the deliveries that an outage has held up, so many are made up for. */
const MADE_UP_FOR = 7;

/** Something for whoever ordered a digest. */
export type DigestNews = { readonly digest: Digest } & (
  | { readonly kind: 'digest'; readonly answer: AuditAnswer }
  | {
      readonly kind: 'correction';
      readonly answer: AuditAnswer;
      readonly difference: readonly string[];
      /** Counts from 1. */
      readonly number: number;
    }
  /** Too long ago to be delivered: the bot was not running. */
  | { readonly kind: 'missed'; readonly count: number; readonly from: string; readonly to: string }
  | { readonly kind: 'paused'; readonly why: string }
);

export interface DigestSettings {
  readonly tenant: string;
  readonly due: DueTable;
  readonly clock: Clock;
  readonly withLock: WithLock;
  readonly digests: Digests;
  readonly directory: Pick<Directory, 'rolesOf'>;
  readonly answer: (query: AuditQuery) => Promise<AuditAnswer>;
  readonly resolve: (period: Period, now: Date) => Period;
  /** Called again with the same news after a kill: must not tell it twice. */
  tell(news: DigestNews): Promise<void>;
}

const PAUSED =
  'You are no analyst any more, so this digest is not delivered. Order it again when you are.';

const firstDue = (digest: Digest): string =>
  digest.next ?? nextDelivery(digest, new Date(digest.since));

/** Delivers digests when they are due, also when nothing happened, and corrects them later. */
export function digestJob(settings: DigestSettings) {
  const { tenant, due, clock, digests, tell } = settings;

  const forPeriod = (digest: Digest, at: Date): AuditQuery => {
    const named = { ...digest.query.period, named: periodOf(digest) };
    return { ...digest.query, period: settings.resolve(named, at) };
  };

  async function deliver({ key }: DueWork): Promise<void> {
    const digest = await findOpen(key);
    if (digest === undefined) return;
    const late = dueDeliveries(digest, clock.now());
    const [at] = late.slice(-MADE_UP_FOR);
    const missed = late.slice(0, -MADE_UP_FOR);
    if (missed.length > 0) await tellMissed(digest, missed);
    if (at !== undefined) await deliverFor(digest, at);
    // The order knows what was delivered: killed in between, the same delivery is looked at again.
    const next = nextDelivery(digest, at === undefined ? clock.now() : new Date(at));
    if (at !== undefined) await digests.advance(key, next);
    await schedule(digest, at === undefined ? (digest.next ?? next) : next);
  }

  /** For the day it was due, however late it is: each period is told of exactly once. */
  async function deliverFor(digest: Digest, dueAt: string): Promise<void> {
    const at = new Date(dueAt);
    const query = forPeriod(digest, at);
    const { from } = query.period;
    if ((await digests.delivery({ digest: digest.id, from })) === undefined) {
      const answer = await settings.answer(query);
      await tell({ kind: 'digest', digest, answer });
      await digests.deliver(told(digest.id, answer));
    }
    await lookBackLater(digest, from, at);
  }

  async function tellMissed(digest: Digest, missed: readonly string[]): Promise<void> {
    const periods = missed.map((at) => forPeriod(digest, new Date(at)).period);
    const [first, last] = [periods[0], periods.at(-1)];
    if (first === undefined || last === undefined) return;
    const { length: count } = missed;
    await tell({ kind: 'missed', digest, count, from: first.from, to: last.to });
  }

  /** Undefined: stopped, or not to be delivered to this person any more. */
  async function findOpen(id: string): Promise<Digest | undefined> {
    const digest = await digests.find(id);
    if (digest === undefined || digest.paused !== undefined) return undefined;
    const roles = await settings.directory.rolesOf(digest.by.id, true);
    if (roles.has('analyst')) return digest;
    await pause(digest);
    return undefined;
  }

  async function pause(digest: Digest): Promise<void> {
    await tell({ kind: 'paused', digest, why: PAUSED });
    await digests.pause(digest.id, PAUSED);
  }

  async function lookBackLater({ id }: Digest, from: string, at: Date): Promise<void> {
    for (const [index, later] of LOOKS_BACK.entries())
      await due.schedule({
        tenant,
        kind: LOOK_BACK,
        key: `${id}/${from}/${index}`,
        due: after(at, later),
        payload: { digest: id, from },
      });
  }

  async function lookBack({ payload }: DueWork): Promise<void> {
    const { digest: id, from } = Object(payload);
    const before = await digests.delivery({ digest: String(id), from: String(from) });
    const digest = before && (await findOpen(String(id)));
    if (digest === undefined || before === undefined) return;
    const period = { ...digest.query.period, from: before.from, to: before.to };
    const { named: _named, ...fixed } = period;
    const answer = await settings.answer({ ...digest.query, period: fixed });
    const now = told(digest.id, answer);
    const differs = difference(before, now);
    if (differs.length === 0) return;
    const number = before.corrected + 1;
    await tell({ kind: 'correction', digest, answer, difference: differs, number });
    await digests.deliver({ ...now, corrected: number });
  }

  const schedule = (digest: Digest, at: string): Promise<void> =>
    due.schedule({ tenant, kind: DIGEST, key: digest.id, due: at, payload: null }, 'move');

  /** The schedule is only a schedule: what is delivered follows from the orders. */
  const sweep = (): Promise<void> =>
    settings.withLock(`digests/${tenant}`, async () => {
      const rows = (await due.list(tenant)).filter(({ kind }) => kind === DIGEST);
      const known = new Set(rows.filter(({ state }) => state !== 'dead').map(({ key }) => key));
      for (const digest of await digests.list())
        if (digest.paused === undefined && !known.has(digest.id))
          await schedule(digest, firstDue(digest));
      await digests.prune(after(clock.now(), -REMEMBERED));
      const again = after(clock.now(), SWEEP_AGAIN);
      await due.schedule({ tenant, kind: SWEEP, key: 'all', due: again, payload: null }, 'move');
    });

  return {
    handlers: { [DIGEST]: deliver, [LOOK_BACK]: lookBack, [SWEEP]: sweep },
    begin: sweep,
    /** A digest was ordered or stopped. */
    ordered: (digest: Digest): Promise<void> => schedule(digest, firstDue(digest)),
    stopped: (id: string): Promise<void> => due.cancel(tenant, DIGEST, id),
  };
}
