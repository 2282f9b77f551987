/** Where in the question something stands: `text.slice(start, end)`. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** A piece of the question as times see it. `other` is never part of a time. */
export interface Token extends TextSpan {
  readonly kind: 'word' | 'number' | 'ordinal' | 'time' | 'iso' | 'numeric' | 'dash' | 'other';
  /** Lower-case. */
  readonly text: string;
  /** As typed. */
  readonly typed: string;
  /** A sentence, or what is in quotes, ends here: no phrase goes on after it. */
  readonly last: boolean;
}

const TIME = String.raw`(?:\d{1,2}:\d{2}(?::\d{2})?(?:am|pm)?|\d{1,2}(?:am|pm))`;
const ISO = String.raw`\d{4}-\d{2}-\d{2}(?:t\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:z|[+-]\d{2}:?\d{2})?)?`;

const KINDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['word', /^(?:[a-z]+|[a-z]+-to-date|q[1-4]|\d{1,4}[hdw])$/],
  ['number', /^\d{1,4}$/],
  ['ordinal', /^\d{1,2}(?:st|nd|rd|th)$/],
  ['time', new RegExp(`^${TIME}$`)],
  ['iso', new RegExp(`^(?:${ISO}|\\d{4}-\\d{2})$`)],
  ['numeric', /^(?:\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([./])\d{1,2}\2\d{1,2})$/],
  ['dash', /^(?:-|–|—)$/],
];

/** `09:00-12:00`, `1–15` and `2026-08-03/2026-08-04` are two ends with something between them. */
const PAIRS: readonly RegExp[] = [
  new RegExp(`^(${TIME})([-–—])(${TIME})$`, 'i'),
  /^(\d{1,2})([-–—])(\d{1,2}(?:st|nd|rd|th)?)$/i,
  new RegExp(`^(${ISO})(/)(${ISO})$`, 'i'),
  /^(q[1-4])([/-])(\d{4})$/i,
];

const SHORT_FORMS =
  /^(?:mon|tues?|wed|thu|thurs?|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)$/;

function kindOf(text: string): Token['kind'] {
  return KINDS.find(([, form]) => form.test(text))?.[0] ?? 'other';
}

function token(typed: string, start: number, last: boolean): Token {
  const text = typed.toLowerCase();
  const kind = kindOf(text);
  return { kind, text, typed, start, end: start + typed.length, last };
}

function split(typed: string, start: number, last: boolean): readonly Token[] {
  const pair = PAIRS.map((form) => form.exec(typed)).find((found) => found !== null);
  if (pair === undefined || pair === null) return [token(typed, start, last)];
  const [, one = '', between = '', two = ''] = pair;
  const second = start + one.length + between.length;
  // A quarter and its year only stand together; the others are from one end to the other.
  const middle = /^q/i.test(one)
    ? []
    : [{ ...token('-', start + one.length, false), typed: between }];
  return [token(one, start, false), ...middle, token(two, second, last)];
}

/** Quoted text is somebody's name for something, whatever it says. */
const QUOTED = /"[^"]*"|“[^”]*”|„[^“”]*[“”]|`[^`]*`/g;

/** The words, numbers and dates of a question with their places. */
export function tokensOf(text: string): readonly Token[] {
  const quotes = Array.from(text.matchAll(QUOTED), ({ index, 0: quoted }) => ({
    from: index,
    to: index + quoted.length,
  }));
  return Array.from(text.matchAll(/[^\s,;!?()"“”„'’`]+/g)).flatMap(({ index, 0: chunk }) => {
    const typed = chunk.replace(/[.:]+$/, '') || chunk;
    const quoted = quotes.some(({ from, to }) => index >= from && index < to);
    const after = text.slice(index + typed.length).trimStart()[0] ?? '';
    const last =
      quoted || /[;!?]/.test(after) || (chunk !== typed && !SHORT_FORMS.test(typed.toLowerCase()));
    return quoted
      ? [{ ...token(typed, index, true), kind: 'other' as const }]
      : split(typed, index, last);
  });
}
