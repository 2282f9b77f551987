import { badQuery } from './refused.ts';

/** One word, sign or literal of a `$filter`. */
export interface Token {
  readonly kind: 'word' | 'text' | 'sign';
  readonly text: string;
}

const unquote = (quoted: string) => quoted.slice(1, -1).replaceAll("''", "'");

// An enum literal such as `Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned'` reads as its text.
const PATTERN = /\s+|(?:[A-Za-z_][\w.]*)?('(?:[^']|'')*')|[(),]|[^\s(),']+/gy;

const tokenOf = (all: string, quoted: string | undefined): Token => {
  if (quoted !== undefined) return { kind: 'text', text: unquote(quoted) };
  return { kind: '(),'.includes(all) ? 'sign' : 'word', text: all };
};

/** Cuts a `$filter` into tokens; what cannot be read is refused as the service does. */
export function tokensOf(filter: string): readonly Token[] {
  const found = [...filter.matchAll(PATTERN)];
  const read = found.reduce((length, [all]) => length + all.length, 0);
  if (read !== filter.length) throw badQuery(`Syntax error at position ${read} in '${filter}'.`);
  return found.filter(([all]) => all.trim() !== '').map(([all, quoted]) => tokenOf(all, quoted));
}

export type Literal = string | number | boolean | null;

const WORDS = new Map<string, Literal>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

// Ids and times stand bare in OData.
const BARE =
  /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?)$/i;

/** What a token says as a literal; undefined when it is a name. */
export function literalOf({ kind, text }: Token): Literal | undefined {
  if (kind === 'text') return text;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  return BARE.test(text) ? text : undefined;
}
