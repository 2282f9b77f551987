/** The bytes of one record, which may come in several pieces. Too many are counted, not kept. */
export interface Gathered {
  begin(at: number): void;
  /** Up to here, in this piece; the rest comes with the next. */
  take(piece: Buffer, to: number): void;
  nextPiece(): void;
  /** Nothing if it was too long. */
  text(): string | undefined;
  drop(): void;
}

export function gathered(most: number): Gathered {
  let parts: Buffer[] = [];
  let [length, from] = [0, 0];
  return {
    begin(at) {
      parts = [];
      [length, from] = [0, at];
    },
    take(piece, to) {
      length += to - from;
      if (length <= most) parts.push(piece.subarray(from, to));
      else parts = [];
    },
    nextPiece: () => void (from = 0),
    text() {
      const [first, ...more] = parts;
      if (length > most || first === undefined) return undefined;
      return (more.length === 0 ? first : Buffer.concat(parts)).toString('utf8');
    },
    drop: () => void (parts = []),
  };
}
