import { kqlNumber, kqlTime } from '../../gateways/kql.ts';
import { all, any, not } from '../condition.ts';
import type { Condition } from '../condition.ts';
import type { Definitions } from '../definitions.ts';
import { conditionOf, kindsOf } from '../lower.ts';
import type { Shared } from '../lower.ts';
import type { AuditQuery, Dimension } from '../query.ts';
import type { Span } from '../reader.ts';
import { partsFor } from '../summary/parts.ts';
import type { Part } from '../summary/parts.ts';
import { asksKinds, KINDS, MOST } from '../summary/unmatched.ts';
import { bucketKql } from './buckets.ts';
import { fieldsIn, kqlOf } from './condition.ts';
import { dimensionKql, jointKql, measureKql, shownKql } from './dimension.ts';
import type { Grouping } from './dimension.ts';
import type { AuditTable } from './tables.ts';
import { ONCE, viewKql } from './view.ts';

/** One question on its way to the workspace. */
export interface Asking {
  readonly tenant: string;
  readonly query: AuditQuery;
  readonly definitions: Definitions;
  readonly tables: readonly AuditTable[];
  /** Starts of the points of the series, ISO instants. */
  readonly starts: readonly string[];
  /** The period to compare with; left out, nothing is compared. */
  readonly before?: Span;
}

export const withinKql = ({ from, to }: Span): string =>
  `At >= ${kqlTime(from)} and At < ${kqlTime(to)}`;

/** Event times that are read. */
const spanOf = ({ query, before }: Asking): Span => ({
  from: before?.from ?? query.period.from,
  to: query.period.to,
});

/** Families of definitions that are told apart in an answer. */
const sharedIn = (query: AuditQuery): readonly Shared[] =>
  (['verb', 'report', 'actor'] as const).filter(
    (dimension) => query.by.includes(dimension) || (dimension === 'verb' && asksKinds(query)),
  );

/** Conditions that may be printed for a question: the view has to look at all fields they ask for. */
const asked = ({ query, definitions }: Asking): Condition =>
  all(
    conditionOf(query, definitions),
    definitions.noise.condition,
    ...sharedIn(query).flatMap((dimension) =>
      kindsOf(dimension, definitions).map(({ condition }) => condition),
    ),
  );

function groupingOf(asking: Asking): Grouping {
  const { query, definitions } = asking;
  return {
    ...{ zone: query.period.zone, definitions, span: spanOf(asking) },
    fields: fieldsIn(asked(asking)),
  };
}

const keyColumn = (at: number): string => `Key${at}`;
const shownColumn = (at: number): string => `Shown${at}`;

/** Everything that is counted is worked out before copies are told apart, so that little is kept. */
function keptKql(asking: Asking, parts: readonly Part[], grouping: Grouping): string {
  const { query, definitions, starts } = asking;
  const keys = parts.flatMap(({ dimensions }, at) => [
    `${keyColumn(at)} = ${jointKql(dimensions.map((each: Dimension) => dimensionKql(each, grouping)))}`,
    `${shownColumn(at)} = ${jointKql(dimensions.map((each: Dimension) => shownKql(each, grouping)))}`,
  ]);
  return `project ${[
    ...['Id', 'Rank', 'At', 'Action', 'Actor', 'Entity', 'Address', 'Secured', 'Touched'],
    `Noise = ${kqlOf(definitions.noise.condition, grouping)}`,
    `Bucket = ${bucketKql(starts, query.period.to)}`,
    ...keys,
  ].join(', ')}`;
}

const WHOLE = [
  'Records = count()',
  `Users = ${measureKql('users')}`,
  `Tables = ${measureKql('tables')}`,
  `Addresses = ${measureKql('addresses')}`,
  'First = min(At)',
  'Last = max(At)',
  'Noise = countif(Noise)',
  "UnknownActor = countif(Actor in ('', 'unknown'))",
  'WithoutAddress = countif(isempty(Address))',
  'LowerBounds = countif(Touched > 0)',
  'Secured = countif(Secured)',
  'Copies = sum(Copies)',
];

/** Of several spellings of a name the first one in order is shown. */
const FIRST_SPELLED = 'project Shown = tostring(array_sort_asc(Spelled)[0]), Count';
const SPELLINGS = 100;

const part = (name: string, kql: string): string => `(${kql} | extend Part = '${name}')`;

function groupLegs({ query }: Asking, at: number): readonly string[] {
  const sign = at === 0 && query.by.length > 0 && query.order === 'fewest' ? 'asc' : 'desc';
  const rows = `order by Count ${sign}, Shown asc | take ${kqlNumber(query.limit)}`;
  return [
    part(`group ${at}`, `Group${at} | ${rows}`),
    part(`keys ${at}`, `Group${at} | summarize Count = count()`),
  ];
}

/** Messages of Dynamics that no verb knows. */
function unmatchedLeg({ query, definitions }: Asking, grouping: Grouping): readonly string[] {
  if (!asksKinds(query)) return [];
  const filters = query.filters.filter(({ field }) => !KINDS.includes(field));
  const known = kindsOf('verb', definitions).map(({ condition }) => condition);
  const condition = all(
    conditionOf({ ...query, filters }, definitions),
    { kind: 'number', column: 'type', values: [21] },
    not(any(...known)),
  );
  const found =
    `View | where ${withinKql(query.period)} and ${kqlOf(condition, grouping)} ` +
    `| project Id, Rank, Message, MessageKey | ${ONCE} ` +
    `| summarize Count = count(), Spelled = make_set(Message, ${SPELLINGS}) by MessageKey | ${FIRST_SPELLED} ` +
    `| order by Count desc, Shown asc | take ${MOST}`;
  return [part('unmatched', found)];
}

/** The query whose rows are all numbers of an answer, each labelled with its part. */
export function figuresKql(asking: Asking): string {
  const { query, before, tenant, tables } = asking;
  const parts = partsFor(query);
  const grouping = groupingOf(asking);
  const view = viewKql({ tenant, tables, span: grouping.span, fields: grouping.fields });
  const count = measureKql(query.count);
  const groups = parts.map(
    (_, at) =>
      `let Group${at} = materialize(Here | summarize Count = ${count}, ` +
      `Spelled = make_set(${shownColumn(at)}, ${SPELLINGS}) by Key = ${keyColumn(at)} | ${FIRST_SPELLED});`,
  );
  const legs = [
    part('all', `Here | summarize Count = ${count}, ${WHOLE.join(', ')}`),
    part(
      'split',
      'Here | summarize Parts = count() by Action | summarize Count = sumif(Parts, Parts > 1)',
    ),
    ...parts.flatMap((_, at) => groupLegs(asking, at)),
    part('points', `Here | summarize Count = ${count} by Bucket`),
    ...(before
      ? [part('before', `Found | where ${withinKql(before)} | summarize Count = ${count}`)]
      : []),
    ...unmatchedLeg(asking, grouping),
  ];
  return [
    `let View = ${view};`,
    `let Found = materialize(View | where ${kqlOf(conditionOf(query, asking.definitions), grouping)} ` +
      `| ${keptKql(asking, parts, grouping)} | ${ONCE});`,
    `let Here = Found | where ${withinKql(query.period)};`,
    ...groups,
    `union ${legs.join(',\n  ')}`,
  ].join('\n');
}
