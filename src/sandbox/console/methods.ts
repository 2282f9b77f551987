import { Failed } from './cmdlet.ts';
import { textOf, type Value } from './values.ts';

/** Methods that commands in guides use; times are texts in ISO form, always UTC. */
const METHODS: Readonly<Record<string, (of: string, given: readonly string[]) => Value>> = {
  touniversaltime: (of) => of,
  tolower: (of) => of.toLowerCase(),
  toupper: (of) => of.toUpperCase(),
  trim: (of) => of.trim(),
  tostring: (of, [format = '']) => (isTime(of) ? timeAs(format, new Date(of)) : of),
  adddays: (of, [days = '0']) => new Date(Date.parse(of) + Number(days) * DAY).toISOString(),
};

const DAY = 24 * 60 * 60_000;

const isTime = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text);

/** Calls a method of a value. */
export function call(of: Value, name: string, given: readonly Value[]): Value {
  const key = name.toLowerCase();
  const method = Object.hasOwn(METHODS, key) ? METHODS[key] : undefined;
  if (method === undefined)
    throw new Failed(`InvalidOperation: The sandbox does not know the method '${name}'.`);
  return method(textOf(of), given.map(textOf));
}

/** As far as file names need it: year, month, day, hour, minute, second. */
export function timeAs(format: string, time: Date): string {
  const iso = time.toISOString();
  if (format === '') return iso;
  const parts: Readonly<Record<string, string>> = {
    ...{ yyyy: iso.slice(0, 4), MM: iso.slice(5, 7), dd: iso.slice(8, 10) },
    ...{ HH: iso.slice(11, 13), mm: iso.slice(14, 16), ss: iso.slice(17, 19) },
  };
  return format.replaceAll(/yyyy|MM|dd|HH|mm|ss/g, (part) => parts[part] ?? part);
}
