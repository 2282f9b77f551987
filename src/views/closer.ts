import type { AnswerView } from '../../cards/views.ts';
import type { AuditAnswer, Group } from '../audit/figures.ts';
import {
  DIMENSIONS,
  FIELDS,
  normal,
  type AuditQuery,
  type Dimension,
  type Field,
  type Filter,
} from '../audit/query.ts';

const BESIDE = ' × ';

const dimensionsOf = (by: string): readonly Dimension[] =>
  by.split(BESIDE).flatMap((part) => DIMENSIONS.find((known) => known === part) ?? []);

/** A key of two dimensions holds both, joined as its group's name is; the first may hold any sign. */
function keysOf(by: string, key: string): readonly (readonly [Dimension, string])[] {
  const [first, second] = dimensionsOf(by);
  if (first === undefined) return [];
  const at = key.lastIndexOf(BESIDE);
  if (second === undefined || at < 0) return [[first, key]];
  return [
    [first, key.slice(0, at)],
    [second, key.slice(at + BESIDE.length)],
  ];
}

/** A record can be of several of these at once, so one cannot stand in for another. */
const OVERLAPPING: readonly Field[] = ['verb', 'report', 'actor', 'record', 'agent', 'workload'];

/** Longer ones are cut off on their way, or could not be kept. */
const LONGEST = 400;

function filterOf(dimension: Dimension, key: string, { filters }: AuditQuery): Filter | undefined {
  const field = FIELDS.find((known) => known === dimension);
  const value = key.toLowerCase();
  if (field === undefined || value === '' || value.length > LONGEST) return undefined;
  const asked = filters.find((filter) => filter.field === field && filter.is);
  const within = asked === undefined || asked.values.includes(value);
  return OVERLAPPING.includes(field) && !within ? undefined : { field, is: true, values: [value] };
}

/** What a row stands for; undefined where no filter says the same. */
function filtersOf(query: AuditQuery, by: string, key: string): readonly Filter[] | undefined {
  const filters = keysOf(by, key).map(([dimension, part]) => filterOf(dimension, part, query));
  const found = filters.filter((filter) => filter !== undefined);
  return found.length > 0 && found.length === filters.length ? found : undefined;
}

/** Names of rows do not hold what the row says: they come back from a client. */
const nameOf = (by: string, index: number): string => `${by}#${index}`;

const NUMBER = new Intl.NumberFormat('en-GB');

function rowsOf({ by, rows }: Group, query: AuditQuery) {
  return rows.flatMap(({ key, count }, index) => {
    const filters = filtersOf(query, by, key);
    const title = `${key} (${by.replace(BESIDE, ' and ')}, ${NUMBER.format(count)})`;
    return filters === undefined ? [] : [{ value: nameOf(by, index), title, filters }];
  });
}

/** One row that is all of it leads nowhere. */
const tellsApart = ({ keys }: Group): boolean => keys > 1;

/** Rows of an answer that can be looked closer at, as the card offers them. */
export const closerOf = ({ figures, query }: AuditAnswer): AnswerView['closer'] =>
  figures.groups
    .filter(tellsApart)
    .flatMap((group) => rowsOf(group, query).map(({ value, title }) => ({ value, title })));

/** What each of them stands for; to be taken from the answer itself, not from a masked one. */
export const closersOf = ({ figures, query }: AuditAnswer) =>
  figures.groups.filter(tellsApart).flatMap((group) =>
    rowsOf(group, query).map(({ value, filters }) => ({
      value,
      filters: filters.map((filter) => ({ ...filter, values: [...filter.values] })),
    })),
  );

/** The question narrowed to these filters, grouped anew where the old group would say nothing. */
export const narrowed = (query: AuditQuery, filters: readonly Filter[]): AuditQuery =>
  normal({
    ...query,
    filters: [
      ...query.filters.filter(
        ({ field, is }) => !(is && filters.some((one) => one.field === field)),
      ),
      ...filters,
    ],
    by: query.by.filter((dimension) => !filters.some(({ field }) => field === dimension)),
  });
