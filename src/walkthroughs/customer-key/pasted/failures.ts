import { z } from 'zod';
import type { Data } from '../../../core/data.ts';
import { shortened } from './cleaned.ts';
import { findRule } from './onboarding-rules.ts';
import { recordsIn, textOf, type PastedRecord } from './records.ts';

/** A rule that was not kept, in the module's own words. */
export interface Failure {
  readonly rule: string;
  readonly scope: string;
  readonly expected: string;
  readonly actual: string;
}

/** What the columns may be called; none of it is documented. */
const COLUMNS = {
  rule: ['Rule', 'RuleName', 'ValidationRule', 'ValidationName', 'Validation'],
  scope: ['Scope', 'Subscription', 'SubscriptionId', 'Resource', 'Target'],
  expected: ['ExpectedValue', 'Expected'],
  actual: ['ActualValue', 'Actual'],
} as const;
const ALL = Object.values(COLUMNS).flat();

const Thing = z.record(z.string(), z.json());

const failureOf = (record: PastedRecord): Failure => {
  const pick = (names: readonly string[]) =>
    names.map((name) => textOf(record.get(name.toLowerCase()))).find((text) => text !== '') ?? '';
  return {
    rule: pick(COLUMNS.rule),
    scope: pick(COLUMNS.scope),
    expected: pick(COLUMNS.expected),
    actual: pick(COLUMNS.actual),
  };
};

const named = (rule: string): Failure => ({ rule, scope: '', expected: '', actual: '' });

/** `@{Rule=A; Scope=b}` and `Rule: A, Scope: b`: how an object is printed inside of another. */
function fromText(text: string): readonly Failure[] {
  const keys = new RegExp(`\\b(${ALL.join('|')})\\s*[=:]\\s*`, 'gi');
  const marks = [...text.matchAll(keys)];
  const records: Map<string, Data>[] = [];
  marks.forEach((mark, number) => {
    const name = (mark[1] ?? '').toLowerCase();
    const value = text
      .slice(mark.index + mark[0].length, marks[number + 1]?.index ?? text.length)
      .slice(0, 1000)
      .replaceAll(/[\s;,}@{]+$/g, '');
    const last = records.at(-1);
    if (last === undefined || last.has(name)) records.push(new Map([[name, value]]));
    else last.set(name, value);
  });
  return records.map(failureOf).filter(({ rule }) => rule !== '');
}

const NOTHING = /^(?:\{\s*\}|\[\s*\]|\(\s*\)|\$?null|none)?$/i;

/** What stands in the property itself, in whatever form. */
function inside(value: Data | undefined): readonly Failure[] {
  if (Array.isArray(value)) return value.flatMap((each: Data) => inside(each));
  const thing = Thing.safeParse(value);
  if (thing.success) return [fromThing(thing.data)];
  const text = textOf(value);
  if (NOTHING.test(text)) return [];
  const objects = fromText(text);
  if (objects.length > 0) return objects;
  const inner = /^\{(.*)\}$/.exec(text)?.[1] ?? text;
  return inner
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(named);
}

function fromThing(thing: Readonly<Record<string, Data>>): Failure {
  const record = new Map(
    Object.entries(thing).map(([name, value]) => [name.toLowerCase(), value] as const),
  );
  const failure = failureOf(record);
  return failure.rule === '' ? named(JSON.stringify(thing)) : failure;
}

/** The printed names of types say nothing: then the rows that were printed after it count. */
const isTypeName = ({ rule }: Failure): boolean => /^[\w.]*\.\w+$/.test(rule);

/** Every rule that was reported: in the property, or as rows that were printed after it. */
export function failuresIn(text: string, property: Data | undefined): readonly Failure[] {
  const rows = recordsIn(text, ALL)
    .map(failureOf)
    .filter(({ rule }) => rule !== '');
  const own = inside(property);
  const telling = own.filter((failure) => !isTypeName(failure));
  const all = rows.length > telling.length ? rows : telling.length > 0 ? telling : own;
  return [...new Map(all.map((failure) => [JSON.stringify(failure), failure])).values()];
}

/** One failed rule for people: what it says, which check of ours it is, what to do. */
export function failureText({ rule, scope, expected, actual }: Failure): string {
  const known = findRule(rule);
  const where = scope === '' ? '' : ` (${shortened(scope)})`;
  const values =
    expected === '' && actual === ''
      ? ''
      : `: expected ${shortened(expected) || 'nothing'}, found ${shortened(actual) || 'nothing'}`;
  const ours =
    known === undefined
      ? 'This version knows no rule of that name; it is shown as it came.'
      : `It is our check ${known.check}. ${known.fix}`;
  return `${shortened(rule)}${where}${values}. ${ours}`;
}
