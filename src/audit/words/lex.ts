import { LONGEST, keyOf, sensesOf } from './lexicon.ts';
import { senseOf } from './sense.ts';
import type { Lexeme } from './sense.ts';
import { tokensOf } from './tokens.ts';

const ARTICLES = new Set(['the', 'a', 'an']);
const isArticle = ({ text, senses }: Lexeme): boolean =>
  senses.length === 0 && ARTICLES.has(text.toLowerCase());
const isEnd = ({ text }: Lexeme): boolean => /^[.?!]$/u.test(text);

/** Several pieces as one. */
function together(tokens: readonly Lexeme[], senses: Lexeme['senses']): Lexeme {
  const [first] = tokens;
  const last = tokens.at(-1);
  const text = tokens.map((token) => token.text).join(' ');
  return { text, start: first?.start ?? 0, end: last?.end ?? 0, senses };
}

/** The longest phrase that begins here; a piece that is known by its form stays what it is. */
function phraseAt(tokens: readonly Lexeme[], at: number): readonly [Lexeme, number] | undefined {
  for (let length = Math.min(LONGEST, tokens.length - at); length > 0; length--) {
    const some = tokens.slice(at, at + length);
    const senses = sensesOf(some.map(({ text }) => keyOf(text)).join(' '));
    if (senses.length > 0) return [together(some, senses), at + length];
  }
  return undefined;
}

function withoutEnd(tokens: readonly Lexeme[]): readonly Lexeme[] {
  const last = tokens.findLastIndex((token) => !isEnd(token));
  return tokens.slice(0, last + 1);
}

/** A text as phrases of the vocabulary and pieces of a known form; what is neither has no senses. */
export function lexemesOf(text: string): readonly Lexeme[] {
  const tokens = withoutEnd(tokensOf(text)).filter((token) => !isArticle(token));
  const lexemes: Lexeme[] = [];
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at];
    const [lexeme, next] = phraseAt(tokens, at) ?? [token, at + 1];
    if (lexeme !== undefined) lexemes.push(lexeme);
    at = next;
  }
  return lexemes;
}

export const isFiller = (lexeme: Lexeme): boolean => senseOf(lexeme, 'filler') !== undefined;
