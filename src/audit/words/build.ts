import { LIMIT, normal } from '../query.ts';
import type { AuditQuery, Dimension, Filter, Period } from '../query.ts';
import type { Span } from '../reader.ts';
import { isBefore } from './comparison.ts';
import { findFilter, refuse } from './draft.ts';
import type { Draft, Refusal } from './draft.ts';
import type { FoundPeriod } from './when.ts';

export interface Built {
  readonly query: AuditQuery;
  readonly notes: readonly string[];
}

export interface Around {
  readonly period: Period;
  readonly find: (text: string) => FoundPeriod;
  readonly before: (period: Period) => Span;
}

const sayings = {
  nothing: 'Ask about something, such as “who exported contacts last week?”.',
  verbs:
    'Kinds of action are known for Dynamics only. For other workloads name the operation, such as message "HardDelete".',
  roles: 'Who was given a role is among “security changes”; “assigned” means owners of records.',
  report: 'This report already says which actions it is about. Leave the other action out.',
  signing:
    'Sign-ins belong to no table. Ask for them without one, and for other actions by themselves.',
  tables: 'Tables are those of Dynamics: leave out the table, or the other workload.',
  files: 'Only exports go to Excel or Word. Ask for other actions by themselves.',
  top: 'Say of what, such as “top 10 users”.',
  compare:
    'I can only compare with the period just before, as long as the one asked for: say “compared with the period before”.',
};

const has = (filters: readonly Filter[], field: Filter['field'], ...values: readonly string[]) =>
  filters.some(
    (filter) =>
      filter.field === field &&
      filter.is &&
      (values.length === 0 || filter.values.some((value) => values.includes(value))),
  );

const WITH_TABLES = ['dynamics', 'power platform'];

/** Reports that are found by messages which no kind of action holds. */
const OWN_ACTION = ['audit settings changed', 'new administrators', 'application user created'];

/** Questions that would count nothing whatever was logged: their answer would mislead. */
function impossible({ filters }: Draft): Refusal | undefined {
  const verbs = findFilter({ filters }, 'verb')?.values ?? [];
  const known = verbs.length > 0 && !verbs.includes('sign in');
  const types = findFilter({ filters }, 'type')?.values ?? ['21'];
  const workloads = findFilter({ filters }, 'workload')?.values ?? ['dynamics'];
  if (known && !(types.includes('21') && workloads.includes('dynamics')))
    return refuse(sayings.verbs);
  if (has(filters, 'verb', 'assign') && has(filters, 'table', 'role', 'team', 'systemuser'))
    return refuse(sayings.roles);
  if (has(filters, 'table') && !workloads.some((one) => WITH_TABLES.includes(one)))
    return refuse(sayings.tables);
  if (verbs.includes('sign in') && has(filters, 'table')) return refuse(sayings.signing);
  if (asksFiles({ filters }) && verbs.some((verb) => verb !== 'export'))
    return refuse(sayings.files);
  return verbs.length > 0 && has(filters, 'report', ...OWN_ACTION)
    ? refuse(sayings.report)
    : undefined;
}

/** `to Excel`: which exports. */
const asksFiles = ({ filters }: Pick<Draft, 'filters'>): boolean =>
  findFilter({ filters }, 'message')?.values.every((one) => /^exportto\w+\*$/u.test(one)) === true;

/** "Exported to Excel" says twice that it is an export. */
const once = (filters: readonly Filter[]): readonly Filter[] =>
  asksFiles({ filters }) ? filters.filter(({ field, is }) => field !== 'verb' || !is) : filters;

/** What a question with `what` wants listed, where it does not say. */
function listOf({ filters }: Draft): Dimension {
  if (!has(filters, 'verb') && !has(filters, 'message') && !has(filters, 'report')) return 'verb';
  if (has(filters, 'record')) return 'message';
  return has(filters, 'table') ? 'record' : 'table';
}

/** "Who deleted what" asks for both. */
function groupsOf(draft: Draft): readonly Dimension[] {
  const alone = draft.by.length === 0 || draft.by.join() === 'user';
  return draft.what && alone ? [...draft.by, listOf(draft)] : draft.by;
}

const NOISE: Filter = { field: 'noise', is: false, values: ['background'] };
const ACTIONS: readonly Filter['field'][] = ['verb', 'message', 'report', 'actor', 'noise'];

/** Rankings of people's doings are not won by machinery, unless it is asked for. */
const hidesNoise = ({ top, noiseToo, filters, focus }: Draft): boolean =>
  top && !noiseToo && focus === undefined && !filters.some(({ field }) => ACTIONS.includes(field));

/** Whatever changed on a record: also that it was made, and whose it is. */
function wholeChange(draft: Draft): readonly Filter[] {
  const asked = draft.what && has(draft.filters, 'record');
  return draft.filters.map((filter) =>
    asked && filter.field === 'verb' && filter.is && filter.values.join() === 'change'
      ? { ...filter, values: ['assign', 'change', 'create'] }
      : filter,
  );
}

function notesOf(draft: Draft, filters: readonly Filter[]): readonly string[] {
  const wider = filters.some(
    (filter) => filter.values.length > 1 && !draft.filters.includes(filter),
  );
  return [
    ...new Set([
      ...draft.notes,
      ...(hidesNoise(draft)
        ? ['Background noise is left out; say “including noise” to count it.']
        : []),
      ...(wider ? ['What changed on a record includes its creation and changes of owner.'] : []),
    ]),
  ];
}

function refusalOf(draft: Draft, { period, before, find }: Around): Refusal | undefined {
  if (!draft.asks) return refuse(sayings.nothing);
  if ((draft.limit !== undefined || draft.order !== undefined) && draft.by.length === 0)
    return refuse(sayings.top);
  const { compare } = draft;
  if (compare !== undefined && !isBefore(compare, period, before, find))
    return refuse(sayings.compare);
  return impossible(draft);
}

const optional = ({ per, focus, source }: Draft): Partial<AuditQuery> => ({
  ...(per === undefined ? {} : { per }),
  ...(focus === undefined ? {} : { focus }),
  ...(source === undefined ? {} : { source }),
});

/** The question that a draft has come to, or why there is none. */
export function buildQuery(draft: Draft, around: Around): Built | Refusal {
  const refusal = refusalOf(draft, around);
  if (refusal !== undefined) return refusal;
  const filters = wholeChange({ ...draft, filters: once(draft.filters) });
  const query = normal({
    count: draft.count ?? 'actions',
    filters: hidesNoise(draft) ? [...filters, NOISE] : filters,
    period: around.period,
    by: groupsOf(draft),
    order: draft.order ?? 'most',
    limit: draft.limit ?? LIMIT,
    compare: draft.compare !== undefined,
    ...optional(draft),
  });
  return { query, notes: notesOf(draft, filters) };
}
