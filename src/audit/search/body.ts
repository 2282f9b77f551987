import { findNamesOf, permissionFor } from '../../gateways/audit-record-types.ts';
import type { SearchBody } from '../../gateways/audit-search.ts';
import type { Condition } from '../condition.ts';
import type { AuditQuery, Field, Filter } from '../query.ts';
import type { Span } from '../reader.ts';
import { operationsFor, typesFor } from './needs.ts';

/** What Microsoft is asked, and what is left to be done here. */
export interface SearchPlan {
  readonly body: Omit<SearchBody, 'displayName'>;
  /** Record types searched; left out: all of them. */
  readonly types?: readonly number[];
  /** The least permission of Microsoft Graph that this needs. */
  readonly permission: string;
  /** Sentences: what was filtered here, not there. */
  readonly after: readonly string[];
}

export interface Sending {
  /** Times to search, where they are not the question's period. */
  readonly span?: Span;
  /** Sources disagree on whether the service filters by user: only where somebody has tried it. */
  readonly byUser?: boolean;
}

const WORDS: Readonly<Record<Field, string>> = {
  user: 'user',
  verb: 'what was done',
  message: 'message',
  table: 'table',
  environment: 'environment',
  address: 'address',
  result: 'result',
  workload: 'workload',
  type: 'record type',
  record: 'record',
  actor: 'kind of actor',
  agent: 'client',
  report: 'report',
  hours: 'time of day',
  noise: 'background records',
};

const FEW = 20;

/** A type without a name cannot be asked for, so then nothing is left out there. */
function namesFor(types: readonly number[] | undefined): readonly string[] | undefined {
  const names = types?.map(findNamesOf) ?? [];
  const known = names.flatMap((each) => each ?? []);
  const usable = names.length > 0 && !names.includes(undefined);
  return usable ? [...new Set(known)] : undefined;
}

const usersIn = ({ filters }: AuditQuery): readonly string[] =>
  filters.find(({ field, is }) => field === 'user' && is)?.values ?? [];

function narrowing(query: AuditQuery, condition: Condition, byUser: boolean) {
  const operations = operationsFor(condition) ?? [];
  const users = byUser ? usersIn(query) : [];
  return {
    ...(operations.length > 0 && operations.length <= FEW ? { operationFilters: operations } : {}),
    ...(users.length > 0 && users.every((user) => user.includes('@'))
      ? { userPrincipalNameFilters: users }
      : {}),
  };
}

/** These workloads are what they are by their record types. */
const BY_TYPE: readonly string[] = ['dynamics', 'power platform'];

const isByType = ({ field, is, values }: Filter): boolean =>
  is &&
  (field === 'type' || (field === 'workload' && values.every((one) => BY_TYPE.includes(one))));

function saysAfter(
  { filters }: AuditQuery,
  sent: { readonly types: boolean; readonly users: boolean },
): readonly string[] {
  const done = (filter: Filter) =>
    (sent.types && isByType(filter)) || (sent.users && filter.field === 'user' && filter.is);
  const fields = filters.filter((filter) => !done(filter)).map(({ field }) => field);
  const words = [...new Set(fields)].map((field) => WORDS[field]);
  return words.length === 0
    ? []
    : [`Microsoft’s search does not filter by ${words.join(', ')} reliably: that was done here.`];
}

/**
 * The search for a question. Only filters that cannot hide a record are sent: times, record types, and
 * operations where the question names them. Not `serviceFilters`, whose name and type differ from page
 * to page, nor `keywordFilter`, which nobody has confirmed to find every record.
 */
export function searchBodyOf(
  query: AuditQuery,
  condition: Condition,
  { span = query.period, byUser = false }: Sending = {},
): SearchPlan {
  const types = typesFor(condition);
  const names = namesFor(types);
  const narrow = narrowing(query, condition, byUser);
  const sent = { types: names !== undefined, users: 'userPrincipalNameFilters' in narrow };
  return {
    body: {
      filterStartDateTime: span.from,
      filterEndDateTime: span.to,
      ...(names === undefined ? {} : { recordTypeFilters: names }),
      ...narrow,
    },
    ...(names === undefined || types === undefined ? {} : { types }),
    permission: permissionFor(names === undefined ? undefined : types),
    after: saysAfter(query, sent),
  };
}
