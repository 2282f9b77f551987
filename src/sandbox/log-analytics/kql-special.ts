import { rounding } from './kql-times.ts';
import { refused, settled, type Bind, type Bound, type Type } from './kql-values.ts';

const typeOfAll = (name: string, all: readonly Bound[]): Type => {
  const [first] = all;
  const odd = all.find(({ type }) => type !== first?.type);
  if (first === undefined) throw refused(`${name}(): function expects arguments.`);
  if (odd !== undefined) throw refused(`${name}(): types ${first.type} and ${odd.type} differ.`);
  return first.type;
};

const condition = (bound: Bound, name: string): Bound => {
  if (bound.type !== 'bool') throw refused(`${name}(): a condition must be bool.`);
  return bound;
};

/** `case(when, then, …, else)`; `iff` is its shortest form. */
const caseOf =
  (name: string) =>
  (given: readonly Bind[]): Bind =>
  (columns) => {
    if (given.length < 3 || given.length % 2 === 0)
      throw refused(`${name}(): function expects an odd number of arguments.`);
    const all = given.map((each) => each(columns));
    const type = typeOfAll(
      name,
      all.filter((_, at) => at % 2 === 1 || at === all.length - 1),
    );
    const pairs = all.slice(0, -1).flatMap((each, at, every) => {
      const then = every[at + 1];
      return at % 2 === 0 && then !== undefined ? [{ when: condition(each, name), then }] : [];
    });
    const otherwise = all.at(-1);
    return {
      type,
      of: (row) =>
        (pairs.find(({ when }) => when.of(row) === true)?.then ?? otherwise)?.of(row) ?? null,
    };
  };

const coalesce =
  (given: readonly Bind[]): Bind =>
  (columns) => {
    const all = given.map((each) => each(columns));
    return {
      type: typeOfAll('coalesce', all),
      of(row) {
        for (const each of all) {
          const value = each.of(row);
          if (value !== null && value !== '') return value;
        }
        return null;
      },
    };
  };

/** The whole row as a bag; true leaves out what is empty. */
const packAll =
  (given: readonly Bind[]): Bind =>
  (columns) => {
    const full = given.length === 0;
    return {
      type: 'dynamic',
      of: (row) =>
        Object.fromEntries(
          columns
            .map(({ name, type }) => [name, settled(type, row[name])] as const)
            .filter(([, value]) => full || (value !== null && value !== '')),
        ),
    };
  };

/** When the row reached its table. */
const INGESTED = '$ingested';
const ingestionTime = (): Bind => () => ({
  type: 'datetime',
  of: (row) => row[INGESTED] ?? null,
});

/** Rounds down to a multiple: times and spans keep their type. */
const bin =
  (given: readonly Bind[]): Bind =>
  (columns) => {
    const [value, size] = given.map((each) => each(columns));
    if (value === undefined || size === undefined || given.length > 2)
      throw refused('bin(): function expects 2 argument(s).');
    const rounded = rounding(value.type);
    return { type: value.type, of: (row) => rounded(value.of(row), Number(size.of(row))) };
  };

/** Calls that need more than the values of their arguments. */
export const SPECIAL: Readonly<Record<string, (given: readonly Bind[]) => Bind>> = Object.assign(
  Object.create(null),
  {
    iff: caseOf('iff'),
    case: caseOf('case'),
    bin,
    coalesce,
    pack_all: packAll,
    ingestion_time: ingestionTime,
  },
);
