const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const isOpening = (code: number) => code === 0x5b || code === 0x7b;
const isClosing = (code: number) => code === 0x5d || code === 0x7d;

/** Behind the string that begins here. */
function behindString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

/** An odd number of backslashes before it. */
function isEscaped(text: string, index: number): boolean {
  let first = index;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (index - first) % 2 === 1;
}

/** Where the elements of the outermost array end: at its commas and its bracket. */
function* boundaries(text: string): Generator<number> {
  let depth = 0;
  for (let index = text.indexOf('['); index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = behindString(text, index) - 1;
    else if (isOpening(code)) depth += 1;
    else if (isClosing(code)) depth -= 1;
    if (depth === 0) return yield index;
    if (depth === 1 && code === COMMA) yield index;
  }
}

/**
 * The texts of the elements of a JSON array, as they stand there: parsing and writing them again
 * would change numbers beyond 2^53. The text must be known to be valid JSON.
 */
export function elementsOf(text: string): readonly string[] {
  const elements: string[] = [];
  let start = text.indexOf('[') + 1;
  for (const end of boundaries(text)) {
    elements.push(text.slice(start, end).trim());
    start = end + 1;
  }
  return elements.length === 1 && elements[0] === '' ? [] : elements;
}
