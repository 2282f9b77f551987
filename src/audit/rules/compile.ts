import { any, not } from '../condition.ts';
import type { Condition } from '../condition.ts';
import { findPatternFault } from './pattern.ts';
import { findForm } from './rule.ts';
import type { Family, Form, Rule, Values } from './rule.ts';

/** What the rules of one file may refer to. */
export interface Names {
  readonly sets: ReadonlyMap<string, readonly string[]>;
  readonly switches: ReadonlyMap<string, boolean>;
  /** Rules by their id, in the order in which they stand. */
  readonly rules: Readonly<Record<Family, ReadonlyMap<string, Rule>>>;
}

/** Where a rule is read: its place in the file, and the definitions that led to it. */
export interface Reading {
  readonly names: Names;
  readonly at: string;
  readonly through: readonly string[];
  fault(says: string): void;
}

const NEVER = any();

/** Actors are told apart by the first rule that holds, so that nobody is of two kinds. */
const FIRST_WINS: readonly Family[] = ['actor'];

function refuse(reading: Reading, says: string): Condition {
  reading.fault(`${reading.at}: ${says}`);
  return NEVER;
}

function textsOf(values: Values, reading: Reading): readonly string[] {
  if (typeof values === 'string') {
    const set = reading.names.sets.get(values);
    if (set === undefined) refuse(reading, `there is no set named ${values}`);
    return set ?? [];
  }
  const words = values.filter((value) => typeof value === 'string');
  if (words.length < values.length) refuse(reading, 'text is compared with numbers');
  if (values.length === 0) refuse(reading, 'there are no values to compare with');
  return words.map((word) => word.toLowerCase());
}

function textOf({ how, column }: Form & { form: 'text' }, values: readonly string[]): Condition {
  switch (how) {
    case 'is':
      return { kind: 'is', column, values };
    case 'starts':
      return { kind: 'starts', column, values };
    case 'holds':
      return { kind: 'holds', column, values };
  }
}

function numberOf({ values, column }: Form & { form: 'number' }, reading: Reading): Condition {
  const numbers = typeof values === 'string' ? [] : values.filter((one) => typeof one === 'number');
  return numbers.length === 0 || numbers.length < values.length
    ? refuse(reading, `${column} is compared with numbers, listed in place`)
    : { kind: 'number', column, values: numbers };
}

function likeOf({ column, pattern }: Form & { form: 'like' }, reading: Reading): Condition {
  const wrong = findPatternFault(pattern);
  return wrong === undefined
    ? { kind: 'like', column, pattern }
    : refuse(reading, `the pattern ${pattern} ${wrong}`);
}

function whenOf({ name, of }: Form & { form: 'when' }, reading: Reading): Condition {
  const on = reading.names.switches.get(name);
  if (on === undefined) return refuse(reading, `there is no switch named ${name}`);
  // Read in either case: what is switched off has to be in order too.
  const condition = conditionOfRule(of, reading);
  return on ? condition : NEVER;
}

const fieldOf = ({ name, value }: Form & { form: 'field' }): Condition => ({
  kind: 'field',
  name: name.toLowerCase(),
  ...(value === undefined ? {} : { value: value.toLowerCase() }),
});

function conditionOfForm(form: Form, reading: Reading): Condition {
  switch (form.form) {
    case 'all':
    case 'any':
      return { kind: form.form, of: form.of.map((each) => conditionOfRule(each, reading)) };
    case 'not':
      return not(conditionOfRule(form.of, reading));
    case 'text':
      return textOf(form, textsOf(form.values, reading));
    case 'number':
      return numberOf(form, reading);
    case 'like':
      return likeOf(form, reading);
    case 'field':
      return fieldOf(form);
    case 'when':
      return whenOf(form, reading);
    case 'same':
      return conditionOfNamed(form.family, form.id, reading);
  }
}

/** The condition that a rule stands for; what is wrong with it goes to `reading.fault`. */
export function conditionOfRule(rule: Rule, reading: Reading): Condition {
  const form = findForm(rule);
  if (form !== undefined) return conditionOfForm(form, reading);
  const keys = Object.keys(rule).join(', ');
  return refuse(reading, keys === '' ? 'a rule is empty' : `${keys} do not make one rule together`);
}

/** The condition of a definition, by itself or where another one refers to it. */
export function conditionOfNamed(family: Family, id: string, reading: Reading): Condition {
  const name = `${family} ${id}`;
  const rules = reading.names.rules[family];
  const rule = rules.get(id);
  if (rule === undefined) return refuse(reading, `there is no ${name}`);
  if (reading.through.includes(name)) return refuse(reading, `${name} refers to itself`);
  const inside = { ...reading, through: [...reading.through, name] };
  const own = conditionOfRule(rule, inside);
  if (!FIRST_WINS.includes(family)) return own;
  const earlier = [...rules].slice(0, [...rules.keys()].indexOf(id));
  const before = earlier.map(([, each]) => conditionOfRule(each, inside));
  return before.length === 0 ? own : { kind: 'all', of: [own, not(any(...before))] };
}
