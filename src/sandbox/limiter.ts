/** How much one caller may ask of one host. */
export interface Limit {
  readonly requests: number;
  readonly seconds: number;
}

/** Service protection as Dataverse publishes it. */
export const PROTECTION: Limit = { requests: 6000, seconds: 300 };

/** Counts requests in a sliding window. */
export interface Limiter {
  /** Seconds to wait before asking again; undefined when the request may pass. */
  findWait(caller: string, host: string): number | undefined;
  reset(): void;
}

/** By the machine's clock: a limit protects the machine, whatever the tenant's clock says. */
export function limiter({ requests, seconds }: Limit, now: () => number = Date.now): Limiter {
  const seen = new Map<string, number[]>();
  return {
    findWait(caller, host) {
      const key = `${caller} ${host}`;
      const horizon = now() - seconds * 1000;
      const recent = seen.get(key) ?? [];
      const stale = recent.findIndex((at) => at > horizon);
      recent.splice(0, stale === -1 ? recent.length : stale);
      seen.set(key, recent);
      const [oldest] = recent;
      if (recent.length < requests || oldest === undefined) {
        recent.push(now());
        return undefined;
      }
      return Math.max(1, Math.ceil((oldest - horizon) / 1000));
    },
    reset: () => seen.clear(),
  };
}
