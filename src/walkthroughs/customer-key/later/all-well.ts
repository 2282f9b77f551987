import { GatewayError } from '../../../core/errors.ts';
import type { Looking, Step } from '../../../core/step.ts';
import { judgeAll, mustHold, type Judged } from '../judge-all.ts';
import { LATER_SOURCES } from '../sources/later.ts';
import type { Site } from '../world.ts';

/** A licence that ran out or a policy that is disabled by now must not keep anybody from this. */
const ABOUT_KEYS = /^(?:SUB|KV|KEY|ACC)-/;

const isFailing = ({ findings }: Judged): boolean =>
  findings.some(({ severity, verdict }) => severity === 'error' && verdict.kind === 'fail');

const twelve = (sentences: readonly string[]): string => sentences.slice(0, 12).join(' ');

/**
 * Throws unless keys, vaults, access and subscriptions are well. What merely cannot be read is
 * asked again, like any service that does not answer.
 */
export async function assertWell(site: Site, looking: Looking, next: string): Promise<void> {
  const all = await judgeAll(site, looking);
  const judged = all.filter(({ check }) => ABOUT_KEYS.test(check.id));
  const speaking = mustHold(judged);
  if (speaking.length === 0) return;
  const transient = !judged.some(isFailing);
  throw new GatewayError(`Not now: ${twelve(speaking)} ${next}`, {
    status: transient ? 503 : 409,
    code: 'NotWell',
    transient,
  });
}

const MEND_FIRST = 'Put that right first: cancel this run and type recover key.';

/** What was looked at once in a run is on record; it says nothing of later times. */
export const wasVerified = ({ entries }: Looking, step: string): boolean =>
  entries.some((entry) => entry.kind === 'verified' && entry.step === step);

/** While one key is being worked on the other one carries the data: so both have to be well. */
export const allWell = (site: Site): Step => ({
  id: 'all-well',
  title: 'Both keys, their vaults and their access are in order',
  stage: 'Preflight',
  risk: 'routine',
  sources: [LATER_SOURCES.keep],
  async check(looking) {
    if (!wasVerified(looking, 'all-well')) await assertWell(site, looking, MEND_FIRST);
    return [];
  },
});
