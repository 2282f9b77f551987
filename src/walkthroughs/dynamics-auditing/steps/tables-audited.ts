import type { AutomaticChange, Step } from '../../../core/step.ts';
import type { Table, TableFlags } from '../../../gateways/dataverse.ts';
import { hostOf } from '../answers.ts';
import { SOURCES } from '../sources.ts';
import type { Site } from '../world.ts';
import type { Wanted } from '../wanted.ts';
import { leftOut } from './tables-auditable.ts';
import { TRACES } from '../traces.ts';

const FLAGS = ['audit', 'read', 'readMultiple'] as const;
const NAMES = {
  audit: 'changes',
  read: 'single reads',
  readMultiple: 'list reads',
} as const;

export const flagsDiffer = (now: TableFlags, wanted: Partial<TableFlags>): boolean =>
  FLAGS.some((flag) => wanted[flag] !== undefined && wanted[flag] !== now[flag]);

function sentence(table: Table, after: TableFlags): string {
  const on = FLAGS.filter((flag) => after[flag] && !table.flags[flag]).map((flag) => NAMES[flag]);
  const off = FLAGS.filter((flag) => !after[flag] && table.flags[flag]).map((flag) => NAMES[flag]);
  const parts = [
    ...(on.length > 0 ? [`audit ${on.join(', ')}`] : []),
    ...(off.length > 0 ? [`no longer audit ${off.join(', ')}`] : []),
  ];
  return `${table.displayName} (${table.logicalName}): ${parts.join('; ')}.`;
}

function put(site: Site, table: Table, wanted: Partial<TableFlags>): AutomaticChange {
  const after = { ...table.flags, ...wanted };
  return {
    kind: 'automatic',
    summary: sentence(table, after),
    details: {
      operation: 'dataverse.table.flags',
      target: `${hostOf(site.environment)}/${table.logicalName}`,
      table: table.logicalName,
      before: { ...table.flags },
      after: { ...after },
    },
    apply: ({ requestId }) => site.dataverse.setTableFlags(table.logicalName, after, requestId),
  };
}

/** What differs from what is wanted, table by table, in the order of their names. */
export async function tablePlan(site: Site, wanted: Wanted['tables']) {
  const tables = await site.tables();
  const out = new Set(leftOut(tables, wanted));
  return tables
    .filter(({ logicalName }) => !out.has(logicalName))
    .filter(({ logicalName, flags }) => flagsDiffer(flags, wanted[logicalName] ?? {}))
    .toSorted((a, b) => (a.logicalName < b.logicalName ? -1 : 1))
    .map((table) => put(site, table, wanted[table.logicalName] ?? {}));
}

/** Checks C5 and C6. One after the other: an organisation takes one customization at a time. */
export const tablesAudited = (site: Site, wanted: Wanted['tables']): Step => ({
  id: 'tables-audited',
  title: `${Object.keys(wanted).length} tables carry the audit flags`,
  stage: 'Tables',
  risk: 'routine',
  sources: [SOURCES.switches, SOURCES.areas],
  lane: 'organisation',
  traces: TRACES.tables(site.environment),
  check: () => tablePlan(site, wanted),
  async found() {
    const out = leftOut(await site.tables(), wanted).length;
    const set = Object.keys(wanted).length - out;
    return `${set} tables carry the flags${out > 0 ? `; ${out} are left out` : ''}.`;
  },
});
