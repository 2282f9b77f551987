/** What is known of a stretch of event times; `from` and `to` in milliseconds, `to` not included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly state: 'complete' | 'imported' | 'settling' | 'missing';
  /** Of what is missing. */
  readonly why: string;
}

/** Better knowledge first; of two equal ones the earlier in the list. */
const RANK: Readonly<Record<Stretch['state'], number>> = {
  complete: 0,
  imported: 1,
  settling: 2,
  missing: 3,
};

const better = (a: Stretch, b: Stretch): Stretch => (RANK[b.state] < RANK[a.state] ? b : a);

const isSame = (a: Stretch, b: Stretch): boolean =>
  a.to === b.from && a.state === b.state && a.why === b.why;

/** Neighbours that say the same are one. */
export function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const done: Stretch[] = [];
  for (const next of stretches) {
    const last = done.at(-1);
    if (last !== undefined && isSame(last, next)) done[done.length - 1] = { ...last, to: next.to };
    else done.push(next);
  }
  return done;
}

interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** Times between which nothing changes. */
const edgesOf = (claims: readonly Stretch[], { from, to }: Bounds): readonly number[] =>
  [...new Set([from, to, ...claims.flatMap((one) => [one.from, one.to])])]
    .filter((edge) => edge >= from && edge <= to)
    .sort((a, b) => a - b);

/**
 * Lays claims about times over each other: what is left has no overlap and no hole, and lies within
 * the bounds. Where nothing is claimed it is missing, for the reason given.
 */
export function layOver(
  claims: readonly Stretch[],
  bounds: Bounds,
  otherwise: string,
): readonly Stretch[] {
  const edges = edgesOf(claims, bounds);
  const pieces = edges.slice(0, -1).map((from, index): Stretch => {
    const to = edges[index + 1] ?? from;
    const nothing: Stretch = { from, to, state: 'missing', why: otherwise };
    const [first, ...more] = claims.filter((one) => one.from <= from && one.to >= to);
    return first === undefined ? nothing : { ...more.reduce(better, first), from, to };
  });
  return merged(pieces);
}

/** The stretch without what others take out of it. */
export function without(stretch: Stretch, holes: readonly Bounds[]): readonly Stretch[] {
  return holes.reduce<readonly Stretch[]>(
    (left, hole) =>
      left.flatMap((one) =>
        [
          { ...one, to: Math.min(one.to, hole.from) },
          { ...one, from: Math.max(one.from, hole.to) },
        ].filter(({ from, to }) => from < to),
      ),
    stretch.from < stretch.to ? [stretch] : [],
  );
}
