import { z } from 'zod';
import type { SandboxClock, ServiceName } from './service.ts';
import type { Store } from './documents.ts';

const SERVICES = [
  'identity',
  'arm',
  'keyvault',
  'graph',
  'exchange',
  'dataverse',
  'activity',
  'loganalytics',
] as const satisfies readonly ServiceName[];

const REGEX = /^\/(.+)\/(i?)$/s;

const isPattern = (match: string) => {
  try {
    patternOf(match);
    return true;
  } catch {
    return false;
  }
};

const patternOf = (match: string): RegExp | undefined => {
  const [, source, flags] = REGEX.exec(match) ?? [];
  return source === undefined ? undefined : new RegExp(source, flags);
};

/** Something that goes wrong on purpose, a counted number of times or for a while. */
export const Fault = z
  .strictObject({
    service: z.enum(SERVICES).optional(),
    /** Part of `METHOD url`, or a regular expression between slashes. */
    match: z
      .string()
      .max(1000)
      .refine(isPattern, 'must be a text or a regular expression such as /PATCH .*organizations/')
      .default(''),
    /** Part of the body that is sent, for calls that differ in nothing else, such as a cmdlet. */
    sent: z.string().max(200).optional(),
    status: z.number().int().min(200).max(599).optional(),
    delayMs: z.number().int().min(0).max(600_000).optional(),
    /** The connection breaks without an answer. */
    reset: z.boolean().optional(),
    /** Sent instead of the service's own wording: a page of a gateway, broken JSON. */
    body: z.string().max(100_000).optional(),
    /** `after`: the request is carried out, and only then does its answer go wrong. */
    when: z.enum(['before', 'after']).default('before'),
    times: z.number().int().min(1).max(1_000_000).default(1),
    /** Every time for so long on the tenant's clock, counted from the first time. */
    forMs: z.number().int().min(1).max(86_400_000).optional(),
    /** Seconds, or a date as in HTTP. */
    retryAfter: z.union([z.number().min(0).max(86_400), z.string().max(60)]).optional(),
  })
  .refine(
    (fault) => [fault.status, fault.delayMs, fault.reset].some((what) => what !== undefined),
    'a fault needs a status, a delayMs or a reset',
  )
  .refine(
    ({ status = 400, body }) => status >= 400 || body !== undefined,
    'a fault with a status below 400 needs a body',
  );
export type Fault = z.infer<typeof Fault>;

/** A fault that is switched on. */
const Standing = z.intersection(
  Fault,
  z.object({
    /** ISO time at which a fault that lasts for a while is over; absent until its first time. */
    until: z.string().optional(),
  }),
);
type Standing = z.infer<typeof Standing>;

/** What a fault is told by. */
interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly text: string | undefined;
}

/** The faults that are switched on. */
export interface Faults {
  list(): readonly Standing[];
  add(faults: readonly Fault[]): void;
  clear(): void;
  /** The first fault that fits, counted down; undefined when all is well. */
  take(service: ServiceName, asked: Asked): Fault | undefined;
}

const KEY = 'on';

/** Faults are kept like everything else, so that a restart does not switch them off. */
export function tenantFaults(store: Store, clock: SandboxClock): Faults {
  const kept = store.documents('faults', z.array(Standing));
  const now = () => clock.now().toISOString();
  const list = () =>
    (kept.find(KEY) ?? []).filter(({ until }) => until === undefined || now() < until);
  return {
    list,
    add: (faults) => kept.put(KEY, [...list(), ...faults]),
    clear: () => kept.delete(KEY),
    take(service, asked) {
      const all = list();
      const taken = all.findIndex((fault) => fits(fault, service, asked));
      const left = (fault: Standing, at: number) =>
        at === taken ? remaining(fault, clock.now()) : [fault];
      if (taken >= 0) kept.put(KEY, all.flatMap(left));
      return all[taken];
    },
  };
}

/** What is left of a fault that has just come into play. */
function remaining(fault: Standing, now: Date): readonly Standing[] {
  const { forMs, times, until } = fault;
  if (forMs !== undefined)
    return [{ ...fault, until: until ?? new Date(now.getTime() + forMs).toISOString() }];
  return times > 1 ? [{ ...fault, times: times - 1 }] : [];
}

function fits(fault: Fault, service: ServiceName, { method, url, text = '' }: Asked): boolean {
  if (fault.service !== undefined && fault.service !== service) return false;
  if (!text.includes(fault.sent ?? '')) return false;
  const request = `${method} ${url.href}`;
  const pattern = patternOf(fault.match);
  return pattern === undefined ? request.includes(fault.match) : pattern.test(request);
}
