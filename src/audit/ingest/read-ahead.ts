export type Settled<T, R> = { readonly of: T } & (
  { readonly value: R } | { readonly error: unknown }
);

const settle = async <T, R>(of: T, read: (thing: T) => Promise<R>): Promise<Settled<T, R>> => {
  try {
    return { of, value: await read(of) };
  } catch (error) {
    return { of, error };
  }
};

/**
 * Reads things in order, some of them ahead of whoever asks, and no more than that: a slow consumer
 * slows the reading down. What fails is told in its place. Things that were not begun when the
 * consumer stops are never read.
 */
export async function* readAhead<T, R>(
  things: readonly T[],
  most: number,
  read: (thing: T) => Promise<R>,
): AsyncGenerator<Settled<T, R>, void, undefined> {
  const begun: Promise<Settled<T, R>>[] = [];
  let next = 0;
  const begin = () => {
    for (const thing of things.slice(next, next + most - begun.length)) {
      begun.push(settle(thing, read));
      next += 1;
    }
  };
  for (begin(); begun.length > 0; begin()) {
    const first = await begun.shift();
    if (first !== undefined) yield first;
  }
}
