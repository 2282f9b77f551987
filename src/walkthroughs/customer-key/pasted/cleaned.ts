/** Colours of a terminal, also where a chat has swallowed the sign before them. */
const COLOURS = /\u001b?\[[\d;]*m/g;
/** Other signs to a terminal, and what cannot be seen. */
const UNSEEN = /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b\[[\d;?]*[A-Za-z]|\p{Cf}/gu;
/** Chats and editors make them of hyphens, also inside of ids. */
const HYPHENS = /[\u2010-\u2015\u2212\ufe63\uff0d]/g;
const FENCE = /^ *```.*$/gm;
/** Of a command that goes over several lines. */
const CONTINUED = /`\s*\n(?:\s*>>)?\s*/g;

/** What a window printed, without what windows and chats add to it. */
export const cleaned = (pasted: string): string =>
  pasted
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll(COLOURS, '')
    .replaceAll(UNSEEN, '')
    .replaceAll(HYPHENS, '-')
    .replaceAll(/[^\S\n]/gu, ' ')
    .replaceAll(FENCE, '')
    .replaceAll(CONTINUED, ' ');

/** For sentences: one line, and not longer than anybody reads. */
export function shortened(text: string, most = 120): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
