// Everything that could end a line, turn the reading direction or be no character at all.
const HIDDEN = /["\\]|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string): string =>
  character === '"' || character === '\\'
    ? `\\${character}`
    : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** Text between double quotes, on one line, that `unquoted` reads back. */
export const quoted = (text: string): string => `"${text.replace(HIDDEN, escaped)}"`;

const readEscape = (_: string, code: string | undefined, plain: string): string =>
  code === undefined ? plain : String.fromCodePoint(Math.min(parseInt(code, 16), 0x10ffff));

export const unquoted = (text: string): string =>
  text.slice(1, -1).replace(/\\(?:u\{([0-9a-f]{1,6})\}|(.))/gsu, readEscape);
