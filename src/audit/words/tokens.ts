import ipaddr from 'ipaddr.js';
import { lowered } from '../lowered.ts';
import type { Unit } from '../query.ts';
import { UNITS } from '../query.ts';
import { unquoted } from './quote.ts';
import type { Lexeme, Sense, Target } from './sense.ts';

// Pieces of a text that are recognised by their form: quoted texts, addresses, ids, hosts, clock times.

const CLOCK = String.raw`\d{1,2}(?::\d\d)?(?: ?[ap]m)?`;
const UNIT = 'hours?|days?|weeks?|months?|quarters?|years?';
const GUID = String.raw`\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?`;
const MONTHS =
  'january|february|march|april|may|june|july|august|september|october|november|december';
/** Where environments are; another host must be quoted, for it could be anything. */
const DYNAMICS = String.raw`dynamics\.com|dynamics\.cn|microsoftdynamics\.us|appsplatform\.us`;
const END = String.raw`(?![\p{L}\p{N}_@/\\-]|[.:][\p{L}\p{N}])`;
const COMPARED =
  'compared? (?:with|to|against)|in comparison (?:with|to)|comparison (?:with|to)|vs\\.?|versus|change (?:against|from)|against';
const BEFORE = 'period before(?: that)?|one before|(?:previous|preceding|prior) period';

type Form = readonly [RegExp, (text: string, groups: readonly string[]) => readonly Sense[]];

const value =
  (field: 'user' | 'record' | 'environment' | 'address' | 'table' | 'hours' | 'agent') =>
  (text: string): Sense => ({ kind: 'value', field, values: [lowered(text)] });

const named = (field: 'user' | 'environment', text: string): Sense => ({
  kind: 'value',
  field,
  values: [text],
  named: true,
});

function guid(text: string): readonly Sense[] {
  const id = text.replace(/[{}]/gu, '').toLowerCase();
  return [value('record')(id), named('user', id), named('environment', id)];
}

/** An address or range as it is compared; a port is no part of the client. */
export function findAddress(text: string): string | undefined {
  const bare = text.replace(/^\[(.*)\](?::\d+)?$/u, '$1').replace(/^(\d+(?:\.\d+){3}):\d+$/u, '$1');
  // A library takes 3/11 for a range; people take it for a day.
  if (ipaddr.isValidCIDR(bare) && /:|^(?:\d+\.){3}/u.test(bare)) {
    const [, bits] = ipaddr.parseCIDR(bare);
    return `${networkOf(bare)}/${bits}`;
  }
  const plain = bare.includes(':')
    ? ipaddr.IPv6.isValid(bare)
    : ipaddr.IPv4.isValidFourPartDecimal(bare);
  return plain && !bare.includes('%') ? ipaddr.parse(bare).toString() : undefined;
}

const networkOf = (cidr: string): string =>
  (cidr.includes(':')
    ? ipaddr.IPv6.networkAddressFromCIDR(cidr)
    : ipaddr.IPv4.networkAddressFromCIDR(cidr)
  ).toString();

function address(text: string): readonly Sense[] {
  const found = findAddress(text);
  return found === undefined ? [] : [value('address')(found)];
}

