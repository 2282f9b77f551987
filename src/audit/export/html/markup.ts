/** Made by `markup`: nothing in it that was not escaped or written here. */
export interface Markup {
  readonly html: string;
}

type Part = string | number | Markup | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Control characters, and those that turn the direction of reading. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/gu;

const MOST = 2000;

/** One line of text, and not without end. */
export function plain(text: string): string {
  const near = text.slice(0, MOST).toWellFormed();
  const line = near.replace(/[\r\n\t]+/g, ' ').replace(UNSEEN, '');
  return text.length > MOST ? `${line}… [cut: ${text.length} characters]` : line;
}

const escaped = (text: string): string =>
  plain(text).replace(/[&<>"'`]/g, (sign) => ENTITIES[sign] ?? '');

function written(part: Part): string {
  if (typeof part !== 'object') return escaped(String(part));
  return 'html' in part ? part.html : part.map(({ html }) => html).join('');
}

/** Markup with values in it; every value that is not markup itself is escaped. */
export const markup = (fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  html: fixed.map((text, at) => text + written(parts[at] ?? '')).join(''),
});
