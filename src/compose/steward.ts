import { createServer as createProbe } from 'node:net';
import { once } from 'node:events';
import { createTalk } from '../../dialogs/talk.ts';
import { announcingReminders } from '../announce-reminders.ts';
import { remindJob } from '../jobs/remind.ts';
import { announcing } from '../announce.ts';
import type { Chat } from '../chat/chat.ts';
import { handOf } from '../chat/hand.ts';
import { onPress } from '../chat/press.ts';
import { onArrival } from '../chat/arrival.ts';
import { onSaid } from '../chat/said.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import { exceptionsIn } from '../core/exceptions.ts';
import { runsOf, type Runs } from '../core/runs.ts';
import { deputiesFrom } from '../core/deputies.ts';
import { recorded } from '../gateways/http/recording.ts';
import { ADVANCE, runJobs } from '../jobs/run-jobs.ts';
import { noticing } from '../jobs/seal.ts';
import { startWorker } from '../jobs/worker.ts';
import { openStore } from '../store/open.ts';
import type { AdapterSettings } from '../teams/adapter.ts';
import { checkExposure } from '../teams/exposure.ts';
import { LIMITS, type Limits } from '../teams/limits.ts';
import { createLog, LEVELS, type Log } from '../teams/log.ts';
import { createMetrics } from '../teams/metrics.ts';
import { createServer } from '../teams/server.ts';
import { TaggedConversationState } from '../teams/state.ts';
import { createTurns } from '../teams/turns.ts';
import { knownAs } from '../walkthroughs/known.ts';
import type { Walkthrough } from '../core/walkthrough.ts';
import { askingOf } from '../chat/audit/asking.ts';
import { driftOf } from './drift.ts';
import { builtInOf, fileSentence, policiesOf, policyFileState } from './policies.ts';
import { evidenceOf, measureSealing, sealingJobOf } from './evidence.ts';
import { gatewaysOf } from './gateways.ts';
import { questionsOf } from './questions.ts';
import { signInsOf } from './sign-ins.ts';
import { steeringOf } from './steering.ts';
import { realOutside, sandboxOutside } from './sandbox.ts';
import { adapterOf, messengerOf } from './teams.ts';
import { walkthroughsOf } from './walkthroughs.ts';
import { whereOf } from './where.ts';

/** A running bot. */
export interface Steward {
  /** The one address to open. */
  readonly address: string;
  readonly sandbox: boolean;
  readonly runs: Runs;
  /** Takes nothing new, finishes what is under way, closes everything. */
  stop(): Promise<void>;
}

/** For benchmarks and tests: what cannot be said by a setting. */
export interface Overrides {
  readonly adapter?: Partial<AdapterSettings>;
  readonly limits?: Partial<Limits>;
}

/** Why this bot must not start like this; undefined when it may. */
export const exposureOf = (config: Config): string | undefined =>
  checkExposure({ appId: config.bot.appId, host: config.host, production: config.production });

/** A port of this machine, held until it is let go: what is built first must know it. */
async function heldPort(wanted: number) {
  if (wanted !== 0) return { port: wanted, letGo: () => Promise.resolve() };
  const probe = createProbe().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : wanted,
    async letGo() {
      probe.close();
      await once(probe, 'close');
    },
  };
}

const levelOf = (level: string): (typeof LEVELS)[number] =>
  LEVELS.find((known) => known === level) ?? (level === 'trace' ? 'debug' : 'error');

