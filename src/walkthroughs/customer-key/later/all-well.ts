import { GatewayError } from '../../../core/errors.ts';
import type { Step } from '../../../core/step.ts';
import { judgeAll, mustHold } from '../judge-all.ts';
import { LATER_SOURCES } from '../sources/later.ts';
import type { Site } from '../world.ts';

/**
 * While one key is being worked on the other one carries the data: so keys, vaults, access and
 * subscriptions have to be well first. The policy is another matter: it may be disabled by now.
 */
export const allWell = (site: Site): Step => ({
  id: 'all-well',
  title: 'Both keys, their vaults and their access are in order',
  stage: 'Preflight',
  risk: 'routine',
  sources: [LATER_SOURCES.keep],
  async check(looking) {
    const judged = await judgeAll(site, looking);
    const failing = mustHold(judged.filter(({ check }) => !check.id.startsWith('DEP-')));
    if (failing.length === 0) return [];
    throw new GatewayError(
      `Not now: ${failing.join(' ')} Put that right first: type recover key, or health.`,
      { status: 409, transient: false },
    );
  },
});
