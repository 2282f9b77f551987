import type { DueTable } from '../core/due.ts';
import type { Runs } from '../core/runs.ts';
import { standingOf } from '../core/standing.ts';
import type { OpenFinding } from '../walkthroughs/exception/finding-question.ts';
import { DRIFT } from './drift.ts';
import { Known } from './drift-news.ts';

export interface OpenDrift {
  readonly tenant: string;
  readonly due: Pick<DueTable, 'list'>;
  readonly runs: Pick<Runs, 'read'>;
}

/** What the last daily looks have found, each with the risk of the step that it belongs to. */
export async function findOpenDrift({
  tenant,
  due,
  runs,
}: OpenDrift): Promise<readonly OpenFinding[]> {
  const rows = (await due.list(tenant)).filter(({ kind }) => kind === DRIFT);
  const all = await Promise.all(
    rows.map(async ({ key: subject, payload }) => {
      const known = Known.safeParse(payload).data;
      if (known?.run === undefined || known.findings.length === 0) return [];
      const { run } = known;
      const { steps, started } = standingOf(await runs.read(run));
      const riskOf = (id: string | undefined) => steps.find((step) => step.id === id)?.risk;
      return known.findings
        .filter(({ id }) => id !== 'BLIND')
        .map(({ id, says, step }) => ({
          ...{ id, says, run, subject, title: started.title },
          risk: riskOf(step),
        }));
    }),
  );
  return all.flat();
}
