import type { CardElement } from './elements.ts';
import { markdown } from './parts.ts';
import { escaped } from './text.ts';

/** Beyond this a card would be full of nothing else. */
const MOST = 4000;

/** A command in full or not at all: half a command must never be pasted. */
export function codeBlock(command: string): readonly CardElement[] {
  const snippet = command.toWellFormed().replace(/\r\n?/g, '\n').trim();
  if (snippet.length > MOST) return [tooLong(snippet.length)];
  return [
    {
      type: 'CodeBlock',
      codeSnippet: snippet,
      language: 'PowerShell',
      fallback: markdown(lines(snippet), { fontType: 'monospace' }),
    },
  ];
}

const lines = (snippet: string): string =>
  snippet
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => escaped(line, MOST))
    .join('\n\n');

const tooLong = (length: number): CardElement =>
  markdown(`The command has ${length} characters, too many for a card: ask for it in a file.`, {
    color: 'warning',
  });
