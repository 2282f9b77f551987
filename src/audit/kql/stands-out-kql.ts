import { kqlNumber, kqlText } from '../../gateways/kql.ts';
import { all, any, not } from '../condition.ts';
import type { Condition } from '../condition.ts';
import type { Definitions } from '../definitions.ts';
import { conditionOf, kindsOf } from '../lower.ts';
import type { AuditQuery, Focus } from '../query.ts';
import type { Span } from '../reader.ts';
import { ofPeople } from '../summary/finding.ts';
import { addressHistory } from '../summary/stands-out-addresses.ts';
import { single, widened } from '../summary/stands-out-bursts.ts';
import { THRESHOLDS } from '../summary/thresholds.ts';
import type { Volume } from '../summary/thresholds.ts';
import { conditionFor, volumeSpan } from '../summary/volumes-sql.ts';
import { partsOf } from '../times/parts.ts';
import { bucketKql } from './buckets.ts';
import { fieldsIn, kqlOf } from './condition.ts';
import type { Printing } from './condition.ts';
import { withinKql } from './figures-kql.ts';
import type { AuditTable } from './tables.ts';
import { ONCE, viewKql } from './view.ts';

/** What a workspace is asked to find what stands out. */
export interface Noticing {
  readonly tenant: string;
  readonly query: AuditQuery;
  readonly definitions: Definitions;
  /** All that there are: whether an address is new does not depend on what is asked. */
  readonly tables: readonly AuditTable[];
  /** Of these times the records are known. */
  readonly span: Span;
}

const { outside, most } = THRESHOLDS;
/** More seconds with single deeds than one answer should bring. */
export const MOST_SECONDS = 100_000;

const NAMED = "not(Actor in ('', 'unknown'))";
const NETWORK =
  'case(isempty(AddressKey), Address, ' +
  `AddressKey startswith_cs ${kqlText('00000000000000000000ffff')}, AddressKey, substring(AddressKey, 0, 16))`;

export const knows = ({ span }: Noticing, { from, to }: Span): boolean =>
  Date.parse(span.from) <= Date.parse(from) && Date.parse(span.to) >= Date.parse(to);

export const volumesFor = (focus: Focus | undefined): readonly Volume[] =>
  THRESHOLDS.volumes.filter(({ rule }) => focus === undefined || rule === focus);

/** Starts of the days that volumes are counted by, and the first that belongs to the period. */
export function volumeDays(noticing: Noticing) {
  const { from, zone } = noticing.query.period;
  const span = volumeSpan(noticing);
  const starts = partsOf({ ...span, zone }, 'day');
  const first = starts.findLastIndex((start) => Date.parse(start) <= Date.parse(from));
  return { span, starts, first: Math.max(0, first) };
}

interface Rule {
  readonly lets: readonly string[];
  readonly legs: readonly string[];
}

const part = (name: string, kql: string): string => `(${kql} | extend Part = '${name}')`;

/** Records of the question that meet one more condition, each once, with a few columns. */
const found = (
  { query, definitions }: Pick<Noticing, 'query' | 'definitions'>,
  span: Span,
  more: Condition,
  columns: string,
  printing: Printing,
): string =>
  `View | where ${withinKql(span)} and ${kqlOf(all(conditionOf(query, definitions), more), printing)} ` +
  `and ${NAMED} | project Id, Rank, Actor, ${columns} | ${ONCE}`;

function addressRule(noticing: Noticing, printing: Printing): Rule {
  const { query } = noticing;
  const here = found(
    noticing,
    query.period,
    ofPeople(noticing),
    `Address, Network = ${NETWORK}`,
    printing,
  );
  return {
    lets: [
      `let Earlier = materialize(View | where ${withinKql(addressHistory(noticing))} and isnotempty(Address) | project Actor, Network = ${NETWORK} | distinct Actor, Network);`,
    ],
    legs: [
      part(
        'new addresses',
        `${here} | where isnotempty(Address) | summarize Records = count(), Places = make_set(Address, 100) by Actor, Network ` +
          '| join kind=leftanti (Earlier) on Actor, Network ' +
          '| join kind=leftouter (Earlier | summarize Networks = count() by Actor) on Actor ' +
          '| project Actor, Address = tostring(array_sort_asc(Places)[0]), Records, Known = isnotnull(Networks) ' +
          `| order by Known desc, Records desc, Actor asc, Address asc | take ${kqlNumber(most)}`,
      ),
    ],
  };
}

