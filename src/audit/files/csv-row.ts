/**
 * The cells of one row; `open` when it ends inside quotes, `broken` when quotes stand where none may.
 * RFC 4180, with any one character as delimiter.
 */
export type Row = readonly string[] | 'open' | 'broken';

const QUOTE = 34;

export function rowOf(text: string, delimiter: string): Row {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const end = text[at] === '"' ? closing(text, at + 1) : plainEnd(text, at, delimiter);
    if (end < 0) return 'open';
    cells.push(text[at] === '"' ? quoted(text, at, end) : text.slice(at, end));
    at = text[at] === '"' ? end + 1 : end;
    if (at >= text.length) return cells;
    if (text[at] !== delimiter) return 'broken';
    at += 1;
  }
}

const quoted = (text: string, at: number, end: number): string =>
  text.slice(at + 1, end).replaceAll('""', '"');

function plainEnd(text: string, from: number, delimiter: string): number {
  const end = text.indexOf(delimiter, from);
  return end < 0 ? text.length : end;
}

/** A quote that is not doubled; -1 if there is none. */
function closing(text: string, from: number): number {
  // Quotes are so many in a record that looking for each one by itself takes longer.
  for (let at = from; at < text.length; at += 1) {
    if (text.charCodeAt(at) !== QUOTE) continue;
    if (text.charCodeAt(at + 1) !== QUOTE) return at;
    at += 1;
  }
  return -1;
}

/** Whether a line changes from outside of quotes to inside, or back. */
export function turns(text: string): boolean {
  let odd = false;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) === QUOTE) odd = !odd;
  return odd;
}
