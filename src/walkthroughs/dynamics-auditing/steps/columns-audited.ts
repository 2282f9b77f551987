import type { AutomaticChange, Step } from '../../../core/step.ts';
import { GatewayError } from '../../../core/errors.ts';
import { hostOf } from '../answers.ts';
import type { Site } from '../world.ts';
import type { Wanted } from '../wanted.ts';
import { TRACES } from '../traces.ts';

const split = (name: string): readonly [string, string] => {
  const [table = '', column = ''] = name.split('.');
  return [table, column];
};

function put(site: Site, name: string, audited: boolean): AutomaticChange {
  const [table, column] = split(name);
  return {
    kind: 'automatic',
    summary: `${audited ? 'Audit' : 'No longer audit'} column ${column} of table ${table}.`,
    details: {
      operation: 'dataverse.column.audit',
      target: `${hostOf(site.environment)}/${name}`,
      table,
      before: !audited,
      after: audited,
    },
    apply: ({ requestId }) => site.dataverse.setColumnAudit(table, column, audited, requestId),
  };
}

async function changeFor(site: Site, name: string, audited: boolean) {
  const [table, column] = split(name);
  const found = (await site.columns(table)).find(({ logicalName }) => logicalName === column);
  if (found?.audited === audited) return [];
  if (found?.auditChangeable) return [put(site, name, audited)];
  throw new GatewayError(
    `Column ${name} ${found === undefined ? 'does not exist' : 'is locked by its publisher'}. Cancel this run and start again without it.`,
    { status: 400, transient: false },
  );
}

/** What differs from what is wanted, column by column. */
export async function columnPlan(site: Site, wanted: Wanted['columns']) {
  const plans = await Promise.all(
    Object.entries(wanted).map(([name, audited]) => changeFor(site, name, audited)),
  );
  return plans.flat();
}

/** Check C11: the columns that the admin named, and no others. */
export const columnsAudited = (site: Site, wanted: Wanted['columns']): Step => ({
  id: 'columns-audited',
  title: `${Object.keys(wanted).length} named columns are audited`,
  stage: 'Tables',
  risk: 'routine',
  lane: 'organisation',
  traces: TRACES.columns(site.environment),
  check: () => columnPlan(site, wanted),
});
