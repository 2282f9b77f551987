import { IANAZone } from 'luxon';

import type { TextSpan, Token } from './tokens.ts';

/** A zone said in a question. `only`: the minutes from UTC for which a short form stands. */
export type SaidZone =
  | { readonly kind: 'zone'; readonly zone: string; readonly only?: number }
  | { readonly kind: 'own' }
  | { readonly kind: 'unclear'; readonly says: string };

export interface FoundZone extends TextSpan {
  readonly said: SaidZone;
}

/** Short forms of a zone's winter and summer time, which mean nothing else in common use. */
const CLEAR = new Map<string, { readonly zone: string; readonly only: number }>([
  ['CET', { zone: 'Europe/Berlin', only: 60 }],
  ['CEST', { zone: 'Europe/Berlin', only: 120 }],
  ['EET', { zone: 'Europe/Athens', only: 120 }],
  ['EEST', { zone: 'Europe/Athens', only: 180 }],
]);

/** Short forms that stand for several zones, or that nobody should have to know. */
const UNCLEAR = [
  ...['EST', 'EDT', 'CST', 'CDT', 'MST', 'MDT', 'PST', 'PDT', 'AST', 'ADT', 'ET', 'CT', 'MT', 'PT'],
  ...['IST', 'BST', 'GST', 'SST', 'JST', 'KST', 'HKT', 'SGT', 'MSK', 'WET', 'WEST', 'NPT'],
  ...['AEST', 'AEDT', 'ACST', 'ACDT', 'AWST', 'NZST', 'NZDT', 'BRT', 'SAST', 'CAT', 'EAT', 'WAT'],
];

const AREAS = ['Europe', 'America', 'Asia', 'Africa', 'Australia', 'Pacific', 'Atlantic', 'Indian'];

const unclear = (says: string): SaidZone => ({ kind: 'unclear', says });

const capitals = (name: string): string =>
  name.toLowerCase().replace(/(?:^|[/_])[a-z]/g, (letters) => letters.toUpperCase());

/** As the list of zones has it, for other readers of zones mind capitals. */
const written = (typed: string): string =>
  Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === typed.toLowerCase()) ??
  (/^[A-Z]/.test(typed) ? typed : capitals(typed));

const known = (zone: string): boolean => IANAZone.isValidZone(zone);

/** `UTC`, `UTC+2`; zones of whole hours are called after what has to be added to get UTC. */
function findOffset(text: string): SaidZone | undefined {
  const found = /^(?:utc|gmt)(?:([+-])0?(\d{1,2})(?::?(\d{2}))?)?$/.exec(text);
  if (found === null) return undefined;
  const [, sign = '+', hours = '0', minutes = '0'] = found;
  if (Number(hours) > 12 || Number(minutes) > 0)
    return unclear('Please name that time zone after a city, such as Asia/Kathmandu.');
  const zone = Number(hours) === 0 ? 'UTC' : `Etc/GMT${sign === '+' ? '-' : '+'}${hours}`;
  return { kind: 'zone', zone };
}

function findWritten({ typed, text, kind }: Token): SaidZone | undefined {
  const clear = CLEAR.get(typed);
  if (clear !== undefined) return { kind: 'zone', ...clear };
  if (UNCLEAR.includes(typed))
    return unclear(
      `${typed} can mean several times. Please name a zone, such as Europe/Berlin or UTC.`,
    );
  if (kind === 'other' && /^[a-z]+(?:\/[a-z_-]+)+$/i.test(typed) && known(typed))
    return { kind: 'zone', zone: written(typed) };
  return findOffset(text);
}

/** `Berlin time`, `New York time`: the words before `time`. */
function findCity(words: readonly Token[]): SaidZone | undefined {
  const name = words.map(({ text }) => text).join('_');
  if (name === 'local' || name === 'my' || name === 'our') return { kind: 'own' };
  const zone = AREAS.map((area) => `${area}/${capitals(name)}`).find(known);
  return zone === undefined ? undefined : { kind: 'zone', zone };
}

function findCityTime(tokens: readonly Token[], place: number): FoundZone | undefined {
  const time = tokens[place];
  if (time?.text !== 'time') return undefined;
  for (const length of [3, 2, 1]) {
    const words = tokens.slice(Math.max(0, place - length), place);
    const plain =
      words.length === length && words.every(({ kind, last }) => kind === 'word' && !last);
    const said = plain ? findCity(words) : undefined;
    if (said !== undefined && words[0] !== undefined)
      return { said, start: words[0].start, end: time.end };
  }
  return undefined;
}

function findAt(tokens: readonly Token[], place: number): FoundZone | undefined {
  const token = tokens[place];
  const said = token === undefined ? undefined : findWritten(token);
  if (token === undefined || said === undefined) return findCityTime(tokens, place);
  const next = tokens[place + 1];
  const end = next?.text === 'time' && !token.last ? next.end : token.end;
  return { said, start: token.start, end };
}

/** The zones that are said, with the `in` before them. */
export function zonesIn(tokens: readonly Token[]): readonly FoundZone[] {
  return tokens.flatMap((_, place) => {
    const found = findAt(tokens, place);
    if (found === undefined) return [];
    const ahead = tokens.findLast(({ end }) => end <= found.start);
    return [ahead?.text === 'in' && !ahead.last ? { ...found, start: ahead.start } : found];
  });
}
