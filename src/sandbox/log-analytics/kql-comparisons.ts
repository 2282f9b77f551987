import { timeOf, refused, textOf, type Type, type Value } from './kql-values.ts';

type Compare = (left: Value, right: Value) => boolean | null;

const lower = (value: Value): string => textOf(value).toLowerCase();
const known =
  (holds: (left: NonNullable<Value>, right: NonNullable<Value>) => boolean): Compare =>
  (left, right) =>
    left !== null && right !== null && holds(left, right);

export const COMPARISONS: Readonly<Record<string, Compare>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '=~': (left, right) => lower(left) === lower(right),
  '!~': (left, right) => lower(left) !== lower(right),
  '>=': known((left, right) => left >= right),
  '<=': known((left, right) => left <= right),
  '>': known((left, right) => left > right),
  '<': known((left, right) => left < right),
  contains: (left, right) => lower(left).includes(lower(right)),
  contains_cs: (left, right) => textOf(left).includes(textOf(right)),
  startswith: (left, right) => lower(left).startsWith(lower(right)),
  startswith_cs: (left, right) => textOf(left).startsWith(textOf(right)),
  endswith_cs: (left, right) => textOf(left).endsWith(textOf(right)),
};

/** Signs that the service knows for numbers, times and spans alone. */
const ORDERED = ['>=', '<=', '>', '<'];

export function checkTypes(sign: string, left: Type, right: Type): void {
  const texts = left === 'string' || right === 'string';
  if (ORDERED.includes(sign) && texts)
    throw refused(`Cannot compare values of types ${left} and ${right}. Try adding explicit casts`);
}

const ADD: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

const ms = (value: NonNullable<Value>): number =>
  typeof value === 'string' ? Date.parse(value) : Number(value);

/** What two operands make, and of which type: times and spans, or numbers. */
export function calculation(sign: string, left: Type, right: Type) {
  const type = resultOf(sign, left, right);
  const whole = type === 'long' || type === 'int';
  return {
    type,
    of(one: Value, other: Value): Value {
      const work = ADD[sign];
      if (one === null || other === null || work === undefined) return null;
      const result = work(ms(one), ms(other));
      return type === 'datetime' ? timeOf(result) : whole ? Math.trunc(result) : result;
    },
  };
}

const NUMBERS: readonly Type[] = ['int', 'long', 'real'];

function resultOf(sign: string, left: Type, right: Type): Type {
  const pair = `${left} ${sign} ${right}`;
  if (/^datetime [+-] timespan$/.test(pair)) return 'datetime';
  if (pair === 'datetime - datetime' || /^timespan [+-] timespan$/.test(pair)) return 'timespan';
  if (pair === 'timespan / timespan') return 'real';
  if (/^(?:(?:int|long|real) \* timespan|timespan [*/] (?:int|long|real))$/.test(pair))
    return 'timespan';
  if (NUMBERS.includes(left) && NUMBERS.includes(right))
    return left === 'real' || right === 'real' ? 'real' : 'long';
  throw refused(`The operator '${sign}' is not defined for the types ${left} and ${right}.`);
}
