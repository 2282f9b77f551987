import type { GuidedChange, Step } from '../../../core/step.ts';
import type { Table } from '../../../gateways/dataverse.ts';
import { hostOf } from '../answers.ts';
import type { Site } from '../world.ts';
import type { Wanted } from '../wanted.ts';
import { flagsDiffer } from './tables-audited.ts';

/** Wanted, but missing here or locked by the table's publisher. */
export function leftOut(tables: readonly Table[], wanted: Wanted['tables']): readonly string[] {
  const known = new Map(tables.map((table) => [table.logicalName, table]));
  return Object.entries(wanted)
    .filter(([name, flags]) => {
      const table = known.get(name);
      if (table === undefined) return true;
      return flagsDiffer(table.flags, flags) && !isChangeable(table, flags.audit);
    })
    .map(([name]) => name);
}

/** `IsAuditEnabled.CanBeChanged` matters only where that very flag has to change. */
export const isChangeable = (table: Table, audit: boolean | undefined): boolean =>
  table.customizable &&
  (table.auditChangeable || audit === undefined || audit === table.flags.audit);

function accept(site: Site, names: readonly string[]): GuidedChange {
  return {
    kind: 'guided',
    summary: `These tables are missing in ${site.environment.name} or locked by their publisher, and stay as they are: ${names.join(', ')}.`,
    details: {
      operation: 'dataverse.tables.leftOut',
      target: hostOf(site.environment),
      before: names,
      after: 'accepted as not covered',
    },
    guide: {
      steps: [
        `Read the list: ${names.join(', ')}.`,
        'A locked table can be opened only by the publisher of its solution.',
        'If one of them must be audited, cancel this run; otherwise confirm that they stay out.',
      ],
      proof: 'attested',
      statement: `It is accepted that these tables are not covered: ${names.join(', ')}.`,
    },
  };
}

/** Check C9: what cannot be set is said before anything is set. */
export const tablesAuditable = (site: Site, wanted: Wanted['tables']): Step => ({
  id: 'tables-auditable',
  title: 'Every chosen table can be audited',
  stage: 'Tenant and organisation',
  risk: 'routine',
  lane: 'tables-auditable',
  async check() {
    const names = leftOut(await site.tables(), wanted);
    return names.length === 0 ? [] : [accept(site, names)];
  },
  found: () =>
    Promise.resolve(`All ${Object.keys(wanted).length} chosen tables exist and can be set.`),
});