/** Builds everything and starts it. */
export async function startSteward(config: Config, overrides: Overrides = {}): Promise<Steward> {
  const fault = exposureOf(config);
  if (fault !== undefined) throw new Error(fault);
  const log = createLog(levelOf(config.logLevel));
  const { port, letGo } = await heldPort(config.port);
  // Filled below: the sandbox's page asks when the bot looks at something next.
  const asked: { nextDue: () => Promise<string | undefined> } = {
    nextDue: () => Promise.resolve(undefined),
  };
  const beside = {
    nextDue: () => asked.nextDue(),
    warn: (event: string, fields: object) => log.warn(event, { ...fields }),
  };
  const outside =
    config.cloud === 'sandbox' ? await sandboxOutside(config, port, beside) : realOutside();
  const store = await openStore(whereOf(config), outside.clock, storeLog(log));
  asked.nextDue = async () => {
    const waiting = await store.due.list(config.tenantId);
    return waiting.flatMap(({ kind, due }) => (kind === ADVANCE ? [due] : [])).sort()[0];
  };
  const bot = await botOf(config, {
    log,
    port,
    clock: outside.clock,
    agent: outside.agent,
    store,
    overrides,
  });
  outside.onJump(bot.poke);

  const server = createServer({
    adapter: bot.adapter,
    bot: bot.turns,
    limits: bot.limits,
    health: async () => {
      await store.ping();
      return { ready: true };
    },
    metrics: bot.metrics,
    ...(outside.before === undefined ? {} : { before: outside.before }),
    log,
  });
  const stop = async (): Promise<void> => {
    // Cards under way go out first: on the sandbox they go through this very server.
    await bot.end();
    await server.close();
    await store.close();
    await outside.close();
  };
  try {
    await letGo();
    await server.listen(config.host, port);
    await bot.begin();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address: `http://${config.host}:${port}`,
    sandbox: config.cloud === 'sandbox',
    runs: bot.runs,
    stop,
  };
}

const storeLog = (log: Log) => ({
  info: (fields: object, says: string) => log.info(says, { ...fields }),
  warn: (fields: object, says: string) => log.warn(says, { ...fields }),
});

interface Parts {
  readonly log: Log;
  readonly port: number;
  readonly clock: Clock;
  readonly agent: Parameters<typeof gatewaysOf>[1]['agent'];
  readonly store: Awaited<ReturnType<typeof openStore>>;
  readonly overrides: Overrides;
}

