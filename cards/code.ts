import type { CardElement, RichTextBlock } from './elements.ts';
import { box, markdown } from './parts.ts';

/** Letters of serialised card; beyond this it would be full of nothing else. */
const MOST = 7000;

/**
 * A command in full or not at all: half a command must never be pasted. Rich text, because that is
 * no Markdown: every character stays what it is, and every client draws it.
 */
export function codeBlock(command: string): readonly CardElement[] {
  const lines = command.toWellFormed().split(/\r\n?|\n/);
  const blocks = lines.filter((line) => line.trim() !== '').map(codeLine);
  if (blocks.length === 0) return [];
  return JSON.stringify(blocks).length > MOST ? [tooLong(command)] : [box(blocks, 'emphasis')];
}

const codeLine = (line: string): RichTextBlock => ({
  type: 'RichTextBlock',
  spacing: 'none',
  inlines: [{ type: 'TextRun', text: line, fontType: 'monospace' }],
});

const tooLong = ({ length }: string): CardElement =>
  markdown(`The command has ${length} characters, too many for a card: ask for it in a file.`, {
    color: 'warning',
  });
