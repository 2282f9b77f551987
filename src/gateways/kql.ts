/** Control signs, signs of direction and joiners, breaks of lines: nothing that a reader cannot see. */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}]|(?=[\u0000-\uffff])\p{Cf}/gu;

const coded = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text inside a query: nothing in it can end the string that it stands in. */
export function kqlText(text: string): string {
  const safe = text
    .toWellFormed()
    .replaceAll(/[\\']/g, '\\$&')
    .replaceAll(HIDDEN, (sign) => (sign.length === 1 ? coded(sign) : sign));
  return `'${safe}'`;
}

/** An instant inside a query. */
export const kqlTime = (at: string | Date): string => `datetime(${new Date(at).toISOString()})`;

/** A whole number inside a query. */
export function kqlNumber(number: number): string {
  if (!Number.isSafeInteger(number)) throw new Error(`${number} is no whole number`);
  return String(number);
}
