import { appliedOf } from '../../../core/in-force.ts';
import { SET_POLICY } from '../../../core/policy-in-force.ts';
import { isWithin, type Material } from '../material.ts';
import { entryOf, type Control } from '../report.ts';
import { stamp } from '../words.ts';
import { begunIn } from './evidence-of.ts';

/** Does every request name the policy that it was judged by, and how did that change? */
export function policyControl({ runs, period }: Material): Control {
  const requests = runs.flatMap(({ heading: { run }, entries }) =>
    entries.flatMap((entry) =>
      entry.kind === 'requested' && isWithin(period, entry) ? [{ run, entry }] : [],
    ),
  );
  const silent = requests.filter(({ entry }) => entry.policy === undefined);
  const changes = runs.flatMap((one) =>
    appliedOf(one.entries, SET_POLICY)
      .filter((set) => isWithin(period, set))
      .map((set) => ({ run: one.heading.run, ...set, old: policyOf(one, set.seq) })),
  );
  return {
    id: 'policy',
    rule: 'Every request names the approval policy that it was judged by, and each change of that policy was asked for under the old one.',
    tested: requests.length,
    broken: silent.length,
    statements: [
      ...silent.map(({ run, entry }) => ({
        says: `${stamp(entry.at)}: request ${run}-${entry.ask}, step ${entry.step}. Breach: it names no policy.`,
        entries: [entryOf(run, entry)],
      })),
      ...changes.map(({ run, at, seq, old }) => ({
        says: `${stamp(at)}: the approval policy was changed, asked for under policy ${old}.`,
        entries: [entryOf(run, { seq })],
      })),
    ],
  };
}

/** The digest of the policy that a change was decided under, shortened for reading. */
function policyOf(run: Parameters<typeof begunIn>[0], seq: number): string {
  const begun = begunIn(run).findLast(({ applying }) => applying.seq < seq);
  return begun?.request?.policy?.slice(0, 16) ?? '(none named)';
}
