import type { TableRows } from '../../gateways/audit-tables.ts';
import type { Definitions } from '../definitions.ts';
import { conditionOf } from '../lower.ts';
import type { AuditQuery } from '../query.ts';
import { moment } from '../moment.ts';
import { before } from '../times/period.ts';
import { firstKnown, type Present } from './presence.ts';
import { tablesFor } from './pruning.ts';
import type { AuditTable } from './tables.ts';

export interface Told {
  readonly query: AuditQuery;
  readonly definitions: Definitions;
  readonly present: readonly Present[];
  /** Of those, the ones with records that the question needs. */
  readonly needed: readonly Present[];
  readonly counted: TableRows;
}

const HOUR = 3_600_000;

/** One of the two tables of Dynamics is enough. */
const EITHER: readonly AuditTable[] = ['DataverseActivity', 'Dynamics365Activity'];

function absent({ query, definitions, needed }: Told): readonly string[] {
  const there = needed.map(({ table }) => table);
  const wanted = tablesFor(conditionOf(query, definitions));
  const dynamics = EITHER.some((table) => there.includes(table));
  const missing = wanted.filter(
    (table) => !there.includes(table) && !(dynamics && EITHER.includes(table)),
  );
  if (missing.length === 0) return [];
  const names = missing.join(', ');
  return [
    `The workspace has no records of this tenant in ${names}: what they would hold is not counted.`,
  ];
}

/** A limit or a fault of the workspace, without numbers that would be made up. */
function incomplete({ counted }: Told): readonly string[] {
  const { incomplete: found } = counted;
  if (found === undefined) return [];
  return found.kind === 'cut'
    ? [
        `The workspace cut its answer off at its limit of size (${found.code}): the numbers are too low. Ask about a shorter period.`,
      ]
    : [
        `The workspace answered with a part of the data only (${found.code}): the numbers are at least these.`,
      ];
}

const foreign = ({ needed, present }: Told): readonly string[] =>
  (needed.length > 0 ? needed : present)
    .filter((one) => one.foreign > 0)
    .map(
      (one) =>
        `${one.table} also holds ${one.foreign.toLocaleString('en-US')} records with another OrganizationId than this tenant’s. They are not counted.`,
    );

function lag({ needed }: Told): readonly string[] {
  const longest = Math.max(0, ...needed.map((one) => one.lag ?? 0));
  if (longest <= 0) return [];
  const time =
    longest < HOUR
      ? `${Math.ceil(longest / 60_000)} minutes`
      : `${Math.ceil(longest / HOUR)} hours`;
  return [
    `95 of 100 records of the last two days reached the workspace within ${time} of the event.`,
  ];
}

/** A comparison with days that the workspace does not have compares with nothing. */
function compared({ query, needed }: Told): readonly string[] {
  const earlier = before(query.period);
  const from = firstKnown(needed);
  if (!query.compare || from === undefined || Date.parse(from) <= Date.parse(earlier.from))
    return [];
  return [
    `The period before begins before the first record of the workspace (${moment(from)}): its number is too low.`,
  ];
}

const LIMITS =
  'A workspace cannot tell what its connectors missed: “complete” means that records were delivered ' +
  'before, after and on each day between.';

/** What has to be said of an answer from a workspace. */
export const notesOf = (told: Told): readonly string[] => [
  ...incomplete(told),
  ...absent(told),
  ...foreign(told),
  ...compared(told),
  ...lag(told),
  ...(told.needed.length > 0 ? [LIMITS] : []),
];
