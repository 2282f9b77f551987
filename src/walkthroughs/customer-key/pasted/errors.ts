/** How an error begins: a cmdlet or an exception, a colon, and what went wrong. */
const BEGINS = /^ {0,8}(?:[A-Za-z]{1,40}-\w{1,80} ?|[\w.]{0,120}(?:Exception|Error)):(?: |$)/;
/** How Windows PowerShell ends one; PowerShell 7 leaves an empty line. */
const ENDS = /^ {0,8}\+ FullyQualifiedErrorId\b/;

/** What comes after the error that these lines begin with. */
function behind(block: readonly string[]): readonly string[] {
  const mark = block.findIndex((line) => ENDS.test(line));
  const empty = block.findIndex((line) => line.trim() === '');
  if (mark !== -1) return block.slice(mark + 1);
  return empty === -1 ? [] : block.slice(empty);
}

/** The text without its errors: success that is quoted in one is none. */
export function withoutErrors(text: string): string {
  const blocks: string[][] = [[]];
  for (const line of text.split('\n'))
    if (BEGINS.test(line)) blocks.push([line]);
    else blocks.at(-1)?.push(line);
  const [before = [], ...errors] = blocks;
  return [...before, ...errors.flatMap(behind)].join('\n');
}
