/** Nothing came back in time. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** The work's outcome, or `TimedOut` after so many milliseconds; the work itself goes on. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new TimedOut(`No answer in ${milliseconds} ms.`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, alarm]);
  } finally {
    clearTimeout(timer);
  }
}

/** A map of limited size that forgets what was used longest ago. */
export interface Remembered<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  delete(key: string): void;
  readonly size: number;
}

export function remembered<T>(limit: number): Remembered<T> {
  const known = new Map<string, T>();
  return {
    get(key) {
      const value = known.get(key);
      if (value === undefined) return undefined;
      // A map keeps the order of insertion: putting it back makes it the newest.
      known.delete(key);
      known.set(key, value);
      return value;
    },
    set(key, value) {
      known.delete(key);
      known.set(key, value);
      const oldest = known.size > limit ? known.keys().next() : undefined;
      if (oldest !== undefined && oldest.done !== true) known.delete(oldest.value);
    },
    delete(key) {
      known.delete(key);
    },
    get size() {
      return known.size;
    },
  };
}
