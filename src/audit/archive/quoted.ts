/**
 * The one encoder for text inside a statement, where DuckDB takes no bound value: paths of files and
 * fixed words. Everything people or records say is bound.
 */
export function quoted(text: string): string {
  if (text.includes('\0')) throw new Error('A NUL character cannot be part of a statement');
  return `'${text.replaceAll("'", "''")}'`;
}

export const quotedList = (texts: readonly string[]): string => `[${texts.map(quoted).join(', ')}]`;