/** The bot itself, over a store, a clock and a way out. */
async function botOf(config: Config, parts: Parts) {
  const { log, port, clock, agent, overrides } = parts;
  const tenant = config.tenantId;
  // The job that seals what was appended is built last.
  let appended = (): void => undefined;
  const store = { ...parts.store, ledger: noticing(parts.store.ledger, () => appended()) };
  const { due, ledger, withLock, references, postings, seen } = store;
  const gateways = gatewaysOf(config, { agent, clock }, log);
  const adapter = await adapterOf(config, log, overrides.adapter);
  const messenger = messengerOf(config, { adapter, references, port, now: clock.now, log });
  const missed = (run: string, error: unknown) => log.warn('run.not-scheduled', { run, error });
  const jobs = runJobs({ tenant, due, clock, withLock, missed });
  const builtIn = builtInOf(config);
  const policies = policiesOf(store, tenant, builtIn);
  const policy = policies.inForce;
  const settings = {
    tenant,
    ledger,
    withLock,
    clock,
    policy,
    maxOpenRuns: config.maxOpenRuns,
    rolesOf: (person: string) => gateways.directory.rolesOf(person, true),
    groupsOf: gateways.directory.groupsOf,
    recording: recorded,
    noted: jobs.noted,
  };
  const past = runsOf({ ...settings, walkthroughs: [] });
  const signIns = signInsOf(config, { agent, clock, log });
  const known = () => ({
    walkthroughs: knownAs(walkthroughs.map(({ id }) => id)),
    signIn: signIns !== undefined,
  });
  const walkthroughs: readonly Walkthrough[] = walkthroughsOf(config, {
    ...{ gateways, store, clock, past, policy, builtIn, known },
    redraw: (run) => jobs.noted(run, 'engine'),
  });
  const runs = runsOf({ ...settings, walkthroughs });
  // The worker that it wakes is started last.
  let wake = (): void => undefined;
  const poke = (): void => wake();
  const { channel } = config.approvals;
  const deputies = deputiesFrom({ runs, clock, rolesOf: settings.rolesOf });
  const announce = announcing({
    tenant,
    runs,
    directory: gateways.directory,
    messenger,
    postings,
    references,
    seen,
    deputies,
    ...(channel === undefined ? {} : { approvalsChannel: channel }),
  });
  const steering = steeringOf({
    ...{ tenant, due, clock, withLock, runs, announce },
    directory: gateways.directory,
    ...(channel === undefined ? {} : { approvalsChannel: channel }),
  });
  const evidence = evidenceOf(config, { log, clock, store, signers: gateways.signers });
  const questions = await questionsOf(config, {
    log,
    clock,
    store,
    gateways,
    announce,
    messenger,
    evidence,
    poke,
  });
  const chat: Chat = {
    tenant,
    sandbox: config.cloud === 'sandbox',
    runs,
    directory: gateways.directory,
    announce,
    postings,
    seen,
    policy,
    clock,
    due,
    deputies,
    reviewSoon: steering.reviews.soon,
    lookSoon: jobs.lookSoon,
    seals: {
      latest: () => evidence.tree.latest(tenant),
      backlog: () => evidence.tree.backlog(tenant),
    },
    exceptions: exceptionsIn(ledger, tenant),
    ...(signIns === undefined ? {} : { signIns }),
    ...(questions === undefined
      ? {}
      : {
          audit: questions.chat,
          compliance: questions.compliance,
          evidence: questions.evidence,
        }),
  };
  const state = new TaggedConversationState(store.conversationState(tenant));
  const asking = questions === undefined ? [] : [askingOf(chat, questions.forms)];
  const talk = createTalk(state, walkthroughs, handOf(chat), clock.now, asking);
  const metrics = createMetrics(true);
  metrics.gauge(
    'due_work',
    'Pieces of background work',
    async () => (await due.list(tenant)).length,
  );
  metrics.gauge(
    'due_work_dead',
    'Background work that failed for good',
    async () => (await due.list(tenant)).filter((work) => work.state === 'dead').length,
  );
  const limits = { ...LIMITS, ...overrides.limits };
  const turns = createTurns({
    tenant,
    log,
    metrics,
    limits,
    state,
    withLock: (key, work) => withLock(`turn/${tenant}/${key}`, work),
    handlers: {
      message: ({ person, text, fullText, value, conversationType, context }) =>
        onSaid(chat, talk, {
          person,
          text,
          fullText,
          value,
          personal: conversationType === 'personal',
          context,
        }),
      press: (press) => onPress(chat, press),
      arrived: (arrival) => onArrival(chat, arrival),
      ...(questions === undefined ? {} : { file: questions.file }),
      seen: (activity) => messenger.remember(activity),
    },
  });
  async function sayPolicy(): Promise<void> {
    const inForce = await policy();
    const state = await policyFileState(config, inForce, known());
    const says = fileSentence(state, inForce);
    if (state.kind === 'none' || state.kind === 'same') log.debug('policy.in-force', { says });
    else log.warn('policy.file-has-no-effect', { says });
  }
  const reminders = remindJob({
    ...{ tenant, due, clock, ledger, policy },
    directory: gateways.directory,
    decidersFor: announce.decidersFor,
    tell: announcingReminders({ announce, directory: gateways.directory }),
  });
  const { handlers, begin } = jobs.with(runs, {
    async announce(run) {
      await reminders.soon(run);
      await steering.announce(run);
    },
  });
  const sealing = sealingJobOf(config, evidence, { log, clock, store, announce });
  measureSealing(metrics, evidence, { tenant, clock });
  const drift = driftOf(config, {
    ...{ store, clock, runs, announce, directory: gateways.directory },
    trail: questions?.trail,
  });
  const worker = startWorker({
    due,
    clock,
    handlers: {
      ...handlers,
      ...reminders.handlers,
      ...drift.handlers,
      ...sealing.handlers,
      ...steering.reviews.handlers,
      ...questions?.handlers,
    },
    log: { warn: (fields, says) => log.warn(says, { ...fields }) },
    pollMs: 500,
  });
  jobs.onScheduled(worker.poke);
  sealing.onScheduled(worker.poke);
  appended = sealing.soon;
  wake = worker.poke;
  return {
    adapter,
    turns,
    limits,
    metrics,
    runs,
    poke: worker.poke,
    async begin() {
      await adapter.warm();
      await policies.keepBuiltIn();
      await sayPolicy();
      await begin();
      await drift.begin();
      await sealing.begin();
      await steering.reviews.begin();
      await questions?.begin();
    },
    async end() {
      await worker.stop();
      await questions?.close();
    },
  };
}
