import { z } from 'zod';

/** Columns that the rules of a definitions file may speak of. */
export const TEXT_COLUMNS = [
  'workload',
  'operation',
  'message',
  'actor',
  'table',
  'record',
  'environment',
  'address',
  'agent',
  'result',
] as const;
export const NUMBER_COLUMNS = ['type', 'userType', 'touched'] as const;

const Values = z.union([
  z.string().max(60),
  z.array(z.union([z.string().max(400), z.int()])).max(500),
]);

/** A rule as it is written in the file. Which form it has is told by its keys (`formOf`). */
export interface Rule {
  readonly all?: readonly Rule[] | undefined;
  readonly any?: readonly Rule[] | undefined;
  readonly not?: Rule | undefined;
  readonly column?: (typeof TEXT_COLUMNS)[number] | (typeof NUMBER_COLUMNS)[number] | undefined;
  /** Values, or the name of a set of them. */
  readonly is?: Values | undefined;
  readonly starts?: Values | undefined;
  readonly holds?: Values | undefined;
  readonly like?: string | undefined;
  readonly field?: string | undefined;
  readonly value?: string | undefined;
  readonly verb?: string | undefined;
  readonly actor?: string | undefined;
  readonly report?: string | undefined;
  /** The rule counts only while this switch is on. */
  readonly when?: string | undefined;
  readonly rule?: Rule | undefined;
}
export type Values = string | readonly (string | number)[];

export const Rule: z.ZodType<Rule> = z.lazy(() =>
  z.strictObject({
    all: z.array(Rule).max(50).readonly().optional(),
    any: z.array(Rule).max(50).readonly().optional(),
    not: Rule.optional(),
    column: z.enum([...TEXT_COLUMNS, ...NUMBER_COLUMNS]).optional(),
    is: Values.optional(),
    starts: Values.optional(),
    holds: Values.optional(),
    like: z.string().min(1).max(200).optional(),
    field: z.string().min(1).max(200).optional(),
    value: z.string().max(400).optional(),
    verb: z.string().optional(),
    actor: z.string().optional(),
    report: z.string().optional(),
    when: z.string().optional(),
    rule: Rule.optional(),
  }),
);

export type Comparison = 'is' | 'starts' | 'holds';
export type Family = 'verb' | 'actor' | 'report';
type TextColumn = (typeof TEXT_COLUMNS)[number];
type NumberColumn = (typeof NUMBER_COLUMNS)[number];

/** A rule by what it says. */
export type Form =
  | { readonly form: 'all' | 'any'; readonly of: readonly Rule[] }
  | { readonly form: 'not'; readonly of: Rule }
  | {
      readonly form: 'text';
      readonly column: TextColumn;
      readonly how: Comparison;
      readonly values: Values;
    }
  | { readonly form: 'like'; readonly column: TextColumn; readonly pattern: string }
  | { readonly form: 'number'; readonly column: NumberColumn; readonly values: Values }
  | { readonly form: 'field'; readonly name: string; readonly value: string | undefined }
  | { readonly form: 'same'; readonly family: Family; readonly id: string }
  | { readonly form: 'when'; readonly name: string; readonly of: Rule };

const textColumn = (column: string): TextColumn | undefined =>
  TEXT_COLUMNS.find((each) => each === column);

function findColumnForm(rule: Rule): Form | undefined {
  const { column = '', is, starts, holds, like } = rule;
  const text = textColumn(column);
  const number = NUMBER_COLUMNS.find((each) => each === column);
  if (number !== undefined && is !== undefined)
    return { form: 'number', column: number, values: is };
  if (text === undefined) return undefined;
  if (is !== undefined) return { form: 'text', column: text, how: 'is', values: is };
  if (starts !== undefined) return { form: 'text', column: text, how: 'starts', values: starts };
  if (holds !== undefined) return { form: 'text', column: text, how: 'holds', values: holds };
  return like === undefined ? undefined : { form: 'like', column: text, pattern: like };
}

function findPlainForm(rule: Rule): Form | undefined {
  if (rule.all !== undefined) return { form: 'all', of: rule.all };
  if (rule.any !== undefined) return { form: 'any', of: rule.any };
  if (rule.not !== undefined) return { form: 'not', of: rule.not };
  if (rule.field !== undefined) return { form: 'field', name: rule.field, value: rule.value };
  if (rule.verb !== undefined) return { form: 'same', family: 'verb', id: rule.verb };
  if (rule.actor !== undefined) return { form: 'same', family: 'actor', id: rule.actor };
  if (rule.report !== undefined) return { form: 'same', family: 'report', id: rule.report };
  return undefined;
}

/** How many keys a form takes; a rule with more is two rules in one, and which is meant is unclear. */
const keysOf = (form: Form): number =>
  form.form === 'text' || form.form === 'like' || form.form === 'number' || form.form === 'when'
    ? 2
    : form.form === 'field' && form.value !== undefined
      ? 2
      : 1;

/** What a rule says; undefined when it says nothing, or two things at once. */
export function findForm(rule: Rule): Form | undefined {
  const given = Object.values(rule).filter((value) => value !== undefined).length;
  const form =
    rule.when !== undefined && rule.rule !== undefined
      ? ({ form: 'when', name: rule.when, of: rule.rule } as const)
      : rule.column !== undefined
        ? findColumnForm(rule)
        : findPlainForm(rule);
  return form !== undefined && keysOf(form) === given ? form : undefined;
}
