import type { Condition, TextColumn } from '../condition.ts';
import { CONTENT_TYPES, contentTypeOf, type ContentType } from '../record.ts';

type Types = ReadonlySet<ContentType>;

const EVERY: Types = new Set(CONTENT_TYPES);
const GENERAL: Types = new Set(['Audit.General']);

/** Workloads with a content type of their own; everything else comes with Audit.General. */
const WORKLOADS: Readonly<Record<string, ContentType>> = {
  exchange: 'Audit.Exchange',
  sharepoint: 'Audit.SharePoint',
  onedrive: 'Audit.SharePoint',
  azureactivedirectory: 'Audit.AzureActiveDirectory',
};

/** Columns that only records of Dynamics 365 and the Power Platform fill. */
const DYNAMICS: ReadonlySet<TextColumn> = new Set(['table', 'record', 'environment']);

function textTypes(column: TextColumn, values: readonly string[]): Types {
  // A record that says nothing may be of any kind.
  if (values.includes('')) return EVERY;
  if (DYNAMICS.has(column)) return GENERAL;
  if (column !== 'workload') return EVERY;
  return new Set(values.map((value) => WORKLOADS[value.toLowerCase()] ?? 'Audit.General'));
}

const union = (all: readonly Types[]): Types => new Set(all.flatMap((types) => [...types]));

const intersection = (all: readonly Types[]): Types =>
  new Set(CONTENT_TYPES.filter((type) => all.every((types) => types.has(type))));

/** With which content types a matching record can come; too many rather than too few. */
function typesOf(condition: Condition): Types {
  switch (condition.kind) {
    case 'all':
      return intersection(condition.of.map(typesOf));
    case 'any':
      return union(condition.of.map(typesOf));
    case 'is':
      return textTypes(condition.column, condition.values);
    case 'starts':
    case 'holds':
      // The beginning of a workload's name says too little.
      return condition.column === 'workload'
        ? EVERY
        : textTypes(condition.column, condition.values);
    case 'like':
      return DYNAMICS.has(condition.column) ? GENERAL : EVERY;
    case 'number':
      return condition.column === 'type' ? new Set(condition.values.map(contentTypeOf)) : EVERY;
    case 'touches':
      return GENERAL;
    case 'field':
    case 'not':
    case 'within':
    case 'clock':
      return EVERY;
  }
}

/**
 * The content types that a question needs: those that can bring a record it counts. A question that
 * does not say needs all that there are (`present`).
 */
export function contentTypesFor(
  condition: Condition,
  present: readonly ContentType[],
): readonly ContentType[] {
  const needed = typesOf(condition);
  if (needed.size > 0 && needed.size < EVERY.size)
    return CONTENT_TYPES.filter((type) => needed.has(type));
  return present.length === 0 ? ['Audit.General'] : present;
}
