import { isRecord, type Json } from './json.ts';
import { Refused } from './tally.ts';

/** Where in a value something is not as it should be; filled from the inside out. */
export interface Trace {
  readonly path: string[];
  says: string;
  /** Members that this verifier does not know. */
  readonly unknown: Set<string>;
}

/** Judges a value that was read, and says in the trace what is wrong with it. */
export type Kind<T> = (value: unknown, trace: Trace) => value is T;
export type Of<K> = K extends Kind<infer T> ? T : never;

const no = (trace: Trace, says: string): false => {
  trace.says = says;
  return false;
};

const within = (trace: Trace, name: string | number): false => {
  trace.path.unshift(String(name));
  return false;
};

export const text: Kind<string> = (value, trace): value is string =>
  typeof value === 'string' || no(trace, 'is not a text');

export const count: Kind<number> = (value, trace): value is number =>
  (Number.isSafeInteger(value) && Number(value) >= 0) || no(trace, 'is not a whole number');

export const positive: Kind<number> = (value, trace): value is number =>
  (Number.isSafeInteger(value) && Number(value) >= 1) || no(trace, 'is not a whole number from 1');

export const anything: Kind<Json> = (value, trace): value is Json =>
  value !== undefined || no(trace, 'is missing');

const matching =
  (pattern: RegExp, says: string): Kind<string> =>
  (value, trace): value is string =>
    (typeof value === 'string' && pattern.test(value)) || no(trace, says);

export const hex = matching(/^[0-9a-f]{64}$/, 'is not a SHA-256 in hex');
export const runName = matching(/^[0-9A-Za-z][0-9A-Za-z._-]{0,99}$/, 'is not the name of a run');

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

export const time: Kind<string> = (value, trace): value is string =>
  (typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value))) ||
  no(trace, 'is not a time');

const DAY = /^\d{4}-\d\d-\d\d$/;

export const day: Kind<string> = (value, trace): value is string =>
  (typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value))) ||
  no(trace, 'is not a day');

export const oneOf =
  <const T extends string | number | boolean | null>(...allowed: readonly T[]): Kind<T> =>
  (value, trace): value is T =>
    allowed.some((one) => one === value) || no(trace, `is none of: ${allowed.join(', ')}`);

export const list =
  <T>(kind: Kind<T>): Kind<readonly T[]> =>
  (value, trace): value is readonly T[] =>
    Array.isArray(value)
      ? value.every((one, index) => kind(one, trace) || within(trace, index))
      : no(trace, 'is not a list');

export const either =
  <A, B>(one: Kind<A>, other: Kind<B>): Kind<A | B> =>
  (value, trace): value is A | B =>
    one(value, { path: [], says: '', unknown: trace.unknown }) || other(value, trace);

type Members = Readonly<Record<string, Kind<unknown>>>;
type Object<M extends Members, O extends Members> = {
  readonly [Name in keyof M]: Of<M[Name]>;
} & { readonly [Name in keyof O]?: Of<O[Name]> };

/** An object with these members; those it has beside them are noted, or left alone. */
export function object<M extends Members, O extends Members = Record<never, never>>(
  must: M,
  may?: O,
  others: 'noted' | 'free' = 'noted',
): Kind<Object<M, O>> {
  const demanded = Object.entries(must);
  const allowed = new Map<string, Kind<unknown>>(Object.entries(may ?? {}));
  return (value, trace): value is Object<M, O> => {
    if (!isRecord(value)) return no(trace, 'is not an object');
    for (const [name, kind] of demanded)
      if (!Object.hasOwn(value, name)) return no(trace, `has no ${name}`);
      else if (!kind(value[name], trace)) return within(trace, name);
    const names = Object.keys(value);
    if (names.length === demanded.length) return true;
    for (const name of names) {
      if (Object.hasOwn(must, name)) continue;
      const kind = allowed.get(name);
      if (kind === undefined) {
        if (others === 'noted') trace.unknown.add(name);
      } else if (!kind(value[name], trace)) return within(trace, name);
    }
    return true;
  };
}

/** The value as what it should be; refused with its place and a sentence when it is not. */
export function read<T>(
  kind: Kind<T>,
  value: unknown,
  place: string,
  unknown = new Set<string>(),
): T {
  const trace: Trace = { path: [], says: '', unknown };
  if (kind(value, trace)) return value;
  const where = trace.path.length === 0 ? '' : `: ${trace.path.join('.')}`;
  throw new Refused(place + where, trace.says);
}

/** As `read`, and nothing beside the members that are known. */
export function readExact<T>(kind: Kind<T>, value: unknown, place: string): T {
  const unknown = new Set<string>();
  const found = read(kind, value, place, unknown);
  const [extra] = unknown;
  if (extra !== undefined)
    throw new Refused(place, `has a member that does not belong there: ${extra}`);
  return found;
}