function hoursRule(noticing: Noticing, printing: Printing): Rule {
  const { query, definitions } = noticing;
  const working = { field: 'hours', is: true, values: ['working hours'] } as const;
  const late = kqlOf(not(conditionOf({ ...query, filters: [working] }, definitions)), printing);
  const here = found(noticing, query.period, ofPeople(noticing), `Late = ${late}`, printing);
  const counted = `${here} | summarize All = count(), Outside = countif(Late) by Actor`;
  const enough = `Outside >= ${kqlNumber(outside.least)} and Outside * 100 >= All * ${kqlNumber(outside.share * 100)}`;
  const order = `order by Outside desc, Actor asc | take ${kqlNumber(most)}`;
  return {
    lets: [],
    legs: [part('outside working hours', `${counted} | where ${enough} | ${order}`)],
  };
}

/** Days of those users who passed the least amount on a day of the period: few, whoever asks. */
function volumesRule(noticing: Noticing, printing: Printing): Rule {
  const volumes = volumesFor(noticing.query.focus);
  const { span, starts, first } = volumeDays(noticing);
  const conditions = volumes.map((volume) => conditionFor(volume, noticing));
  const kinds = conditions.map((condition, at) => `C${at} = ${kqlOf(condition, printing)}`);
  const columns = [
    `Day = ${bucketKql(starts, span.to)}`,
    'Amount = iff(Touched > 1, Touched, 1)',
    ...kinds,
  ];
  const sums = conditions.map((_, at) => `V${at} = sumif(Amount, C${at})`);
  const days = `${found(noticing, span, any(...conditions), columns.join(', '), printing)} | summarize ${sums.join(', ')} by Actor, Day`;
  const legs = volumes.map(({ least }, at) => {
    const large = `Days | where Day >= ${kqlNumber(first)} and V${at} >= ${kqlNumber(least)} | distinct Actor`;
    return part(
      'volumes',
      `Days | where V${at} > 0 | join kind=inner (${large}) on Actor | project Actor, Day, Volume = ${at}, Amount = V${at}`,
    );
  });
  return { lets: [`let Days = materialize(${days});`], legs };
}

/** Seconds with single deeds of users who had a busy day; how many fall together is counted here. */
function burstsRule(noticing: Noticing, printing: Printing): Rule {
  const wide = widened(noticing);
  const { count } = noticing.definitions.bursts;
  const deeds = found(
    wide,
    noticing.query.period,
    all(single(wide), ofPeople(wide)),
    'Environment, At',
    printing,
  );
  const busy = `Single | summarize Deeds = count() by Actor, Environment, Day = bin(At, 1d) | where Deeds >= ${kqlNumber(Math.ceil(count / 2))} | distinct Actor, Environment`;
  const seconds = `Single | join kind=inner (${busy}) on Actor, Environment | summarize Deeds = count() by Actor, Environment, Second = bin(At, 1s)`;
  return {
    lets: [`let Single = materialize(${deeds});`],
    legs: [
      part(
        'bursts',
        `${seconds} | order by Actor asc, Environment asc, Second asc | take ${MOST_SECONDS}`,
      ),
    ],
  };
}

const asksHours = ({ query }: Noticing): boolean =>
  query.filters.some(({ field, is }) => field === 'hours' && is);

function rulesFor(noticing: Noticing, printing: Printing): readonly Rule[] {
  const { focus } = noticing.query;
  const asked = (rule: Focus) => focus === undefined || focus === rule;
  return [
    ...(volumesFor(focus).length > 0 ? [volumesRule(noticing, printing)] : []),
    ...(focus === undefined ? [burstsRule(noticing, printing)] : []),
    ...(asked('new addresses') && knows(noticing, addressHistory(noticing))
      ? [addressRule(noticing, printing)]
      : []),
    ...(asked('outside working hours') && !asksHours(noticing)
      ? [hoursRule(noticing, printing)]
      : []),
  ];
}

/** Event times that the rules look at. */
function lookedAt(noticing: Noticing): Span {
  const history = addressHistory(noticing);
  const from = knows(noticing, history) ? history.from : volumeSpan(noticing).from;
  return { from, to: noticing.query.period.to };
}

/** The query for all rules together; undefined where none applies. */
export function findStandOutsKql(noticing: Noticing): string | undefined {
  const { tenant, query, definitions, tables } = noticing;
  const span = lookedAt(noticing);
  const verbs = kindsOf('verb', definitions).map(({ condition }) => condition);
  const fields = fieldsIn(
    all(
      conditionOf(query, definitions),
      conditionOf(widened(noticing).query, definitions),
      definitions.noise.condition,
      ...verbs,
    ),
  );
  const rules = rulesFor(noticing, { span, fields });
  if (rules.length === 0) return undefined;
  return [
    `let View = ${viewKql({ tenant, tables, span, fields })};`,
    ...rules.flatMap(({ lets }) => lets),
    `union ${rules.flatMap(({ legs }) => legs).join(',\n  ')}`,
  ].join('\n');
}
