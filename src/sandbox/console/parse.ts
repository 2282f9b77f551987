import { isAtEnd, openReader, peek, skipLines, skipSpace, take, type Reader } from './reader.ts';
import { findPart, findString, findVariable } from './strings.ts';
import { type Expression, Malformed, type Stage, type Statement, type Word } from './syntax.ts';

/** What is copied along with a command from a window. */
const PROMPT = /^[ \t]*(?:PS [^>\n]*>|>>)[ \t]?/gm;

/** Reads the lines of PowerShell that were pasted; several lines are several commands. */
export function parse(text: string): readonly Statement[] {
  const reader = openReader(text.replaceAll(PROMPT, ''));
  const statements: Statement[] = [];
  for (;;) {
    if (take(reader, /;/) === undefined) skipLines(reader);
    if (isAtEnd(reader)) return statements;
    if (peek(reader, /[;\s]/) !== undefined) continue;
    statements.push(statement(reader));
    skipSpace(reader);
    if (!isAtEnd(reader) && peek(reader, /[;\n]/) === undefined) throw unexpected(reader);
  }
}

const unexpected = ({ text, at }: Reader) =>
  new Malformed(
    `Unexpected token '${/^\S{1,40}/.exec(text.slice(at))?.[0] ?? ''}' in expression or statement.`,
  );

function statement(reader: Reader): Statement {
  const variable = take(reader, /\$(?:global:|script:)?(\w+)\s*=(?!=)/i)?.[1];
  if (variable !== undefined) skipLines(reader);
  const stages = pipeline(reader);
  return { stages, ...(variable === undefined ? {} : { variable }) };
}

function pipeline(reader: Reader): readonly Stage[] {
  const stages: Stage[] = [];
  do {
    if (stages.length > 0) skipLines(reader);
    stages.push(stage(reader));
    skipSpace(reader);
  } while (take(reader, /\|/) !== undefined);
  return stages;
}

function stage(reader: Reader): Stage {
  skipSpace(reader);
  if (peek(reader, /[$'"“”‘’(]|@\(|\d/) !== undefined)
    return { kind: 'expression', expression: list(reader) };
  const name = take(reader, /[^\s|;,(){}'"“”‘’`$@=]+/)?.[0];
  if (name === undefined) throw unexpected(reader);
  return { kind: 'command', name, words: words(reader) };
}

const END = /$|[\n|;)]/;

function words(reader: Reader): readonly Word[] {
  const found: Word[] = [];
  for (skipSpace(reader); peek(reader, END) === undefined; skipSpace(reader))
    found.push(findParameter(reader) ?? { kind: 'argument', value: list(reader) });
  return found;
}

/** `-Name`, `-Name:value`, `--name`, `--name=value`; longer dashes come from word processors. */
function findParameter(reader: Reader): Word | undefined {
  const name = take(reader, /[-–—]{1,2}([A-Za-z?][\w-]*)/)?.[1];
  if (name === undefined) return undefined;
  if (take(reader, /[:=]/) === undefined) return { kind: 'parameter', name };
  skipSpace(reader);
  return { kind: 'parameter', name, value: list(reader) };
}

/** One value, or several with commas between. */
function list(reader: Reader): Expression {
  const items = [value(reader)];
  for (;;) {
    const { at } = reader;
    skipSpace(reader);
    if (take(reader, /,/) === undefined) {
      reader.at = at;
      break;
    }
    skipLines(reader);
    items.push(value(reader));
  }
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: 'list', items };
}

function value(reader: Reader): Expression {
  const begun = findString(reader, inParentheses) ?? findGroup(reader);
  if (begun !== undefined) return members(reader, begun);
  const { at } = reader;
  const name = findVariable(reader);
  if (name !== undefined) {
    const read = members(reader, { kind: 'variable', name });
    if (peek(reader, /$|[\s|;,)]/) !== undefined) return read;
    reader.at = at;
  }
  return bare(reader);
}

const inParentheses = (reader: Reader): Expression => {
  skipLines(reader);
  const stages = pipeline(reader);
  skipLines(reader);
  return { kind: 'pipeline', stages };
};

function findGroup(reader: Reader): Expression | undefined {
  const opening = take(reader, /@\(|\$\(|\(/)?.[0];
  if (opening === undefined) return undefined;
  skipLines(reader);
  const empty = peek(reader, /\)/) !== undefined;
  const inner: Expression = empty ? { kind: 'list', items: [] } : inParentheses(reader);
  if (take(reader, /\)/) === undefined) throw new Malformed("Missing closing ')' in expression.");
  return opening === '@(' ? { kind: 'list', items: [inner] } : inner;
}

function members(reader: Reader, of: Expression): Expression {
  const name = take(reader, /\.([A-Za-z_]\w*)/)?.[1];
  if (name === undefined) return of;
  if (take(reader, /\(/) === undefined) return members(reader, { kind: 'member', of, name });
  skipLines(reader);
  const given = peek(reader, /\)/) === undefined ? argumentsOf(list(reader)) : [];
  skipLines(reader);
  if (take(reader, /\)/) === undefined) throw new Malformed("Missing ')' in method call.");
  return members(reader, { kind: 'call', of, name, given });
}

const argumentsOf = (given: Expression): readonly Expression[] =>
  given.kind === 'list' ? given.items : [given];

/** A word without quotes: a number, or a text that may hold variables. */
function bare(reader: Reader): Expression {
  const parts: Expression[] = [];
  while (peek(reader, END) === undefined && peek(reader, /[\s,({}'"“”]|@[({]/) === undefined) {
    const part = findPart(reader, inParentheses, /[^\s|;,(){}'"“”`$]+/);
    if (part === undefined) throw unexpected(reader);
    parts.push(part);
  }
  const [only] = parts;
  if (only === undefined) throw unexpected(reader);
  if (parts.length > 1) return { kind: 'text', parts };
  const number = only.kind === 'literal' && /^-?\d{1,15}$/.test(String(only.value));
  return number ? { kind: 'literal', value: Number(only.value) } : only;
}
