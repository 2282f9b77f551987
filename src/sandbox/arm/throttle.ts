import { AzureRefused } from './refused.ts';

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** How many requests fit, and how many come back each second. */
const SIZES = {
  reads: { size: 250, refill: 25 },
  writes: { size: 200, refill: 10 },
  deletes: { size: 200, refill: 10 },
} as const;
export type Kind = keyof typeof SIZES;

export const kindOf = (method: string): Kind => {
  if (method === 'DELETE') return 'deletes';
  return method === 'GET' || method === 'HEAD' ? 'reads' : 'writes';
};

/** Counts by the machine's clock, like the real service; returns what is left. */
export function throttle(now: () => number = Date.now): (kind: Kind, of: string) => number {
  const buckets = new Map<string, Bucket>();
  return (kind, of) => {
    const { size, refill } = SIZES[kind];
    const key = `${kind} ${of}`;
    const { tokens, at } = buckets.get(key) ?? { tokens: size, at: now() };
    const filled = Math.min(size, tokens + ((now() - at) / 1000) * refill);
    if (filled < 1) throw tooMany(kind, Math.max(1, Math.ceil((1 - filled) / refill)));
    buckets.set(key, { tokens: filled - 1, at: now() });
    return Math.floor(filled - 1);
  };
}

const tooMany = (kind: Kind, retryAfter: number) =>
  new AzureRefused(
    429,
    'TooManyRequests',
    `The request is being throttled as the limit has been reached for operation type - ${kind}. For ` +
      'more information, see https://aka.ms/srpthrottlinglimits',
    { retryAfter },
  );
