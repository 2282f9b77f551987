import { randomInt } from 'node:crypto';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Data } from '../../core/data.ts';
import type { Keep } from '../../core/keep.ts';
import type { AuditAnswer } from '../figures.ts';
import { AuditQuery, type NamedPeriod } from '../query.ts';

const Digest = z.object({
  id: z.string().regex(/^D[2-9A-HJ-NP-Z]{5}$/),
  query: AuditQuery,
  every: z.enum(['daily', 'weekly', 'monthly']),
  /** Local time of delivery, `07:00`, in the query's zone. */
  at: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/),
  by: z.object({ id: z.string(), name: z.string() }),
  since: z.iso.datetime(),
  /** When the next delivery is due that was not made yet; the first one if it is not said. */
  next: z.iso.datetime().optional(),
  /** Set: not delivered any more, and why. */
  paused: z.string().optional(),
});
/** A question that is answered by itself for each day, week or month that has ended. */
export type Digest = Readonly<z.infer<typeof Digest>>;

const Row = z.object({ key: z.string(), count: z.number() });
const Delivery = z.object({
  digest: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  total: z.number(),
  by: z.string(),
  rows: z.array(Row),
  /** Corrections sent so far. */
  corrected: z.int(),
});
/** What was told, to be held against what is known later. */
export type Delivery = Readonly<z.infer<typeof Delivery>>;

const DIGEST = 'digest';
const DELIVERY = 'digest-delivery';
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

export const newDigestId = (): string =>
  `D${Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;

const UNIT = { daily: 'day', weekly: 'week', monthly: 'month' } as const;

/** The last whole day, week or month. */
export const periodOf = ({ every }: Pick<Digest, 'every'>): NamedPeriod => ({
  kind: 'whole',
  unit: UNIT[every],
  back: 1,
});

/** The next delivery after this moment: at the time of day, on each day, Monday or first of a month. */
export function nextDelivery(
  { every, at, query }: Pick<Digest, 'every' | 'at' | 'query'>,
  now: Date,
): string {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  const unit = UNIT[every];
  const local = DateTime.fromJSDate(now, { zone: query.period.zone });
  const here = local.startOf(unit).set({ hour, minute });
  const next =
    here > local
      ? here
      : local
          .startOf(unit)
          .plus({ [unit]: 1 })
          .set({ hour, minute });
  return next.toJSDate().toISOString();
}

/** Deliveries that are due and were not made, oldest first. */
export function dueDeliveries(digest: Digest, now: Date): readonly string[] {
  const due: string[] = [];
  for (
    let at = digest.next ?? nextDelivery(digest, new Date(digest.since));
    Date.parse(at) <= now.getTime();
    at = nextDelivery(digest, new Date(at))
  )
    due.push(at);
  return due;
}

/** What of an answer is held against later ones. */
export function told(digest: string, { query, total, groups }: AuditAnswer): Delivery {
  const [first] = groups;
  return {
    digest,
    from: query.period.from,
    to: query.period.to,
    total,
    by: first?.by ?? '',
    rows: first?.rows.map(({ key, count }) => ({ key, count })) ?? [],
    corrected: 0,
  };
}

const NUMBER = new Intl.NumberFormat('en-GB');
const number = (value: number): string => NUMBER.format(value);

/** What differs, in sentences; empty when nothing does. */
export function difference(before: Delivery, now: Delivery): readonly string[] {
  const then = new Map(before.rows.map(({ key, count }) => [key, count]));
  const listed = new Set(now.rows.map(({ key }) => key));
  const total =
    before.total === now.total
      ? []
      : [`In all: ${number(now.total)}, not ${number(before.total)} as was told.`];
  const rows = now.rows.flatMap(({ key, count }) => {
    const was = then.get(key);
    if (was === count) return [];
    return was === undefined
      ? [`${key}: ${number(count)}, not among those listed before.`]
      : [`${key}: ${number(count)}, not ${number(was)}.`];
  });
  const gone = before.rows
    .filter(({ key }) => !listed.has(key))
    .map(({ key, count }) => `${key}: not among those listed any more (${number(count)} before).`);
  return [...total, ...rows, ...gone];
}

/** Digests and what they told, of one tenant. */
export function digestsIn(keep: Keep, tenant: string) {
  const find = async (id: string) => {
    const kept = await keep.find(tenant, DIGEST, id);
    const digest = Digest.safeParse(kept?.value).data;
    return kept === undefined || digest === undefined ? undefined : { digest, kept };
  };
  /** One that was stopped meanwhile stays stopped. */
  async function change(id: string, more: Partial<Digest>): Promise<void> {
    const found = await find(id);
    if (found === undefined) return;
    const value: Data = JSON.parse(JSON.stringify({ ...found.digest, ...more }));
    await keep.put(tenant, DIGEST, { key: id, value, version: found.kept.version });
  }
  const deliveryKey = ({ digest, from }: Pick<Delivery, 'digest' | 'from'>) => `${digest}/${from}`;

  return {
    async add(digest: Digest): Promise<boolean> {
      const value: Data = JSON.parse(JSON.stringify(digest));
      return keep.put(tenant, DIGEST, { key: digest.id, value, version: 0 });
    },
    find: async (id: string): Promise<Digest | undefined> => (await find(id))?.digest,
    async list(): Promise<readonly Digest[]> {
      return (await keep.list(tenant, DIGEST)).flatMap(
        ({ value }) => Digest.safeParse(value).data ?? [],
      );
    },
    pause: (id: string, why: string): Promise<void> => change(id, { paused: why }),
    /** The delivery before this moment was made. */
    advance: (id: string, next: string): Promise<void> => change(id, { next }),
    async stop(id: string): Promise<boolean> {
      const found = await find(id);
      return found !== undefined && keep.delete(tenant, DIGEST, id, found.kept.version);
    },
    async delivery(of: Pick<Delivery, 'digest' | 'from'>): Promise<Delivery | undefined> {
      const kept = await keep.find(tenant, DELIVERY, deliveryKey(of));
      return Delivery.safeParse(kept?.value).data;
    },
    async deliver(delivery: Delivery): Promise<void> {
      const key = deliveryKey(delivery);
      const before = await keep.find(tenant, DELIVERY, key);
      const value: Data = JSON.parse(JSON.stringify(delivery));
      await keep.put(tenant, DELIVERY, { key, value, version: before?.version ?? 0 });
    },
    /** Forgets what was told of periods that ended before this moment. */
    async prune(before: string): Promise<void> {
      for (const { key, value, version } of await keep.list(tenant, DELIVERY)) {
        const to = Delivery.safeParse(value).data?.to ?? '';
        if (!(Date.parse(to) >= Date.parse(before)))
          await keep.delete(tenant, DELIVERY, key, version);
      }
    },
  };
}

export type Digests = ReturnType<typeof digestsIn>;
