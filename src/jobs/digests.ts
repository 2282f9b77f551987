import { after, DAY, HOUR, type Clock } from '../core/clock.ts';
import type { DueTable, DueWork } from '../core/due.ts';
import type { WithLock } from '../core/ledger.ts';
import type { Directory } from '../core/people.ts';
import {
  difference,
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

/** Delivers digests when they are due, also when nothing happened, and corrects them later. */
export function digestJob(settings: DigestSettings) {
  const { tenant, due, clock, digests, tell } = settings;

  const forPeriod = (digest: Digest, at: Date): AuditQuery => {
    const named = { ...digest.query.period, named: periodOf(digest) };
    return { ...digest.query, period: settings.resolve(named, at) };
  };

  async function deliver({ key, due: dueAt }: DueWork): Promise<void> {
    const digest = await digests.find(key);
    if (digest === undefined || digest.paused !== undefined) return;
    const roles = await settings.directory.rolesOf(digest.by.id, true);
    if (!roles.has('analyst')) return pause(digest);
    // For the day it was due, however late it is: each period is told of exactly once.
    const at = new Date(dueAt);
    const answer = await settings.answer(forPeriod(digest, at));
    await tell({ kind: 'digest', digest, answer });
    const delivery = told(digest.id, answer);
    if ((await digests.delivery(delivery)) === undefined) await digests.deliver(delivery);
    await lookBackLater(digest, delivery.from, at);
    await schedule(digest, nextDelivery(digest, at));
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
    const digest = await digests.find(String(id));
    const before = await digests.delivery({ digest: String(id), from: String(from) });
    if (digest === undefined || digest.paused !== undefined || before === undefined) return;
    const period = { ...digest.query.period, from: before.from, to: before.to };
    const { named: _named, ...fixed } = period;
    const answer = await settings.answer({ ...digest.query, period: fixed });
    const now = told(id, answer);
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
          await schedule(digest, nextDelivery(digest, clock.now()));
      const again = after(clock.now(), SWEEP_AGAIN);
      await due.schedule({ tenant, kind: SWEEP, key: 'all', due: again, payload: null }, 'move');
    });

  return {
    handlers: { [DIGEST]: deliver, [LOOK_BACK]: lookBack, [SWEEP]: sweep },
    begin: sweep,
    /** A digest was ordered or stopped. */
    ordered: (digest: Digest): Promise<void> => schedule(digest, nextDelivery(digest, clock.now())),
    stopped: (id: string): Promise<void> => due.cancel(tenant, DIGEST, id),
  };
}
