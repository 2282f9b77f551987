import type { Period } from '../query.ts';
import { readPhrase } from './phrases.ts';
import type { Stretch } from './ranges.ts';
import type { Asked } from './relative.ts';
import { unclear, wordAt } from './said.ts';
import type { End, Unclear } from './said.ts';

import { tokensOf } from './tokens.ts';
import type { TextSpan, Token } from './tokens.ts';
import { DAY, getZone, instantsOf, showWall, startInstant, wallOf } from './wall.ts';
import { zonesIn } from './zone.ts';
import type { FoundZone } from './zone.ts';

/** The period of a question, and the places in its text that say so. */
export type FoundPeriod =
  | { readonly kind: 'found'; readonly period: Period; readonly spans: readonly TextSpan[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unclear'; readonly says: string; readonly spans: readonly TextSpan[] };

export interface When {
  readonly now: Date;
  /** The zone that counts where the question names none. */
  readonly zone: string;
}

interface Phrase extends TextSpan {
  readonly said: Stretch | Unclear;
}

/** Sentences, and what stands between them, are read by themselves. */
function sentencesOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const ends = tokens.flatMap(({ last }, place) => (last ? [place + 1] : []));
  const starts = [0, ...ends];
  return starts.map((start, place) => tokens.slice(start, ends[place] ?? tokens.length));
}

const LEADS = [
  'on',
  'in',
  'during',
  'within',
  'over',
  'for',
  'of',
  'from',
  'throughout',
  'across',
  'at',
];

/** Where a phrase begins, with the `in the` before it. */
function startOf(asked: Asked, place: number): number {
  const article = wordAt(asked, place - 1) === 'the' ? place - 1 : place;
  const lead = LEADS.includes(wordAt(asked, article - 1)) ? article - 1 : article;
  return asked.tokens[lead]?.start ?? 0;
}

const COMPARED = ['with', 'to', 'versus', 'vs', 'against', 'than'];

/** `compared with last week`: what a period is compared with is no period of the question. */
function isCompared(asked: Asked, place: number): boolean {
  const at = wordAt(asked, place - 1) === 'the' ? place - 2 : place - 1;
  const word = wordAt(asked, at);
  if (!COMPARED.includes(word)) return false;
  return !['with', 'to'].includes(word) || /^compar/.test(wordAt(asked, at - 1));
}

/** All phrases about time in one sentence, each as long as it can be. */
function phrasesIn(asked: Asked): readonly Phrase[] {
  const phrases: Phrase[] = [];
  for (let place = 0; place < asked.tokens.length;) {
    const found = readPhrase(asked, place);
    const last = found === undefined ? undefined : asked.tokens[found.next - 1];
    if (found !== undefined && last !== undefined && !isCompared(asked, place))
      phrases.push({ said: found.value, start: startOf(asked, place), end: last.end });
    place = found?.next ?? place + 1;
  }
  return phrases;
}

/** `last week’s`: the ending belongs to it. */
const possessive = (text: string, { start, end }: TextSpan): TextSpan => ({
  start,
  end: end + (/^['’]s\b/.exec(text.slice(end))?.[0].length ?? 0),
});

const GAP = (wall: number): Unclear =>
  unclear(
    `On that day clocks went forward, so there was no ${showWall(wall)}. Please name another time.`,
  );
const TWICE = (wall: number): Unclear =>
  unclear(
    `Clocks went back, so ${showWall(wall)} was twice. Please write it with an offset, such as 2026-10-25T02:30+01:00.`,
  );

function instantOf({ wall, instant }: End, { zone }: Asked): number | Unclear {
  if (instant !== undefined) return instant;
  if (wall % DAY === 0) return startInstant(wall, zone);
  const [first, second] = instantsOf(wall, zone);
  if (first === undefined) return GAP(wall);
  return second === undefined ? first : TWICE(wall);
}

function periodOf(said: Stretch, asked: Asked): Period | Unclear {
  const from = instantOf(said.from, asked);
  if (typeof from !== 'number') return from;
  const now = asked.at.getTime();
  // At the very moment it begins, an open period is that moment: empty ones are refused.
  const to = said.to === undefined ? Math.max(now, from + 1) : instantOf(said.to, asked);
  if (typeof to !== 'number') return to;
  if (from > now) return unclear('That lies in the future: there are no records of it yet.');
  if (from >= to) return unclear('That period ends before it starts. Please check its times.');
  const { named } = said.piece ?? {};
  const [start, end] = [from, to].map((each) => new Date(each).toISOString());
  if (start === undefined || end === undefined) return unclear('That is no period.');
  return { from: start, to: end, zone: asked.zone.name, ...(named === undefined ? {} : { named }) };
}

const isUnclear = (value: Period | Unclear): value is Unclear => 'kind' in value;

interface Zone {
  readonly name: string;
  /** Minutes from UTC that an abbreviation stands for. */
  readonly only: readonly number[];
}

/** The zone that all of the zones said agree on. */
function zoneOf(found: readonly FoundZone[], own: string): Zone | Unclear {
  const names = new Set<string>();
  const only: number[] = [];
  for (const { said } of found) {
    if (said.kind === 'unclear') return said;
    names.add(said.kind === 'own' ? own : said.zone);
    if (said.kind === 'zone' && said.only !== undefined) only.push(said.only);
  }
  const [name = own, ...more] = names;
  return more.length === 0
    ? { name, only }
    : unclear(`Please name one time zone, not ${[name, ...more].join(' and ')}.`);
}

const fits = ({ from, to, zone: name }: Period, only: readonly number[]): boolean => {
  const zone = getZone(name);
  const offsets = [zone.offset(Date.parse(from)), zone.offset(Date.parse(to) - 1)];
  return only.every((minutes) => offsets.every((offset) => offset === minutes));
};

const same = (one: Period, two: Period): boolean => one.from === two.from && one.to === two.to;

/** One period for all phrases; two that mean the same are as good as one. */
function agreed(
  phrases: readonly Phrase[],
  asked: Asked,
  only: readonly number[],
): Period | Unclear {
  const periods = phrases.map(({ said }) =>
    said.kind === 'unclear' ? said : periodOf(said, asked),
  );
  const wrong = periods.find(isUnclear);
  if (wrong !== undefined) return wrong;
  const [first, ...more] = periods.flatMap((each) => (isUnclear(each) ? [] : [each]));
  if (first === undefined) return unclear('That is no period.');
  if (!more.every((each) => same(each, first)))
    return unclear('That names two periods. Please ask about one at a time.');
  if (!fits(first, only))
    return unclear(
      'That short form of a time zone is not what its clocks show then. Please name a city, such as Europe/Berlin, or UTC.',
    );
  return [first, ...more].find(({ named }) => named !== undefined) ?? first;
}

/**
 * The period that a question names in words or dates. Nothing is guessed: what can be read in two
 * ways, lies wholly in the future or does not exist is `unclear`, with a sentence that says why.
 */
export function findPeriod(text: string, when: When): FoundPeriod {
  const all = tokensOf(text);
  const zones = zonesIn(all);
  const zone = zoneOf(zones, when.zone);
  const name = 'kind' in zone ? when.zone : zone.name;
  const rest = all.filter(
    ({ start, end }) => !zones.some((each) => start >= each.start && end <= each.end),
  );
  const iana = getZone(name);
  const clock = { at: when.now, now: wallOf(when.now.getTime(), iana), zone: iana };
  const asked = sentencesOf(rest).map((tokens) => ({ tokens, ...clock }));
  const phrases = asked.flatMap(phrasesIn);
  if (phrases.length === 0) return { kind: 'none' };
  const spans = [...phrases, ...zones]
    .map((each) => possessive(text, each))
    .sort((a, b) => a.start - b.start);
  const period = 'kind' in zone ? zone : agreed(phrases, { tokens: [], ...clock }, zone.only);
  return isUnclear(period)
    ? { kind: 'unclear', says: period.says, spans }
    : { kind: 'found', period, spans };
}
