import { z } from 'zod';
import type { Data } from '../../../core/data.ts';
import { jsonIn } from './json-in.ts';
import { tableIn } from './table-in.ts';

/** One printed object: values by the names asked for, in lower case. */
export type PastedRecord = ReadonlyMap<string, Data>;

const Thing = z.record(z.string(), z.json());

/** A name, padding, a colon: how PowerShell prints a property in a list. */
const PROPERTY = /^ *([A-Za-z_]\w{0,60})( *):(?: (.*))?$/;
/** A value that goes on is put under its beginning. */
const INDENTED = /^ {4,}\S/;

/**
 * The objects in what a person pasted, whether it was printed as a list, as a table or as JSON, and
 * whatever stands around it. Only properties of these names are looked at.
 */
export function recordsIn(text: string, names: readonly string[]): readonly PastedRecord[] {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const { values, rest } = jsonIn(text);
  const things = values.flatMap((value) => thingsIn(value, wanted));
  // In whatever form it is said, what contradicts has to be seen as well.
  return [...things, ...listedIn(rest, names), ...tableIn(rest, wanted)];
}

function thingsIn(value: Data, wanted: ReadonlySet<string>): readonly PastedRecord[] {
  if (Array.isArray(value)) return value.flatMap((each: Data) => thingsIn(each, wanted));
  const thing = Thing.safeParse(value);
  if (!thing.success) return [];
  const known = Object.entries(thing.data)
    .map(([name, inner]) => [name.toLowerCase(), inner] as const)
    .filter(([name]) => wanted.has(name));
  // What is asked for may lie deeper, such as the rows of a list inside an object.
  if (known.length === 0)
    return Object.values(thing.data).flatMap((each) => thingsIn(each, wanted));
  return [new Map(known)];
}

interface Pair {
  readonly name: string;
  readonly lines: string[];
  /** Braces that are still open. */
  depth: number;
}

/** A list that came as one line: each name begins a line of its own again. */
const unfolded = (text: string, names: readonly string[]): string =>
  text.replaceAll(new RegExp(`(?<=\\S) +(?=(?:${names.join('|')}) +: )`, 'gi'), '\n');

function listedIn(text: string, names: readonly string[]): readonly PastedRecord[] {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const records: Map<string, Data>[] = [];
  for (const { name, lines } of pairsIn(unfolded(text, names), wanted)) {
    if (!wanted.has(name)) continue;
    const last = records.at(-1);
    const value = lines.join('\n').trim();
    // Every object has each property once: one that comes again begins the next object.
    if (last === undefined || last.has(name)) records.push(new Map([[name, value]]));
    else last.set(name, value);
  }
  return records;
}

function pairsIn(text: string, wanted: ReadonlySet<string>): readonly Pair[] {
  const pairs: Pair[] = [];
  let open: Pair | undefined;
  for (const line of text.split('\n')) {
    const begun = INDENTED.test(line) && open !== undefined ? undefined : pairAt(line, wanted);
    if (begun !== undefined) pairs.push((open = begun));
    else if (open !== undefined && goesOn(open, line)) add(open, line);
    else open = undefined;
  }
  return pairs;
}

function pairAt(line: string, wanted: ReadonlySet<string>): Pair | undefined {
  const [, name = '', padding = '', value = ''] = PROPERTY.exec(line) ?? [];
  if (name === '') return undefined;
  const known = wanted.has(name.toLowerCase());
  if (!known && padding === '') return undefined;
  return { name: name.toLowerCase(), lines: [value], depth: depthOf(value) };
}

function add(pair: Pair, line: string): void {
  pair.lines.push(line.trim());
  pair.depth += depthOf(line);
}

/** A chat may have taken the indent away: then an open brace says that the value goes on. */
const goesOn = ({ depth }: Pair, line: string): boolean =>
  line.trim() !== '' && (INDENTED.test(line) || depth > 0);

const depthOf = (text: string): number => text.split(/[{(]/).length - text.split(/[})]/).length;

/** A value as text in one line. */
export function textOf(value: Data | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/^["']|["']$/g, '');
}

/** A value that has no blanks in itself, such as an address: wrapping may have put some there. */
export const solid = (value: Data | undefined): string => textOf(value).replaceAll(/\s+/g, '');

/** The parts of a list: `{a, b}`, a list of JSON, or one that stands alone. */
export function partsOf(value: Data | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each: Data) => partsOf(each));
  const text = solid(value);
  const inner = /^\{(.*)\}$/.exec(text)?.[1] ?? text;
  return inner
    .split(',')
    .map((part) => part.replaceAll(/^["']|["']$/g, ''))
    .filter((part) => part !== '');
}
