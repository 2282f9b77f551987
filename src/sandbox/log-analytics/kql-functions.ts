import { createHash } from 'node:crypto';
import { fullAddress, isInRange } from './kql-addresses.ts';
import { TIME_FUNCTIONS } from './kql-times.ts';
import {
  isValue,
  numberOf,
  refused,
  settled,
  textOf,
  timeOf,
  type Bind,
  type Type,
  type Value,
} from './kql-values.ts';

/** A function of values alone: its type, and how many it takes. */
export interface Plain {
  readonly type: Type;
  readonly takes: readonly [number, number];
  of(...given: readonly Value[]): Value;
}

const plain = (
  type: Type,
  takes: number | readonly [number, number],
  of: (...given: readonly Value[]) => Value,
): Plain => ({ type, takes: typeof takes === 'number' ? [takes, takes] : takes, of });

const whole = (value: Value): Value => {
  const number = numberOf(value);
  return number === null ? null : Math.trunc(number);
};

const text = (value: Value | undefined): string => textOf(value ?? null);

function parsed(value: Value): Value {
  if (typeof value !== 'string') return value;
  try {
    const inner: unknown = JSON.parse(value);
    return isValue(inner) ? inner : null;
  } catch {
    // What is no JSON is a text of its own.
    return value;
  }
}

function found(pattern: Value | undefined, group: Value | undefined, value: Value | undefined) {
  const match = new RegExp(text(pattern), 'u').exec(text(value));
  return match?.[Number(group)] ?? '';
}

const foundAll = (pattern: Value | undefined, value: Value | undefined): Value =>
  [...text(value).matchAll(new RegExp(text(pattern), 'gu'))].map((match) => match[1] ?? match[0]);

const trimmed = (pattern: Value | undefined, value: Value | undefined): string =>
  text(value)
    .replace(new RegExp(`^(?:${text(pattern)})+`, 'u'), '')
    .replace(new RegExp(`(?:${text(pattern)})+$`, 'u'), '');

const listOf = (value: Value | undefined): readonly unknown[] =>
  Array.isArray(value) ? value : [];

const inOrder = (one: unknown, other: unknown): number =>
  Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));

const FUNCTIONS: Readonly<Record<string, Plain>> = {
  ...TIME_FUNCTIONS,
  tostring: plain('string', 1, (value) => text(value)),
  tolower: plain('string', 1, (value) => text(value).toLowerCase()),
  toint: plain('int', 1, (value) => whole(value ?? null)),
  tolong: plain('long', 1, (value) => whole(value ?? null)),
  toreal: plain('real', 1, (value) => numberOf(value ?? null)),
  todatetime: plain('datetime', 1, (value) => timeOf(value ?? null)),
  parse_json: plain('dynamic', 1, (value) => parsed(value ?? null)),
  todynamic: plain('dynamic', 1, (value) => parsed(value ?? null)),
  strcat: plain('string', [1, 64], (...parts) => parts.map(text).join('')),
  strlen: plain('long', 1, (value) => [...text(value)].length),
  substring: plain('string', [2, 3], (value, from, count) =>
    [...text(value)]
      .slice(Number(from), count === undefined ? undefined : Number(from) + Number(count))
      .join(''),
  ),
  strcmp: plain('long', 2, (one, other) =>
    Math.sign(Buffer.compare(Buffer.from(text(one)), Buffer.from(text(other)))),
  ),
  split: plain('dynamic', 2, (value, sign) => text(value).split(text(sign))),
  trim: plain('string', 2, trimmed),
  extract: plain('string', 3, found),
  extract_all: plain('dynamic', 2, foundAll),
  replace_regex: plain('string', 3, (value, pattern, by) =>
    text(value).replaceAll(new RegExp(text(pattern), 'gu'), text(by).replaceAll('\\', '$')),
  ),
  replace_string: plain('string', 3, (value, old, by) =>
    text(value).replaceAll(text(old), () => text(by)),
  ),
  isempty: plain('bool', 1, (value) => text(value) === ''),
  isnotempty: plain('bool', 1, (value) => text(value) !== ''),
  isnull: plain('bool', 1, (value) => value === null),
  isnotnull: plain('bool', 1, (value) => value !== null),
  not: plain('bool', 1, (value) => (value === null || value === undefined ? null : !value)),
  array_length: plain('long', 1, (value) => (Array.isArray(value) ? value.length : null)),
  array_concat: plain('dynamic', [1, 64], (...lists) => lists.flatMap(listOf)),
  array_sort_asc: plain('dynamic', 1, (list) => listOf(list).toSorted(inOrder)),
  set_has_element: plain('bool', 2, (list, value) => listOf(list).includes(value)),
  pack: plain('dynamic', [2, 64], packed),
  bag_pack: plain('dynamic', [2, 64], packed),
  hash_sha256: plain('string', 1, (value) =>
    createHash('sha256').update(text(value)).digest('hex'),
  ),
  parse_ipv6: plain('string', 1, (value) => fullAddress(text(value)) ?? ''),
  ipv4_is_in_range: plain('bool', 2, (value, range) => isInRange('ipv4', text(value), text(range))),
  ipv6_is_in_range: plain('bool', 2, (value, range) => isInRange('ipv6', text(value), text(range))),
};

function packed(...given: readonly Value[]): Value {
  const pairs = Array.from({ length: given.length / 2 }, (_, at) => [
    text(given[2 * at]),
    given[2 * at + 1],
  ]);
  return Object.fromEntries(pairs);
}

/** A call of a function whose arguments are all worked out first. */
export function callOf(name: string, given: readonly Bind[]): Bind {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known === undefined) throw refused(`Unknown function: '${name}'.`);
  const [least, most] = known.takes;
  if (given.length < least || given.length > most)
    throw refused(`${name}(): function expects ${least} argument(s).`);
  return (columns) => {
    const bound = given.map((each) => each(columns));
    return {
      type: known.type,
      of: (row) => settled(known.type, known.of(...bound.map((each) => each.of(row)))),
    };
  };
}
