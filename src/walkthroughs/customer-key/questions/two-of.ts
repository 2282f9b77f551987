import { suggest } from '../../../core/suggest.ts';
import { quoted } from './known.ts';
import type { Candidate, Candidates } from './standing.ts';

/** Two subscriptions, or the sentence why not. */
export type Two =
  { readonly first: Candidate; readonly second: Candidate } | { readonly problem: string };

/** What separates two names, the surest sign first: names may hold any of the later ones. */
const SEPARATORS = [/[,;\n]+/g, /\s+(?:and|&)\s+|\s*\+\s*/gi, /\s+/g];
const LONGEST = 400;
const SAME =
  'That is the same subscription twice. Two different ones are needed, so that one mistake in one of them cannot lose both keys.';

const is = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** By id, name, or place in the list; several where a name is not unique. */
function pick(text: string, { usable, named: find }: Candidates): readonly Candidate[] {
  const given = text.trim();
  const named = find(given);
  if (named.length > 0 || !/^\d{1,3}$/.test(given)) return named;
  return usable.slice(Number(given) - 1, Number(given)).filter(() => Number(given) > 0);
}

/** Every way to cut the text in two at such a separator. */
const cuts = (text: string, separator: RegExp): readonly (readonly [string, string])[] =>
  [...text.matchAll(separator)].map(({ index, 0: cut }) => [
    text.slice(0, index),
    text.slice(index + cut.length),
  ]);

function problemWith(text: string, among: Candidates): string {
  if (text.trim() === '') return 'Choose two subscriptions.';
  const found = pick(text, among);
  if (found.length > 1)
    return `Several subscriptions are called ${quoted(text)}. Say which id: ${found.map(({ id }) => id).join(', ')}.`;
  const refused = among.others.find(({ id, name }) => is(id, text.trim()) || is(name, text.trim()));
  if (refused !== undefined)
    return `${refused.name} cannot be used: ${refused.against.join('; ')}. Choose another one.`;
  return `I know no subscription ${quoted(text)}. ${hint(text, among)}`;
}

function hint(text: string, { usable }: Candidates): string {
  const lower = new Map(usable.map(({ name }) => [name.toLowerCase(), name]));
  const meant = suggest(text.trim().toLowerCase().slice(0, 100), [...lower.keys()]);
  return meant.length > 0
    ? `Did you mean ${meant.map((name) => lower.get(name)).join(' or ')}?`
    : `There are: ${usable
        .slice(0, 10)
        .map(({ name }) => name)
        .join(', ')}.`;
}

/** Undefined: not both of them are clear. */
function clearTwo(one: string, other: string, among: Candidates): Two | undefined {
  const [[first, ...more], [second, ...others]] = [pick(one, among), pick(other, among)];
  if (first === undefined || second === undefined || more.length + others.length > 0)
    return undefined;
  return first.id === second.id ? { problem: SAME } : { first, second };
}

function bothOf(one: string, other: string, among: Candidates): Two {
  const problems = () =>
    [one, other]
      .filter((text) => pick(text, among).length !== 1)
      .map((text) => problemWith(text, among));
  return clearTwo(one, other, among) ?? { problem: [...new Set(problems())].join(' ') };
}

/** The two fields of the form. */
export const fromFields = (one: string, other: string, among: Candidates): Two =>
  bothOf(one.slice(0, LONGEST), other.slice(0, LONGEST), among);

/** Two names, ids or places in one line, separated by a comma or `and`. */
export function fromText(text: string, among: Candidates): Two {
  if (text.length > LONGEST) return { problem: 'That is too long for two names of subscriptions.' };
  const given = text.trim();
  for (const separator of SEPARATORS)
    for (const [one, other] of cuts(given, separator)) {
      const two = clearTwo(one, other, among);
      if (two !== undefined) return two;
    }
  return unclear(given, among);
}

/** Spaces alone do not show that two were meant. */
function unclear(text: string, among: Candidates): Two {
  const [cut] = SEPARATORS.slice(0, -1).flatMap((separator) => cuts(text, separator));
  if (cut !== undefined) return bothOf(...cut, among);
  const problem =
    pick(text, among).length === 1
      ? 'Two subscriptions are needed: name a second one, separated by a comma.'
      : `${problemWith(text, among)} Name two, separated by a comma.`;
  return { problem };
}
