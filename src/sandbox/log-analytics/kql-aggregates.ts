import {
  compared,
  numberOf,
  refused,
  type Bound,
  type Row,
  type Type,
  type Value,
} from './kql-values.ts';

/** An aggregate that was bound to the columns of its table. */
export interface Total {
  readonly type: Type;
  of(rows: readonly Row[]): Value;
}

type Aggregate = (given: readonly Bound[]) => Total;

const first = (given: readonly Bound[], name: string, at = 0): Bound => {
  const bound = given[at];
  if (bound === undefined) throw refused(`${name}(): function expects more arguments.`);
  return bound;
};

const where = (given: readonly Bound[], name: string, at: number) => {
  const { type, of } = first(given, name, at);
  if (type !== 'bool') throw refused(`${name}(): a predicate must be bool.`);
  return (row: Row) => of(row) === true;
};

/** Values that are there: no aggregate but `count` sees a null. */
const values = ({ of }: Bound, rows: readonly Row[]): readonly NonNullable<Value>[] =>
  rows.map(of).filter((value) => value !== null);

/** The form with a predicate at its end, from the one without. */
const conditional =
  (name: string, aggregate: Aggregate, at = 1): Aggregate =>
  (given) => {
    const [keep, total] = [where(given, name, at), aggregate(given.slice(0, at))];
    return { type: total.type, of: (rows) => total.of(rows.filter(keep)) };
  };

const count: Aggregate = () => ({ type: 'long', of: (rows) => rows.length });

const different: Aggregate = (given) => {
  const bound = first(given, 'count_distinct');
  return { type: 'long', of: (rows) => new Set(values(bound, rows)).size };
};

const edge =
  (name: string, sign: 1 | -1): Aggregate =>
  (given) => {
    const bound = first(given, name);
    const better = (one: Value, other: Value) => (sign * compared(one, other) > 0 ? one : other);
    return {
      type: bound.type,
      of: (rows) =>
        values(bound, rows).reduce<Value>(
          (best, each) => (best === null ? each : better(each, best)),
          null,
        ),
    };
  };

const sum: Aggregate = (given) => {
  const { type, of } = first(given, 'sum');
  return { type, of: (rows) => rows.reduce((all, row) => all + (numberOf(of(row)) ?? 0), 0) };
};

const listed =
  (name: string, once: boolean): Aggregate =>
  (given) => {
    const bound = first(given, name);
    return {
      type: 'dynamic',
      of(rows) {
        const all = values(bound, rows);
        return once ? [...new Set(all)] : all;
      },
    };
  };

const percentile: Aggregate = (given) => {
  const [bound, at] = [first(given, 'percentile'), first(given, 'percentile', 1)];
  return {
    type: bound.type,
    of(rows) {
      const sorted = values(bound, rows).toSorted(compared);
      const place = Math.ceil((Number(at.of({})) / 100) * sorted.length) - 1;
      return sorted[Math.max(0, place)] ?? null;
    },
  };
};

const any: Aggregate = (given) => {
  const { type, of } = first(given, 'take_any');
  return {
    type,
    of: (rows) => rows.map(of).find((value) => value !== null && value !== '') ?? null,
  };
};

const AGGREGATES: Readonly<Record<string, Aggregate>> = Object.assign(Object.create(null), {
  count,
  countif: conditional('countif', count, 0),
  count_distinct: different,
  count_distinctif: conditional('count_distinctif', different),
  min: edge('min', -1),
  minif: conditional('minif', edge('minif', -1)),
  max: edge('max', 1),
  maxif: conditional('maxif', edge('maxif', 1)),
  sum,
  sumif: conditional('sumif', sum),
  percentile,
  make_list: listed('make_list', false),
  make_set: listed('make_set', true),
  take_any: any,
  take_anyif: conditional('take_anyif', any),
});

export const isAggregate = (name: string): boolean => AGGREGATES[name] !== undefined;

export function aggregateOf(name: string, given: readonly Bound[]): Total {
  const aggregate = AGGREGATES[name];
  if (aggregate === undefined) throw refused(`Unknown aggregate function: '${name}'.`);
  return aggregate(given);
}
