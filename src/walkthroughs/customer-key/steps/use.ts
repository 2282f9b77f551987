import { after, DAY, HOUR, MINUTE } from '../../../core/clock.ts';
import { GatewayError } from '../../../core/errors.ts';
import type { Entry } from '../../../core/ledger.ts';
import type { Change, Looking, Step, WaitChange } from '../../../core/step.ts';
import { isUnread, tried } from '../../verdict.ts';
import { observed } from '../evidence-text.ts';
import { gather, isUseSeen, unreadIn, type Evidence } from '../evidence.ts';
import { settles } from '../left.ts';
import { lookByHand } from '../use-guide.ts';
import { POLICY_SOURCES } from '../sources/policy.ts';
import type { Site } from '../world.ts';

/** Microsoft allows so much until the policy is in effect. */
const IN_EFFECT = DAY;
/** So long evidence is looked for before a person is asked to look. */
const PATIENCE = 3 * DAY;
const LOOK = 4 * HOUR;

const isOnAssignment = (entry: Entry): boolean => 'step' in entry && entry.step === 'assignment';

/** Since when the policy is assigned, as far as is on record. */
export function assignedAt({ history }: Pick<Looking, 'history'>): string | undefined {
  // What was assigned before Customer Key was left says nothing of now.
  const ended = history.findLastIndex((entry) => settles(entry, 'unassigned'));
  const about = history.slice(ended + 1).filter(isOnAssignment);
  const done = about.findLast(({ kind }) => kind === 'applied');
  const said = about.find(({ kind }) => kind === 'attested' || kind === 'verified');
  return (done ?? said)?.at;
}

const details = (site: Site, since: string | undefined) => ({
  operation: 'encryption.use.seen',
  target: site.answers.policy.name,
  before: since ?? 'not assigned yet',
  after: 'a use of one of the keys by Microsoft, or a record of type 69',
});

const wait = (
  site: Site,
  since: string | undefined,
  on: string,
  lookAgain: number,
): WaitChange => ({
  kind: 'wait',
  summary: 'Wait until something shows that Microsoft uses the keys.',
  details: details(site, since),
  on,
  usually: 'up to 24 hours until the policy is in effect, and up to a day more until a log has it',
  lookAgain: Math.max(MINUTE, lookAgain),
});

/** Assigned is one thing, still assigned another. */
async function assertAssigned(site: Site): Promise<void> {
  const assigned = await tried(site.assignment());
  if (site.world.policies === undefined || isUnread(assigned)) return;
  const { name } = site.answers.policy;
  if (assigned?.policy.toLowerCase() === name.toLowerCase()) return;
  throw new GatewayError(
    `Exchange Online names ${assigned?.policy ?? 'no policy'} as assigned, and not ${name} any more. Find out who changed it, then type resume.`,
    { status: 409, transient: false },
  );
}

function stillMissing(site: Site, since: string, now: Date, evidence: Evidence): readonly Change[] {
  const age = now.getTime() - Date.parse(since);
  if (age >= PATIENCE) return [lookByHand(site, details(site, since), since)];
  const unread = unreadIn(evidence);
  const because = unread.length === 0 ? '' : `; not everything could be read: ${unread.join(' ')}`;
  const on = `Microsoft to use the keys, of which nothing is to be seen yet${because}`;
  return [wait(site, since, on, Math.min(LOOK, PATIENCE - age))];
}

/** The same look serves for judging and for saying what was seen. */
function evidenceOnce(site: Site) {
  const known = new WeakMap<Looking, Promise<Evidence>>();
  return (looking: Looking, since: string): Promise<Evidence> => {
    const evidence = known.get(looking) ?? gather(site, since, looking.now);
    known.set(looking, evidence);
    return evidence;
  };
}

/** Reference §8.7: evidence is what was observed, and never more than that. */
export function useSeen(site: Site): Step {
  const evidenceFor = evidenceOnce(site);
  return {
    id: 'use',
    title: 'Something shows that Microsoft uses the keys',
    stage: 'Evidence',
    risk: 'routine',
    sources: [POLICY_SOURCES.day, POLICY_SOURCES.vaultLog, POLICY_SOURCES.recordType],
    async check(looking) {
      const since = assignedAt(looking);
      if (since === undefined) return [wait(site, since, 'the assignment of the policy', DAY)];
      const left = Date.parse(after(since, IN_EFFECT)) - looking.now.getTime();
      if (left > 0) return [wait(site, since, 'the policy to be in effect', left)];
      await assertAssigned(site);
      const evidence = await evidenceFor(looking, since);
      return isUseSeen(evidence) ? [] : stillMissing(site, since, looking.now, evidence);
    },
    async found(looking) {
      const since = assignedAt(looking);
      return since === undefined
        ? 'The assignment is not on record.'
        : observed(await evidenceFor(looking, since));
    },
  };
}
