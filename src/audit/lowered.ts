/**
 * Lower case as the archive makes it, letter by letter: JavaScript makes another sigma at the end of
 * a Greek word and two letters of a Turkish `İ`, and such a person would never be found.
 */
export const lowered = (text: string): string =>
  /[Σİ]/u.test(text)
    ? Array.from(text, (letter) => (letter === 'İ' ? 'i' : letter.toLowerCase())).join('')
    : text.toLowerCase();
