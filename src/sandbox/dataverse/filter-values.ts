import type { Literal } from './filter-words.ts';
import { badQuery } from './refused.ts';

export type Row = Readonly<Record<string, unknown>>;
export type Test = (row: Row) => boolean;

type Plain = string | number | boolean;

const TIME = /^\d{4}-\d\d-\d\d(?:T|$)/;

/** Times compare as times, text without regard to case, as Dataverse compares them. */
function order(a: Plain, b: Plain): number {
  if (typeof a !== 'string' || typeof b !== 'string') return Number(a) - Number(b);
  if (TIME.test(a) && TIME.test(b)) return Date.parse(a) - Date.parse(b);
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : Number(left > right);
}

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** The value at `IsAuditEnabled/Value`, or at a plain name. */
export const valueAt = (row: Row, path: string): unknown =>
  path
    .split('/')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
      row,
    );

const OPERATORS = new Map<string, (difference: number) => boolean>([
  ['eq', (difference) => difference === 0],
  ['ne', (difference) => difference !== 0],
  ['gt', (difference) => difference > 0],
  ['ge', (difference) => difference >= 0],
  ['lt', (difference) => difference < 0],
  ['le', (difference) => difference <= 0],
]);

/** `createdon ge 2026-01-01T00:00:00Z` as a test; nothing compares with null but null. */
export function comparison(path: string, operator: string, literal: Literal): Test {
  const holds = OPERATORS.get(operator);
  if (holds === undefined) throw badQuery(`Unrecognized operator '${operator}'.`);
  return (row) => {
    const value = valueAt(row, path) ?? null;
    if (literal === null || !isPlain(value))
      return ['eq', 'ne'].includes(operator) && (value === literal) === (operator === 'eq');
    if (typeof value !== typeof literal)
      throw badQuery(`A binary operator with incompatible types was detected at '${path}'.`);
    return holds(order(value, literal));
  };
}

const differenceAt = (path: string, a: Row, b: Row): number => {
  const [left, right] = [valueAt(a, path), valueAt(b, path)];
  // Rows without a value come first.
  return isPlain(left) && isPlain(right)
    ? order(left, right)
    : Number(isPlain(left)) - Number(isPlain(right));
};

/** `createdon desc`, `name`, `name asc,createdon desc`. */
export function orderOf(
  text: string,
  knows: (property: string) => boolean,
): (a: Row, b: Row) => number {
  const keys = text.split(',').map((key) => {
    const [name = '', way = 'asc', ...rest] = key.trim().split(/\s+/);
    if (!knows(name) || rest.length > 0 || !['asc', 'desc'].includes(way))
      throw badQuery(`The $orderby expression '${key.trim()}' cannot be used.`);
    return { name, sign: way === 'desc' ? -1 : 1 };
  });
  return (a, b) =>
    keys.reduce((found, { name, sign }) => found || sign * differenceAt(name, a, b), 0);
}