function minutesOf(text: string): string | undefined {
  const [, hour = '', minute = '00', half] =
    /^(\d{1,2})(?::(\d\d))?(?: ?([ap])m)?$/iu.exec(text) ?? [];
  const written = Number(hour);
  if (half !== undefined && (written < 1 || written > 12)) return undefined;
  const hours =
    half === undefined ? written : (written % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const [h, m] = [String(hours).padStart(2, '0'), minute];
  return hours < 24 && Number(m) < 60 ? `${h}:${m}` : undefined;
}

/** Only what cannot be taken for a number of something else: `18:00`, `6 pm`. */
const isClock = (text: string): boolean => /:|[ap]m$/iu.test(text);

function clocks(from: string, to: string): readonly Sense[] {
  // "6 to 11 pm" leaves open which half of the day six o'clock is in.
  if (![from, to].every(isClock)) return [];
  const [start, end] = [minutesOf(from), to === '24:00' ? to : minutesOf(to)];
  if (start === undefined || end === undefined || start === end) return [];
  return [value('hours')(`${start}-${end}`)];
}

const unitOf = (text: string): Unit | undefined => UNITS.find((unit) => text.startsWith(unit));

function target(text: string): Target {
  if (new RegExp(`^(?:the )?(?:${BEFORE})$`, 'iu').test(text))
    return { kind: 'before', count: 1, unit: undefined, text };
  const units = new RegExp(
    `^(?:the )?(?:(?:previous|preceding|prior) (\\d+ )?(${UNIT})|(\\d+ )?(${UNIT}) before(?: that)?)$`,
    'iu',
  ).exec(text.toLowerCase());
  const unit = unitOf(units?.[2] ?? units?.[4] ?? '');
  if (unit === undefined) return { kind: 'named', count: 1, unit, text };
  return { kind: 'units', count: Number(units?.[1] ?? units?.[3] ?? 1), unit, text };
}

const host = (text: string): Sense =>
  value('environment')(text.replace(/^https?:\/\//iu, '').replace(/\/$/u, ''));

const DAY_END = '24:00';

/** An address of a person in quotation marks can be nothing else: `by "dan@contoso.com"`. */
const PERSON = /^[^\s@"\\]+@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u;

const quotedSenses = (text: string): readonly Sense[] => [
  { kind: 'quoted', value: text },
  ...(PERSON.test(text) ? [value('user')(text)] : []),
];

const FORMS: readonly Form[] = [
  [/"(?:[^"\\]|\\.)*"/suy, (text) => quotedSenses(unquoted(text))],
  [/“[^“”"]*”/suy, (text) => quotedSenses(text.slice(1, -1))],
  [
    new RegExp(
      `(?:${COMPARED}) ((?:the )?(?:${BEFORE}|(?:previous|preceding|prior|last) (?:\\d+ )?(?:${UNIT})|(?:\\d+ )?(?:${UNIT}) before(?: that)?(?! last)|yesterday|(?:${MONTHS})(?: \\d{4})?))${END}`,
      'iuy',
    ),
    (_, [text = '']) => [{ kind: 'compare', target: target(text) }],
  ],
  [
    new RegExp(`(?:between|from) (${CLOCK}) (?:and|to|until|till) (${CLOCK}|24:00)${END}`, 'iuy'),
    (_, [from = '', to = '']) => clocks(from, to),
  ],
  [
    new RegExp(`(${CLOCK}) ?[-–] ?(${CLOCK})${END}`, 'iuy'),
    (_, [from = '', to = '']) => clocks(from, to),
  ],
  [new RegExp(`after (${CLOCK})${END}`, 'iuy'), (_, [from = '']) => clocks(from, DAY_END)],
  [new RegExp(`before (${CLOCK})${END}`, 'iuy'), (_, [to = '']) => clocks('00:00', to)],
  [
    /[\p{L}\p{N}._%+!#$&*/=?^{|}~'-]+@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?/uy,
    (text) => [value('user')(text)],
  ],
  [new RegExp(`${GUID}${END}`, 'iuy'), guid],
  [/\[?[0-9a-f.:]*[0-9a-f:]\]?(?::\d+)?(?:\/\d{1,3})?(?![\p{L}\p{N}_@/:-]|\.\S)/iuy, address],
  [new RegExp(`https?://[a-z0-9.-]+/?${END}`, 'iuy'), (text) => [host(text)]],
  [
    new RegExp(`[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.(?:${DYNAMICS})/?${END}`, 'iuy'),
    (text) => [host(text)],
  ],
  [new RegExp(`[a-z][a-z0-9]{1,7}_[a-z0-9_]+${END}`, 'iuy'), (text) => [value('table')(text)]],
  [/[a-z][\w.-]*\/\d[\d.]*/iuy, (text) => [value('agent')(text)]],
  [new RegExp(`\\d{1,6}${END}`, 'uy'), (text) => [{ kind: 'number', value: Number(text) }]],
  [/['’]s(?!\p{L})/uy, () => [{ kind: 'possessive' }]],
  [/[,;:]/uy, () => [{ kind: 'join', join: ',' }]],
];

/** Like `America/New_York`: one word; which of these are zones, times know. */
const ZONE = `[a-z]+(?:/[a-z]+(?:[_-][a-z]+)*)+${END}`;
const WORD = String.raw`[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_'’-]*[\p{L}\p{M}\p{N}_])?`;
const ANY = new RegExp(String.raw`${ZONE}|${WORD}|\S`, 'iuy');

function formAt(text: string, at: number): Lexeme | undefined {
  for (const [form, read] of FORMS) {
    form.lastIndex = at;
    const [found, ...groups] = form.exec(text) ?? [];
    const senses = found === undefined ? [] : read(found, groups);
    if (found !== undefined && senses.length > 0)
      return { text: found, start: at, end: at + found.length, senses };
  }
  return undefined;
}

/** Pieces of a text, the words among them still without a meaning. Nothing but blanks is left out. */
export function tokensOf(text: string): readonly Lexeme[] {
  const tokens: Lexeme[] = [];
  for (let at = 0; at < text.length;) {
    const token = formAt(text, at) ?? wordAt(text, at);
    if (token.text.trim() !== '') tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function wordAt(text: string, at: number): Lexeme {
  ANY.lastIndex = at;
  const word = ANY.exec(text)?.[0] ?? text.slice(at, at + 1);
  return { text: word, start: at, end: at + word.length, senses: [] };
}
