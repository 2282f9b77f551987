import { type Expression, Malformed } from './syntax.ts';
import { expect, isAtEnd, peek, take, type Reader } from './reader.ts';

/** PowerShell takes curly quotes for straight ones. */
const SINGLE = /['‘’‚‛]/;
const DOUBLE = /["“”„]/;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

const literal = (value: string): Expression => ({ kind: 'literal', value });

/** A string in quotes, if one begins here; `inner` reads what stands in `$(…)`. */
export function findString(
  reader: Reader,
  inner: (reader: Reader) => Expression,
): Expression | undefined {
  if (take(reader, SINGLE) !== undefined) return literal(single(reader));
  if (take(reader, DOUBLE) !== undefined) return double(reader, inner);
  return undefined;
}

function single(reader: Reader): string {
  let text = '';
  for (;;) {
    text += take(reader, /[^'‘’‚‛]+/)?.[0] ?? '';
    if (isAtEnd(reader)) throw new Malformed("The string is missing the terminator: '.");
    take(reader, SINGLE);
    const doubled = take(reader, SINGLE);
    if (doubled === undefined) return text;
    text += doubled[0];
  }
}

function double(reader: Reader, inner: (reader: Reader) => Expression): Expression {
  const parts: Expression[] = [];
  for (;;) {
    if (isAtEnd(reader)) throw new Malformed('The string is missing the terminator: ".');
    const part = findPart(reader, inner, /[^"“”„`$]+/);
    if (part !== undefined) parts.push(part);
    else if (take(reader, DOUBLE) !== undefined) {
      const doubled = take(reader, DOUBLE);
      if (doubled === undefined) return { kind: 'text', parts };
      parts.push(literal(doubled[0]));
    }
  }
}

/** One piece of a text in which variables are put in: plain, escaped, a variable, or `$(…)`. */
export function findPart(
  reader: Reader,
  inner: (reader: Reader) => Expression,
  plain: RegExp,
): Expression | undefined {
  const escaped = take(reader, /`([^])/)?.[1];
  if (escaped !== undefined) return literal(ESCAPES[escaped] ?? escaped);
  if (peek(reader, /\$\(/) !== undefined) {
    take(reader, /\$\(/);
    const found = inner(reader);
    expect(reader, /\s*\)/, "closing ')' in subexpression");
    return found;
  }
  const name = findVariable(reader);
  if (name !== undefined) return { kind: 'variable', name };
  const text = take(reader, plain) ?? take(reader, /\$/);
  return text && literal(text[0]);
}

/** The name of a variable, if one begins here. */
export function findVariable(reader: Reader): string | undefined {
  const found = take(reader, /\$(?:\{([^}\n]+)\}|((?:env:|global:|script:)?\w+))/i);
  return found && (found[1] ?? found[2] ?? '').replace(/^(?:global|script):/i, '');
}
