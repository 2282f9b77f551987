export type Pieces = AsyncIterable<Buffer>;

/** Bytes that end where their source ended, or where it broke: then `cut` says why. */
export interface Bytes {
  readonly pieces: Pieces;
  /** To be asked after the last piece. */
  cut(): string | undefined;
}

/** The first bytes, at least `size` of them where there are so many, and everything once more. */
export async function peek(
  pieces: Pieces,
  size: number,
): Promise<{ readonly head: Buffer; readonly pieces: Pieces }> {
  const rest = pieces[Symbol.asyncIterator]();
  const seen: Buffer[] = [];
  let length = 0;
  while (length < size) {
    const { done, value } = await rest.next();
    if (done === true) break;
    seen.push(value);
    length += value.length;
  }
  const head = Buffer.concat(seen);
  return { head, pieces: again(head, rest) };
}

async function* again(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (;;) {
      const { done, value } = await rest.next();
      if (done === true) return;
      yield value;
    }
  } finally {
    // Whoever stops early closes the file.
    await rest.return?.();
  }
}
