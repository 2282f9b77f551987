import type { Definition, Definitions } from './definitions.ts';
import { findForm } from './rules/rule.ts';
import type { Comparison, Form, Rule, Values } from './rules/rule.ts';

const COLUMNS: Readonly<Record<string, string>> = {
  type: 'record type',
  userType: 'user type',
  touched: 'number of records named',
  agent: 'client',
};

const COMPARISONS: Readonly<Record<Comparison, string>> = {
  is: 'is',
  starts: 'begins with',
  holds: 'contains',
};

const named = (column: string): string => COLUMNS[column] ?? column;

const quoted = (value: string | number): string =>
  value === '' ? 'empty' : /^[\w.-]+$/.test(`${value}`) ? `${value}` : `“${value}”`;

const valuesIn = (values: Values): string =>
  typeof values === 'string'
    ? `one of ${values}`
    : values.length === 1
      ? values.map(quoted).join('')
      : `one of ${values.map(quoted).join(', ')}`;

const grouped = (rules: readonly Rule[], word: string, nothing: string): string => {
  if (rules.length === 0) return nothing;
  return rules.length === 1 ? rules.map(inWords).join('') : `(${rules.map(inWords).join(word)})`;
};

const DENIED: Readonly<Record<Comparison, string>> = {
  is: 'is not',
  starts: 'does not begin with',
  holds: 'does not contain',
};

/** `table is not empty` rather than `not table is empty`. */
function deniedInWords(rule: Rule): string {
  const form = findForm(rule);
  if (form?.form === 'text')
    return `${named(form.column)} ${DENIED[form.how]} ${valuesIn(form.values)}`;
  if (form?.form === 'number') return `${named(form.column)} is not ${valuesIn(form.values)}`;
  return `not ${inWords(rule)}`;
}

function formInWords(form: Form): string {
  switch (form.form) {
    case 'all':
      return grouped(form.of, ' and ', 'any record');
    case 'any':
      return grouped(form.of, ' or ', 'no record');
    case 'not':
      return deniedInWords(form.of);
    case 'text':
      return `${named(form.column)} ${COMPARISONS[form.how]} ${valuesIn(form.values)}`;
    case 'like':
      return `${named(form.column)} matches ${form.pattern}`;
    case 'number':
      return `${named(form.column)} is ${valuesIn(form.values)}`;
    case 'field':
      return form.value === undefined
        ? `a field ${quoted(form.name)} is among the fields`
        : `the field ${quoted(form.name)} is ${quoted(form.value)}`;
    case 'same':
      return `[${form.family} ${form.id}]`;
    case 'when':
      return `(if ${form.name} is on: ${inWords(form.of)})`;
  }
}

function inWords(rule: Rule): string {
  const form = findForm(rule);
  return form === undefined ? 'no record' : formInWords(form);
}

const bare = (words: string): string =>
  words.startsWith('(') && words.endsWith(')') ? words.slice(1, -1) : words;

/** The exact filter of a definition in readable words; names in capitals are sets (`setsOf`). */
export const explain = ({ rule }: Pick<Definition, 'rule'>): string => bare(inWords(rule));

function* rulesIn(rule: Rule): Generator<Form> {
  const form = findForm(rule);
  if (form === undefined) return;
  yield form;
  if (form.form === 'all' || form.form === 'any') for (const each of form.of) yield* rulesIn(each);
  if (form.form === 'not' || form.form === 'when') yield* rulesIn(form.of);
}

/** A set as the filter uses it. */
export interface ExplainedSet {
  readonly name: string;
  readonly title: string;
  readonly values: readonly string[];
}

/** The sets that a definition's own filter names, in order. */
export function setsOf(
  { rule }: Pick<Definition, 'rule'>,
  { sets }: Definitions,
): readonly ExplainedSet[] {
  const names = [...rulesIn(rule)].flatMap((form) =>
    form.form === 'text' && typeof form.values === 'string' ? [form.values] : [],
  );
  return [...new Set(names)].flatMap((name) => {
    const set = sets[name];
    return set === undefined ? [] : [{ name, ...set }];
  });
}
