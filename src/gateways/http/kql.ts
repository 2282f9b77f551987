/** A text inside a query: nothing in it can end the string that it stands in. */
export function kqlText(text: string): string {
  const safe = text
    .replaceAll(/[\\']/g, '\\$&')
    .replaceAll(/\p{Cc}/gu, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `'${safe}'`;
}
