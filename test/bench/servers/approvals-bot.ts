// Our Teams side with the real judge of presses, over real runs on the real store: tokens are
// checked, what was seen is looked up, and a decision is on disk before it is answered. What
// follows from it is put on the schedule as in the bot, and nobody does it meanwhile.
import { announcing } from '../../../src/announce.ts';
import type { Chat } from '../../../src/chat/chat.ts';
import { onPress } from '../../../src/chat/press.ts';
import { digestOfAsk } from '../../../src/core/approvals.ts';
import { deputiesFrom } from '../../../src/core/deputies.ts';
import { exceptionsIn } from '../../../src/core/exceptions.ts';
import type { Role } from '../../../src/core/people.ts';
import { policyWith } from '../../../src/core/policy.ts';
import { runsOf } from '../../../src/core/runs.ts';
import { standingOf } from '../../../src/core/standing.ts';
import { runJobs } from '../../../src/jobs/run-jobs.ts';
import { openStore } from '../../../src/store/open.ts';
import { createAdapter } from '../../../src/teams/adapter.ts';
import { LIMITS } from '../../../src/teams/limits.ts';
import { createLog } from '../../../src/teams/log.ts';
import { createMessenger } from '../../../src/teams/messenger.ts';
import { createMetrics } from '../../../src/teams/metrics.ts';
import { createServer } from '../../../src/teams/server.ts';
import { TaggedConversationState } from '../../../src/teams/state.ts';
import { createTurns } from '../../../src/teams/turns.ts';
import { fakeDirectory } from '../../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../../fakes/lamps.ts';
import { CROWD, personId } from '../load.ts';
import type { Decided, Waiting } from '../words.ts';
import { serve, start } from './child.ts';
import { signedSettings } from './signed.ts';

const { tenant, appId, serviceUrl, folder } = start;
const clock = { now: () => new Date(), sleep: () => Promise.resolve() };
const log = createLog('warn');
const metrics = createMetrics(true);
const store = await openStore({ dataDir: folder }, clock);
const { ledger, withLock, due, postings, references, seen } = store;

const asking = { id: personId(998), name: 'Somebody who asks' };
const directory = fakeDirectory();
directory.grant('operator', asking);
for (let person = 0; person < CROWD; person += 1)
  directory.grant('approver', { id: personId(person), name: `Person ${person + 1}` });

const adapter = createAdapter(signedSettings, log);
const messenger = createMessenger({
  ...{ adapter, references, tenant, log, channelPlaces: [] },
  botId: `28:${appId}`,
  defaultServiceUrl: serviceUrl,
});
const missed = (run: string, error: unknown) => log.error('run.not-scheduled', { run, error });
const jobs = runJobs({ tenant, due, clock, withLock, missed });
const policy = policyWith();
const rolesOf = (person: string) => directory.rolesOf(person);
const runs = runsOf({
  ...{ tenant, ledger, withLock, clock, policy, rolesOf },
  walkthroughs: [lampSetup(lampWorld(), { risk: 'routine' })],
  maxOpenRuns: 10_000,
  noted: jobs.noted,
});
const chat: Chat = {
  ...{ tenant, runs, directory, postings, seen, policy, clock, due },
  sandbox: false,
  announce: announcing({ tenant, runs, directory, messenger, postings, references, seen }),
  deputies: deputiesFrom({ runs, clock, rolesOf }),
  reviewSoon: () => Promise.resolve(),
  lookSoon: jobs.lookSoon,
  exceptions: exceptionsIn(ledger, tenant),
};

let staged: readonly Waiting[] = [];
let lamps = 0;

/** A run with a request that waits. */
async function waiting(): Promise<Waiting> {
  lamps += 1;
  const by = { person: asking, roles: new Set<Role>(['operator']) };
  const { run, says } = await runs.start('lamps', { lamp: `lamp-${lamps}`, colour: 'red' }, by);
  if (run === undefined) throw new Error(says);
  await runs.advance(run);
  return { run, digest: digestOfAsk(standingOf(await runs.read(run)).asks) };
}

/** What is on record, read from the store; and that the runs go on because of it. */
async function decided({ run }: Waiting): Promise<Decided> {
  const approvals = (await ledger.read({ tenant, run })).flatMap((entry) =>
    entry.kind === 'decided' && entry.verdict === 'approved' ? [entry] : [],
  );
  await runs.advance(run);
  return {
    run,
    by: approvals.map(({ by }) => by.id),
    cards: approvals.flatMap(({ card }) => card ?? []),
    finished: standingOf(await runs.read(run)).ended === 'finished',
  };
}

const turns = createTurns({
  ...{ tenant, log, metrics },
  state: new TaggedConversationState(store.conversationState(tenant)),
  limits: { ...LIMITS, turnsPerMinute: 1e9, pressesPerMinute: 1e9 },
  withLock: (key, work) => withLock(`turn/${tenant}/${key}`, work),
  handlers: {
    message: () => Promise.resolve(),
    press: (press) => onPress(chat, press),
    seen: (activity) => messenger.remember(activity),
  },
});
const server = createServer({
  ...{ adapter, metrics, log },
  bot: turns,
  health: async () => ({ ready: true }),
});
await adapter.warm();
serve((await server.listen('127.0.0.1', 0)).port, {
  async stage() {
    const requests: Waiting[] = [];
    for (let count = 0; count < CROWD; count += 1) requests.push(await waiting());
    staged = requests;
    return { says: 'staged', requests };
  },
  async decisions() {
    const decisions: Decided[] = [];
    for (const one of staged) decisions.push(await decided(one));
    return { says: 'decided', decisions };
  },
});
