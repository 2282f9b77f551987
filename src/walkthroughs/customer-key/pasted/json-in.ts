import { z } from 'zod';
import type { Data } from '../../../core/data.ts';

const Json: z.ZodType<Data> = z.json();

/** So many brackets are looked at: output of these commands has a few. */
const MOST = 100;
/** Output of these commands goes two or three deep; what is deeper is there to break something. */
const DEEPEST = 20;

/** Every JSON value that begins a line or stands alone, in order, and the text without them. */
export function jsonIn(text: string): { readonly values: readonly Data[]; readonly rest: string } {
  const values: Data[] = [];
  const rest: string[] = [];
  let behind = 0;
  let tried = 0;
  const begins = /^[^\S\n]*[[{]/gm;
  for (let match = begins.exec(text); match !== null && tried < MOST; match = begins.exec(text)) {
    tried += 1;
    const from = begins.lastIndex - 1;
    const end = endOf(text, from);
    const value = end === undefined ? undefined : parsed(text.slice(from, end));
    if (value === undefined || end === undefined) continue;
    values.push(value);
    rest.push(text.slice(behind, from));
    begins.lastIndex = behind = end;
  }
  return { values, rest: [...rest, text.slice(behind)].join('') };
}

/** Where the bracket that opens here is closed. */
function endOf(text: string, from: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (quoted && sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && '[{'.includes(sign)) depth += 1;
    else if (!quoted && ']}'.includes(sign)) depth -= 1;
    if (depth > DEEPEST) return undefined;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

/** A narrow window breaks lines inside of texts, which JSON does not allow. */
function parsed(text: string): Data | undefined {
  for (const attempt of [text, text.replaceAll('\n', '')]) {
    try {
      return Json.parse(JSON.parse(attempt));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}
