/** A query that is not understood, in the words of the service. */
export class QueryRefused extends Error {
  override readonly name = 'QueryRefused';
  readonly code: 'SyntaxError' | 'SemanticError';

  constructor(code: QueryRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export interface Word {
  readonly kind: 'name' | 'text' | 'number' | 'time' | 'span' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

const BLANK = /(?:\s|\/\/[^\n]*)*/y;
const KINDS: readonly (readonly [Word['kind'] | 'verbatim', RegExp])[] = [
  ['time', /datetime\(\s*['"]?([^()'"]+?)['"]?\s*\)/y],
  ['sign', /(in~)/y],
  ['name', /([A-Za-z_$]\w*)/y],
  ['span', /(\d+(?:\.\d+)?(?:d|h|m|s|ms))(?!\w)/y],
  ['number', /(\d+(?:\.\d+)?)/y],
  ['verbatim', /@'((?:[^'\n]|'')*)'/y],
  ['text', /'((?:[^'\\\n]|\\.)*)'/y],
  ['text', /"((?:[^"\\\n]|\\.)*)"/y],
  ['sign', /(!in~|!in\b|!has_cs\b|!has\b|!contains_cs\b|!contains\b|!startswith_cs\b|!between\b)/y],
  ['sign', /(==|=~|!=|!~|>=|<=|\.\.|[|,()=<>.:[\]{};*/+%-])/y],
];

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

const plain = (text: string): string =>
  text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_all, code?: string, sign = '') =>
    code === undefined ? (ESCAPES[sign] ?? sign) : String.fromCharCode(Number.parseInt(code, 16)),
  );

/** The words of a query, and its end. */
export function wordsOf(query: string): readonly Word[] {
  const words: Word[] = [];
  for (let at = skip(query, 0); at < query.length;) {
    const { word, end } = wordAt(query, at);
    words.push(word);
    at = skip(query, end);
  }
  return [...words, { kind: 'end', text: '', at: query.length }];
}

function skip(query: string, at: number): number {
  BLANK.lastIndex = at;
  BLANK.test(query);
  return BLANK.lastIndex;
}

function wordAt(query: string, at: number): { readonly word: Word; readonly end: number } {
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = at;
    const [, found] = pattern.exec(query) ?? [];
    if (found !== undefined) return { word: wordOf(kind, found, at), end: pattern.lastIndex };
  }
  throw notParsed(query.slice(at, at + 20));
}

function wordOf(kind: Word['kind'] | 'verbatim', found: string, at: number): Word {
  if (kind === 'verbatim') return { kind: 'text', text: found.replaceAll("''", "'"), at };
  return { kind, text: kind === 'text' ? plain(found) : found, at };
}

export const notParsed = (near: string): QueryRefused =>
  new QueryRefused(
    'SyntaxError',
    near === ''
      ? 'Query could not be parsed: unexpected end.'
      : `Query could not be parsed at '${near}'.`,
  );

/** Reads words one after the other. */
export function readerOf(words: readonly Word[]) {
  let place = 0;
  const peek = (ahead = 0): Word => words[place + ahead] ?? { kind: 'end', text: '', at: 0 };
  const next = (): Word => {
    const word = peek();
    place += 1;
    return word;
  };
  const is = (text: string, ahead = 0) => peek(ahead).kind !== 'text' && peek(ahead).text === text;
  const take = (text: string): boolean => {
    if (!is(text)) return false;
    place += 1;
    return true;
  };
  return {
    peek,
    next,
    is,
    take,
    expect(text: string) {
      if (!take(text)) throw notParsed(peek().text);
    },
    name(): string {
      const word = next();
      if (word.kind !== 'name') throw notParsed(word.text);
      return word.text;
    },
    /** At least one, with commas between. */
    list<T>(one: () => T): readonly T[] {
      const all = [one()];
      while (take(',')) all.push(one());
      return all;
    },
  };
}
export type Reader = ReturnType<typeof readerOf>;
