import type { Coverage, Defects, Figures, Row } from '../figures.ts';
import { moment } from '../moment.ts';
import type { AuditQuery, Dimension, Field, SourceName } from '../query.ts';
import { SETTLES_NOTE } from '../settles.ts';

export interface Noted {
  readonly query: AuditQuery;
  readonly figures: Figures;
  readonly coverage: Coverage;
  readonly source: SourceName;
}

const number = (value: number): string => value.toLocaleString('en-US');
/** `1 record carries`, `2 records carry`. */
const records = (count: number, one: string, many: string): string =>
  `${number(count)} record${count === 1 ? ` ${one}` : `s ${many}`}`;
const when = (holds: boolean, says: string): readonly string[] => (holds ? [says] : []);

const asks = ({ filters }: AuditQuery, field: Field): boolean =>
  filters.some((filter) => filter.field === field && filter.is);

const groups = ({ by }: AuditQuery, dimension: Dimension): boolean => by.includes(dimension);

const OTHER_WORKLOADS = ['exchange', 'sharepoint', 'onedrive', 'entra', 'teams', 'power platform'];

/** Whether records of Dynamics could be among those asked for. */
function mayBeDynamics({ filters }: AuditQuery): boolean {
  const ruledOut = (field: Field, values: readonly string[]): boolean =>
    (field === 'workload' && values.every((value) => OTHER_WORKLOADS.includes(value))) ||
    (field === 'type' && !values.includes('21'));
  return !filters.some(({ field, is, values }) => is && ruledOut(field, values));
}

const PREREQUISITES =
  'Dynamics 365 is recorded only for production environments, with auditing and read auditing on for the environment, and for each table its auditing of single and of multiple records (Dataverse activity logging page, July 2026). Pages of April 2026 also ask for the environment setting “Enable SAS Logging in Purview” (unconfirmed).';

const nothing = ({ query, figures }: Noted): readonly string[] =>
  when(figures.records === 0 && mayBeDynamics(query), PREREQUISITES);

const settling = ({ coverage, figures }: Noted): readonly string[] =>
  coverage.settlingFrom === undefined
    ? []
    : [
        `Records of events since ${moment(coverage.settlingFrom)} may still arrive and change ${figures.records === 0 ? 'this' : 'these numbers'}.`,
        SETTLES_NOTE,
      ];

/** What is known to be wrong or lacking in the matching records. */
function ofDefects(query: AuditQuery, defects: Defects): readonly string[] {
  const { split, lowerBounds, unknownActor, withoutAddress, secured, noise } = defects;
  return [
    ...when(
      split > 0 && query.count === 'actions',
      `${records(split, 'is a part', 'are parts')} of actions that Microsoft logs in several records because of their length; each action counts once.`,
    ),
    ...when(
      lowerBounds > 0,
      `${records(lowerBounds, 'names', 'name')} the ids of what was read or exported. Microsoft says that this list is not reliable, so numbers from it are lower bounds (Dataverse activity logging page, July 2026).`,
    ),
    ...when(unknownActor > 0, `${records(unknownActor, 'does', 'do')} not say who acted.`),
    ...when(
      withoutAddress > 0,
      `${records(withoutAddress, 'carries', 'carry')} no client address.`,
    ),
    ...when(
      secured > 0,
      `${records(secured, 'holds', 'hold')} values hidden by column security, which are logged as “*”.`,
    ),
    ...when(
      noise > 0 && !query.filters.some(({ field }) => field === 'noise'),
      `${records(noise, 'is', 'are')} of the background (the system, jobs, applications); say “without background noise” to leave them out.`,
    ),
  ];
}

const ADDRESSES =
  'An address can be that of a company’s gateway or of a Microsoft service that acts for the user (Dataverse activity logging page, July 2026).';
const NO_OLD_VALUES =
  'The log never holds the values before a change, and new ones only in part; the full history of a record is in Dataverse’s own audit log.';
const LISTS =
  'Views of lists and exports may not name the records they showed, so others may have seen this record too (Dataverse activity logging page, July 2026).';
const DERIVED =
  'Microsoft publishes no filters for the preconfigured Dynamics reports; these are derived from the fields of the records (unconfirmed).';

const PRECONFIGURED = /^(?:accessed|performed|signed|activated) /;

/** What has to be known about the kind of question that was asked. */
function ofQuestion({ query, figures }: Noted): readonly string[] {
  const verbs = query.filters.flatMap(({ field, is, values }) =>
    field === 'verb' && is ? values : [],
  );
  const reports = query.filters.flatMap(({ field, values }) => (field === 'report' ? values : []));
  const some = figures.records > 0;
  return [
    ...when(asks(query, 'record'), LISTS),
    ...when(asks(query, 'record') || verbs.includes('change'), NO_OLD_VALUES),
    ...when(
      some &&
        (asks(query, 'address') ||
          groups(query, 'address') ||
          figures.outliers.some(({ rule }) => rule === 'new addresses')),
      ADDRESSES,
    ),
    ...when(
      groups(query, 'report') || reports.some((report) => PRECONFIGURED.test(report)),
      DERIVED,
    ),
  ];
}

const printed = (message: string): string =>
  message.length > 80 ? `${message.slice(0, 79)}…` : message;

function ofUnmatched(unmatched: readonly Row[] | undefined): readonly string[] {
  if (unmatched === undefined || unmatched.length === 0) return [];
  const list = unmatched.map(({ key, count }) => `${printed(key)} (${number(count)})`).join(', ');
  return [
    `No verb of the definitions knows these messages of the period: ${list}. If they matter, add them to the definitions.`,
  ];
}

const NOT_COMPARED =
  'A search at Microsoft brings the period alone: what stands out was judged without the days before it, and new addresses were not looked for.';

const ofSource = ({ source, figures, query }: Noted): readonly string[] =>
  when(
    source === 'graph' && figures.records > 0 && query.focus !== 'outside working hours',
    NOT_COMPARED,
  );

/** Limits of an answer that follow from what is known of the data, in sentences. */
export const notesOf = (noted: Noted): readonly string[] => [
  ...nothing(noted),
  ...settling(noted),
  ...ofQuestion(noted),
  ...ofDefects(noted.query, noted.figures.defects),
  ...ofUnmatched(noted.figures.unmatched),
  ...ofSource(noted),
];
