/** `because it is too early`: what is said after the word, if anything is. */
export const reasonIn = (rest = ''): string | undefined =>
  rest.replace(/^because\b\s*/i, '') || undefined;
