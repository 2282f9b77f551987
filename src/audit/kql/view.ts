import { fieldColumn, type FieldCondition } from './condition.ts';
import { kqlNumber, kqlText } from '../../gateways/kql.ts';
import { applyKql, legKql, OFFERED, TYPE_NAMES } from './tables.ts';
import type { AuditTable, Reading } from './tables.ts';

const ZERO = kqlText('00000000-0000-0000-0000-000000000000');

const casesOf = (
  column: string,
  pairs: readonly (readonly [string, string])[],
  otherwise: string,
) =>
  `case(${pairs.map(([when, then]) => `${column} == ${kqlText(when)}, ${then}, `).join('')}${otherwise})`;

const numbers = (names: Readonly<Record<string, number>>): readonly (readonly [string, string])[] =>
  Object.entries(names).map(([name, number]) => [name, kqlNumber(number)]);

const USER_TYPES: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ...['regular', 'reserved', 'admin', 'dcadmin', 'system', 'application', 'serviceprincipal'],
    ...['custompolicy', 'systempolicy', 'partnertechnician', 'guest'],
  ].map((name, number) => [name, number]),
);

const RESULTS: Readonly<Record<string, string>> = {
  ...{ success: 'ok', succeeded: 'ok', true: 'ok', partiallysucceeded: 'partial' },
  ...{ failed: 'failed', failure: 'failed', false: 'failed' },
};

/** A number as text, or a name for one. */
const numbered = (column: string, names: Readonly<Record<string, number>>): string =>
  `iff(${column} matches regex @'^\\d{1,9}$', tolong(${column}), ` +
  `${casesOf(`tolower(${column})`, numbers(names), '-1')})`;

const blankFor = (column: string, nothing: string): string =>
  `iff(tolower(${column}) == ${nothing}, '', tolower(${column}))`;

/** Brackets and port are taken off without cutting an IPv6 address at its first colon. */
const ADDRESS =
  "case(Client matches regex @'^\\[[^\\]]*\\]', extract(@'^\\[([^\\]]*)\\]', 1, Client), " +
  "Client matches regex @'^\\d+\\.\\d+\\.\\d+\\.\\d+:[^:]*$', tostring(split(Client, ':')[0]), Client)";

const PLAIN_ADDRESS =
  "Address matches regex @'^(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$'";

/** One step each, for a column is not known to others of the same step. */
const STEPS: readonly (readonly string[])[] = [
  [
    "Id = iff(isempty(Id), strcat('~', hash_sha256(strcat(tostring(At), '|', UserName, '|', Operation, '|', Said, '|', Object, '|', Client, '|', Touching, '|', Reads))), tolower(Id))",
    `RecordType = ${numbered('Kind', TYPE_NAMES)}`,
    `UserType = ${numbered('UserKind', USER_TYPES)}`,
    "Client = tolower(trim(@'\\s+', Client))",
    "Actor = tolower(iff(UserName contains_cs '@' or isempty(Upn), UserName, Upn))",
    `Entity = ${blankFor('EntityName', "'unknown'")}`,
    `RecordId = ${blankFor('Touching', ZERO)}`,
    `Correlation = ${blankFor('Linked', ZERO)}`,
    'Reads = tolower(Reads)',
    'AgentKey = tolower(Agent)',
    `Result = ${casesOf(
      'tolower(Outcome)',
      Object.entries(RESULTS).map(([name, result]) => [name, kqlText(result)]),
      "'unknown'",
    )}`,
    "Environment = tolower(iff(isnotempty(Home), Home, extract(@'^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/:?#]+)', 1, Place)))",
    'Secured = FieldText matches regex @\'"Value"\\s*:\\s*"\\*"\'',
  ],
  [
    "Message = case(isnotempty(Said), Said, RecordType == 21 and isnotempty(tostring(split(Object, ' ')[0])), tostring(split(Object, ' ')[0]), Operation)",
    `Address = ${ADDRESS}`,
    'Touched = array_length(extract_all(@\'([^,"\\[\\]]*[^,"\\[\\]\\s][^,"\\[\\]]*)\', Reads))',
  ],
  [
    'MessageKey = tolower(Message)',
    `AddressKey = iff(${PLAIN_ADDRESS}, replace_string(parse_ipv6(Address), ':', ''), '')`,
  ],
  ["Action = iff(isempty(Correlation), Id, strcat(Correlation, ' ', MessageKey, ' ', Entity))"],
];

export interface Viewing extends Reading {
  readonly tables: readonly AuditTable[];
  readonly fields: readonly FieldCondition[];
  /** With the whole row as JSON in `Raw`. */
  readonly raw?: boolean;
}

const fieldsKql = (fields: readonly FieldCondition[]): readonly string[] => {
  const counted = fields.map(({ name, value }, at) => {
    const valued =
      value === undefined
        ? ''
        : ` and tolower(tostring(Item.Value)) == ${kqlText(value.toLowerCase())}`;
    return `${fieldColumn(at)} = countif(tolower(tostring(Item.Name)) == ${kqlText(name.toLowerCase())}${valued})`;
  });
  return counted.length === 0 ? [] : [applyKql('FieldText', counted.join(', '))];
};

/**
 * The records of the workspace in the columns of the archive, whatever table they are in, as a KQL
 * query. A table that went away since it was seen is left out by the service, not an error.
 */
export function viewKql({ tables, fields, raw = false, ...reading }: Viewing): string {
  const columns = ['At:datetime', 'Rank:long', ...OFFERED.map((name) => `${name}:string`)];
  const none = `(datatable(${[...columns, ...(raw ? ['Raw:string'] : [])].join(', ')})[])`;
  const legs = tables.map((table) => `(${legKql(table, reading, raw)})`);
  const steps = STEPS.map((step) => `extend ${step.join(', ')}`);
  return [`union isfuzzy=true ${[none, ...legs].join(', ')}`, ...fieldsKql(fields), ...steps].join(
    '\n| ',
  );
}

/** Of copies of a record one is kept: the one from the newer table. */
export const ONCE = 'summarize arg_min(Rank, *), Copies = count() by Id';
