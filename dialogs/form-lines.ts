import type { Form } from '../src/core/walkthrough.ts';

/** Titles of short lists are worth keeping between turns; long lists answer with their names. */
const FEW = 20;

export interface Kept {
  readonly label: string;
  readonly titles: { readonly [value: string]: string };
}

/** What is needed to say later what was answered: plain data, by field. */
export const keptOf = (form: Form): { readonly [field: string]: Kept } =>
  Object.fromEntries(
    form.fields.map(({ id, label, options = [] }) => {
      const titles = options.length > FEW ? [] : options.map(({ value, title }) => [value, title]);
      return [id, { label, titles: Object.fromEntries(titles) }];
    }),
  );

/** `Areas: Common entities, Sales entities`, a line for each field that was answered. */
export function answerLines(
  kept: { readonly [field: string]: Kept },
  input: { readonly [field: string]: string },
  typed: string,
): readonly string[] {
  return Object.entries(input).flatMap(([field, value]) => {
    if (value.trim() === '') return [];
    const known = kept[field];
    if (known === undefined) return field === typed ? [value] : [];
    const says = value.split(',').map((each) => known.titles[each.trim()] ?? each.trim());
    return [`${known.label}: ${says.join(', ')}`];
  });
}
