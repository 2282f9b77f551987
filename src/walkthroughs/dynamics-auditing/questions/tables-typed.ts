import type { Input } from './tables-form.ts';

/** What may follow the names, each after a semicolon, with the field it fills. */
const PARTS: readonly (readonly [RegExp, (found: string) => Input])[] = [
  [/^changes only$/, () => ({ reads: 'no' })],
  [/^(?:changes and )?reads$/, () => ({ reads: 'yes' })],
  [/^keep (?:for ever|forever)$/, () => ({ retention: '-1' })],
  [/^keep (\d{1,5})(?: days)?$/, (days) => ({ retention: days })],
  [/^columns? (.+)$/, (columns) => ({ columns })],
];

function partOf(text: string): Input {
  for (const [pattern, fill] of PARTS) {
    const found = pattern.exec(text);
    if (found !== null) return fill(found[1] ?? '');
  }
  // Not one of these: names, of which an unknown one is refused later.
  return { tables: text };
}

/** A typed answer as the form would have sent it: `common, sales; changes only; keep 365 days`. */
export function asForm(input: Input): Input {
  const { typed, ...form } = input;
  if (typed === undefined) return form;
  const parts = typed
    .toLowerCase()
    .split(';')
    .map((text) => partOf(text.trim()));
  const tables = parts.flatMap((part) => part['tables'] ?? []).join(',');
  return Object.assign({}, form, ...parts, { tables });
}
