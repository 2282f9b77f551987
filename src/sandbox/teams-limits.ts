/** At most `count` calls within `seconds`. */
export interface Window {
  readonly seconds: number;
  readonly count: number;
}

/** What one bot may do in one conversation, and the whole app in the tenant. */
export interface Limits {
  readonly send: readonly Window[];
  readonly create: readonly Window[];
  readonly read: readonly Window[];
  readonly all: readonly Window[];
}

const windows = (...counts: readonly number[]): readonly Window[] =>
  [1, 2, 30, 3600].map((seconds, place) => ({ seconds, count: counts[place] ?? Infinity }));

/** Twice the published figures of one bot: real, but never the thing that fails first. */
export const LIMITS: Limits = {
  send: windows(14, 16, 120, 3600),
  create: windows(14, 16, 120, 3600),
  read: windows(28, 32, 240, 7200),
  all: [{ seconds: 1, count: 100 }],
};

/** Counts calls by key; a refused call does not count. */
export interface Gauge {
  /** Seconds to wait, or 0 when the call is let through. */
  wait(key: string, limits: readonly Window[], now: number): number;
}

export function gauge(): Gauge {
  const calls = new Map<string, number[]>();
  return {
    wait(key, limits, now) {
      const longest = Math.max(...limits.map(({ seconds }) => seconds)) * 1000;
      const recent = (calls.get(key) ?? []).filter((at) => at > now - longest);
      const wait = Math.max(0, ...limits.map((limit) => secondsUntilFree(recent, limit, now)));
      if (wait === 0) recent.push(now);
      calls.set(key, recent);
      return wait;
    },
  };
}

function secondsUntilFree(
  calls: readonly number[],
  { seconds, count }: Window,
  now: number,
): number {
  const since = now - seconds * 1000;
  const inside = calls.filter((at) => at > since);
  const blocking = inside[inside.length - count];
  return blocking === undefined ? 0 : Math.max(1, Math.ceil((blocking - since) / 1000));
}
