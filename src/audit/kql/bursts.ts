/** Deeds of one user in one environment, by second, in the order of time. */
export interface Second {
  readonly at: number;
  readonly deeds: number;
}

/** The most deeds within so many milliseconds, and when the first such stretch ended. */
export function mostWithin(seconds: readonly Second[], length: number) {
  let [start, within] = [0, 0];
  let best = { most: 0, at: 0 };
  for (const { at, deeds } of seconds) {
    within += deeds;
    for (let first = seconds[start]; first && first.at < at - length; first = seconds[start]) {
      within -= first.deeds;
      start += 1;
    }
    if (within > best.most) best = { most: within, at };
  }
  return best;
}
