import { after, DAY, HOUR, MINUTE } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { Looking, Step, WaitChange } from '../../../core/step.ts';
import type { Branch } from '../branch.ts';
import { RETENTION_SOURCES } from '../sources/retention.ts';
import { subscriptionNamed } from '../subscription-words.ts';
import { orSpreading } from '../vaults/spreading.ts';
import type { Site } from '../world.ts';
import { FEATURE } from './retention-requested.ts';

interface Pace {
  readonly on: string;
  readonly usually: string;
  readonly lookAgain: number;
}

const BY_HAND: Pace = {
  on: 'Microsoft to approve the mandatory retention period',
  usually:
    'days: five business days were once promised, nothing is promised today. To speed it up, open a support request',
  lookAgain: DAY,
};
const APPLYING: Pace = {
  on: 'Azure to apply the approved mandatory retention period',
  usually: 'minutes',
  lookAgain: 5 * MINUTE,
};

/** Before it is asked for, and while parts of Azure do not show the request yet. */
const NOT_SHOWN: Pace = { ...BY_HAND, lookAgain: 10 * MINUTE };

function paceOf(state: string): Pace {
  if (state.toLowerCase() === 'registering') return APPLYING;
  return state.toLowerCase() === 'pending' ? BY_HAND : NOT_SHOWN;
}

const wait = (branch: Branch, pace: Pace): WaitChange => ({
  kind: 'wait',
  summary: `Wait until Microsoft has approved the mandatory retention period in subscription ${subscriptionNamed(branch.answer)}.`,
  details: {
    operation: 'azure.feature.approved',
    target: `${branch.subscriptionId}/features/${FEATURE}`,
    before: 'asked for',
    after: 'Registered',
  },
  ...pace,
});

/** Some parts of Azure still show the state before the request for a while. */
const LAG = HOUR;

/** It was asked for a while ago, and Azure knows nothing of it any more. */
function isTurnedDown(branch: Branch, state: string, { entries, now }: Looking): boolean {
  if (['pending', 'registering'].includes(state.toLowerCase())) return false;
  const asked = entries.findLast(
    (entry) => entry.kind === 'verified' && entry.step === `retention-requested-${branch.number}`,
  );
  return asked !== undefined && after(asked.at, LAG) < now.toISOString();
}

const turnedDown = (branch: Branch, state: string): GatewayError =>
  new GatewayError(
    `Azure shows the mandatory retention period of subscription ${subscriptionNamed(branch.answer)} as ${state}, although it was asked for: Microsoft has declined it, or somebody has taken it back. ` +
      'Ask Microsoft Support why. When it shows as Registered, type resume; to ask again, or to do without it, cancel this run and start again.',
    { status: 409, transient: false },
  );

/** Check MRP-1, second half: nothing but time and Microsoft helps. */
export const retentionApproved = (_site: Site, branch: Branch): Step => ({
  id: `retention-approved-${branch.number}`,
  title: `Microsoft has approved the retention of ${branch.answer.subscriptionName}`,
  stage: 'Mandatory retention',
  risk: 'routine',
  sources: [RETENTION_SOURCES.days, RETENTION_SOURCES.feature],
  after: [`retention-requested-${branch.number}`],
  check: (looking) =>
    orSpreading(branch.subscriptionId, async () => {
      const state = (await branch.feature()) ?? 'not offered';
      if (state.toLowerCase() === 'registered') return [];
      if (isTurnedDown(branch, state, looking)) throw turnedDown(branch, state);
      return [wait(branch, paceOf(state))];
    }),
  found: () => Promise.resolve(`${FEATURE} is Registered in ${subscriptionNamed(branch.answer)}.`),
});
