export const NEWLINE = 10;
export const QUOTE = 34;
export const COMMA = 44;
export const OPEN_LIST = 91;
export const BACKSLASH = 92;
export const CLOSE_LIST = 93;
export const OPEN_OBJECT = 123;
export const CLOSE_OBJECT = 125;

export const isSpace = (byte: number): boolean => byte === 32 || byte === 9;
export const isBlank = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

/** Where a string ends or breaks off, from here on; a backslash at the end of the piece counts too. */
export function plainEnd(piece: Buffer, from: number): number {
  let at = from;
  for (; at < piece.length; at += 1) {
    const byte = piece[at];
    if (byte === QUOTE || byte === NEWLINE) break;
    if (byte !== BACKSLASH) continue;
    if (at + 1 === piece.length || piece[at + 1] === NEWLINE) break;
    at += 1;
  }
  return at;
}
