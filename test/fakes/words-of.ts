const WORDY = ['text', 'title', 'label', 'value', 'placeholder', 'errorMessage', 'altText'];

/** Every word that a person reads in a card, one line each; a sentence is itself. */
export function wordsOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const lines: string[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'data' || key === 'fallback') continue;
      if (typeof value === 'string' && WORDY.includes(key)) lines.push(value.replace(/\\/g, ''));
      else walk(value);
    }
  };
  walk(content);
  return lines.join('\n');
}
