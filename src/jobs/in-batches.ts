/**
 * Writes what comes in while it is still writing in one go afterwards, so that many who come at once
 * share a commit. Whoever waits knows that theirs is written; a failure is everybody's in that batch.
 */
export function inBatches<T>(write: (batch: readonly T[]) => Promise<void>) {
  let gathered: T[] = [];
  let next: Promise<void> | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  function writeGathered(): Promise<void> {
    const batch = gathered;
    gathered = [];
    next = undefined;
    return write(batch);
  }

  return (...more: readonly T[]): Promise<void> => {
    gathered.push(...more);
    if (next !== undefined) return next;
    next = writing.then(writeGathered);
    // The next batch does not care how this one ended.
    writing = next.catch(() => undefined);
    return next;
  };
}
