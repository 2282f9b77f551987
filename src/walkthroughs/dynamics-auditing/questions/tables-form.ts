import type { Field } from '../../../core/walkthrough.ts';
import type { OrganisationAudit, Table } from '../../../gateways/dataverse.ts';
import { areaIds, areaTitle, isAuditable, tablesOf } from '../areas.ts';
import { daysInWords } from '../steps/organisation-switches.ts';

/** A list that a person can still look through; the rest is found by searching. */
export const SHOWN = 100;
export const PERIODS = ['30', '90', '180', '365', '730', '2555', '-1'];

export type Input = { readonly [field: string]: string };
/** Names as people type them, one after the other. */
export const words = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((word) => word !== '' && word !== 'and');

/** An area of which this environment has no table is nothing to choose. */
export const areasIn = (tables: readonly Table[] | undefined): readonly string[] =>
  areaIds.filter((area) => tables === undefined || tablesOf(area, tables).length > 0);

export function areaOption(area: string, tables: readonly Table[] | undefined) {
  if (tables === undefined) return { value: area, title: areaTitle(area) };
  const members = tablesOf(area, tables);
  const on = members.filter(({ flags }) => flags.audit).length;
  return { value: area, title: `${areaTitle(area)} (${on} of ${members.length} tables audited)` };
}

function tableOption(table: Table) {
  const { audit, read, readMultiple } = table.flags;
  const state = audit ? (read && readMultiple ? 'changes and reads' : 'changes') : 'not audited';
  return {
    value: table.logicalName,
    title: `${table.displayName} (${table.logicalName}) · ${state}`,
  };
}

export function tableField(tables: readonly Table[], input: Input): Field {
  const wanted = (input['search'] ?? '').trim().toLowerCase();
  const chosen = new Set(words(input['tables']));
  const fits = ({ logicalName, displayName }: Table) =>
    logicalName.includes(wanted) || displayName.toLowerCase().includes(wanted);
  // What is chosen stays, or asking again would take it back.
  const kept = tables.filter(({ logicalName }) => chosen.has(logicalName));
  const others = tables.filter((table) => !chosen.has(table.logicalName) && fits(table));
  const shown = [...kept, ...others.slice(0, SHOWN)];
  return {
    id: 'tables',
    label: 'Further tables',
    kind: 'many',
    filtered: true,
    options: shown.map(tableOption),
    value: kept.map(({ logicalName }) => logicalName).join(','),
  };
}

export const readsField = (input: Input): Field => ({
  id: 'reads',
  label: 'What to record',
  kind: 'one',
  options: [
    { value: 'yes', title: 'Changes and reads' },
    { value: 'no', title: 'Changes only' },
  ],
  value: input['reads'] ?? 'yes',
});

export const retentionField = (now: OrganisationAudit | undefined, input: Input): Field => ({
  id: 'retention',
  label: 'Keep audit rows in Dataverse',
  kind: 'one',
  options: [
    { value: 'keep', title: `As it is${now ? ` (${daysInWords(now.retentionDays)})` : ''}` },
    ...PERIODS.map((days) => ({ value: days, title: daysInWords(Number(days)) })),
  ],
  value: input['retention'] ?? 'keep',
});

export const columnsField = (input: Input): Field => ({
  id: 'columns',
  label: 'Columns to audit as well (optional)',
  kind: 'text',
  placeholder: 'account.telephone1, contact.emailaddress1',
  value: input['columns'] ?? '',
});

export const searchField = (input: Input): Field => ({
  id: 'search',
  label: 'Search tables',
  kind: 'text',
  placeholder: 'part of a name',
  value: input['search'] ?? '',
});

export function notesFor(tables: readonly Table[] | undefined): readonly string[] {
  if (tables === undefined)
    return ['The tables cannot be read until the bot has its role; the plan is made again then.'];
  const locked = tables.filter((table) => !isAuditable(table)).length;
  const auditable = tables.length - locked;
  return [
    `${auditable} tables can be audited; ${locked} are locked by their publishers and not offered.`,
    ...(auditable > SHOWN ? [`The list shows at most ${SHOWN} of them: search for others.`] : []),
    'More tables mean more log storage, which is paid for.',
  ];
}
