import type { WithLock } from '../core/ledger.ts';

/** One after the other for the same key, in the order of asking; different keys at the same time. */
export function localLock(): WithLock {
  const lasts = new Map<string, Promise<void>>();
  return (key, work) => {
    const mine = (lasts.get(key) ?? Promise.resolve()).then(work);
    // The next in line does not care how this one ended.
    const ended = mine.then(ignore, ignore);
    lasts.set(key, ended);
    void ended.then(() => {
      if (lasts.get(key) === ended) lasts.delete(key);
    });
    return mine;
  };
}

const ignore = (): void => undefined;
