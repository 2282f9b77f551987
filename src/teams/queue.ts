/** Work of one key one after the other, of different keys at once. */
export interface Queue {
  /** Undefined when too much waits already. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> | undefined;
}

/** The SDK lets two turns of one conversation overwrite each other's state; this keeps them apart. */
export function createQueue(limit: number): Queue {
  const lanes = new Map<string, { tail: Promise<unknown>; waiting: number }>();
  return {
    run<T>(key: string, work: () => Promise<T>) {
      const lane = lanes.get(key) ?? { tail: Promise.resolve(), waiting: 0 };
      if (lane.waiting >= limit) return undefined;
      lanes.set(key, lane);
      lane.waiting += 1;
      const done = lane.tail.then(work).finally(() => {
        lane.waiting -= 1;
        if (lane.waiting === 0) lanes.delete(key);
      });
      // The next one starts whether this one succeeds or not.
      lane.tail = done.catch(() => undefined);
      return done;
    },
  };
}
