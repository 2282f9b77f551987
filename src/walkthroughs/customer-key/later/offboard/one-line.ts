/** One line of plain text, for a ticket: no line breaks, nothing unseen, nothing of markup. */
export const oneLine = (text = ''): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .replaceAll(/[<>`{}[\]|\\^]+/g, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();

/** Cut between letters, never inside of one. */
export const cut = (text: string, most: number): string => {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text;
};
