/** One atom with at most one quantifier; classes of plain letters, digits, `_`, `-` and ranges. */
const ATOM = String.raw`(?:[a-z0-9_ @/-]|\\[.+*?()|{}$^\\[\]]|\.|\[\^?(?:[a-z0-9](?:-[a-z0-9])?|[_@.])+\])`;
const TIMES = String.raw`(?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})?`;
const SAFE = new RegExp(
  `^\\^?(?:(?:${ATOM}|\\((?:\\?:)(?:${ATOM}${TIMES}|\\|)*\\))${TIMES})*\\$?$`,
);

/**
 * What is wrong with a pattern. Allowed is what RE2 (DuckDB), Kusto and JavaScript read the same way:
 * plain characters, classes, `(?:a|b)`, quantifiers up to 99, and the anchors at the two ends.
 */
export function findPatternFault(pattern: string): string | undefined {
  if (/[A-Z]/.test(pattern)) return 'has capital letters, but text is compared in lower case';
  if (!SAFE.test(pattern))
    return 'uses more than plain characters, classes, (?:…), quantifiers, ^ and $';
  try {
    return new RegExp(pattern, 'u').test('') ? 'matches everything' : undefined;
  } catch {
    return 'is not a pattern';
  }
}
