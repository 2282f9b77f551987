/** What a command takes and gives, as PowerShell sees it. */
export type Value = string | number | boolean | null | Thing | readonly Value[];
/** An object with its properties, in the order in which they are shown. */
export interface Thing {
  readonly [property: string]: Value;
}

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isThing = (value: Value): value is Thing =>
  typeof value === 'object' && value !== null && !isList(value);

/** Nothing is no element, one value is one. */
export function listOf(value: Value): readonly Value[] {
  if (value === null) return [];
  return isList(value) ? value : [value];
}

/** The other way round: what a pipeline gives is unwrapped when it is a single value. */
export function fromList(values: readonly Value[]): Value {
  const [first = null] = values;
  return values.length > 1 ? values : first;
}

/** How a value stands in a string. */
export function textOf(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isList(value)) return value.map(textOf).join(' ');
  if (!isThing(value)) return String(value);
  const members = Object.entries(value).map(([name, each]) => `${name}=${textOf(each)}`);
  return `@{${members.join('; ')}}`;
}

/** The property of this name, whatever its case; of each element, for a list. */
export function memberOf(value: Value, name: string): Value {
  const wanted = name.toLowerCase();
  if (isList(value))
    return wanted === 'count' || wanted === 'length'
      ? value.length
      : fromList(value.flatMap((each) => listOf(memberOf(each, name))));
  if (typeof value === 'string') return wanted === 'length' ? value.length : null;
  if (!isThing(value)) return null;
  return Object.entries(value).find(([each]) => each.toLowerCase() === wanted)?.[1] ?? null;
}

/** What came as JSON. */
export function toValue(data: unknown): Value {
  if (data === null || data === undefined) return null;
  if (typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean')
    return data;
  if (Array.isArray(data)) return data.map(toValue);
  return Object.fromEntries(Object.entries(data).map(([name, each]) => [name, toValue(each)]));
}
