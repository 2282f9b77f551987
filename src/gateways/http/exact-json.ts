import type { Answer } from './call.ts';

declare global {
  // In V8 since 11.4; TypeScript does not know it yet (tc39/proposal-json-parse-with-source).
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
    rawJSON(text: string): object;
  }
}

/** A number of so many digits may not fit: only then is there anything to lose. */
const LONG = /[:,[]\s*-?\d[\d.eE+-]{15}/;

/** The body, which `JSON.stringify` writes with every digit of its numbers as it came. */
export function exactBody({ text, body, ok }: Answer): unknown {
  if (!ok || !LONG.test(text)) return body;
  return JSON.parse(text.replace(/^\uFEFF/, ''), (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source
      ? JSON.rawJSON(source)
      : value,
  );
}
