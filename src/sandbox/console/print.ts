import { isList, isThing, textOf, type Thing, type Value } from './values.ts';

/** Values as they are shown at the prompt: texts as they are, objects as lists of properties. */
export function print(values: readonly Value[]): string {
  const blocks: string[] = [];
  for (const value of values.flatMap((each) => (isList(each) ? each : [each]))) {
    const block = isThing(value) ? `${listed(value)}\n` : textOf(value);
    // A blank line parts objects from what stands before them.
    if (isThing(value) && blocks.length > 0 && blocks.at(-1) !== '') blocks.push('');
    blocks.push(block.replace(/\n$/, ''));
    if (isThing(value)) blocks.push('');
  }
  return blocks
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\n+$/, '');
}

/** As Format-List: names padded to the longest, continued lines under the value. */
function listed(thing: Thing): string {
  const width = Math.max(0, ...Object.keys(thing).map((name) => name.length));
  return Object.entries(thing)
    .map(([name, value]) => {
      const lines = shown(value).split('\n');
      return `${name.padEnd(width)} : ${lines.join(`\n${' '.repeat(width + 3)}`)}`;
    })
    .join('\n');
}

const shown = (value: Value): string =>
  isList(value) ? `{${value.map(textOf).join(', ')}}` : textOf(value);
