import { realOutside } from '../../compose/sandbox.ts';
import { builtInOf, fileSentence, policiesOf, policyFileState } from '../../compose/policies.ts';
import type { Config } from '../../config.ts';
import type { Known } from '../../core/policy-lint.ts';
import { openStore } from '../../store/open.ts';
import { found, missing, type Finding } from './finding.ts';
import { whereOf } from '../../compose/where.ts';

/** A file that differs has no effect; whoever wrote it may think otherwise. */
export const policyFinding = (config: Config, known: Known): Promise<Finding> =>
  found('approval policy', async () => {
    const store = await openStore(whereOf(config), realOutside().clock);
    try {
      const inForce = await policiesOf(store, config.tenantId, builtInOf(config)).inForce();
      const state = await policyFileState(config, inForce, known);
      const says = fileSentence(state, inForce);
      if (state.kind === 'none' || state.kind === 'same') return says;
      throw missing(`${says}.`);
    } finally {
      await store.close();
    }
  });
