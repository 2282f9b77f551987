type Names<G> = { [K in keyof G]: G[K] extends (...args: never[]) => unknown ? K : never }[keyof G];

/** A gateway whose next calls of an operation fail, for stories about things going wrong. */
export type Faulty<G> = G & {
  failNext(operation: Names<G>, error: Error, times?: number): void;
};

/** Wraps a fake so that faults can be put in its way. The fake itself is not touched by a fault. */
export function faulty<G extends object>(gateway: G): Faulty<G> {
  const faults = new Map<PropertyKey, Error[]>();
  const failNext = (operation: PropertyKey, error: Error, times = 1) =>
    void faults.set(operation, [
      ...(faults.get(operation) ?? []),
      ...Array.from({ length: times }, () => error),
    ]);
  return new Proxy(gateway, {
    get(target, name) {
      if (name === 'failNext') return failNext;
      const real: unknown = Reflect.get(target, name);
      if (typeof real !== 'function') return real;
      return (...args: unknown[]) => {
        const error = faults.get(name)?.shift();
        return error === undefined ? real.apply(target, args) : Promise.reject(error);
      };
    },
  }) as Faulty<G>;
}
