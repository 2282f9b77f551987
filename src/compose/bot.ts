import { announcingReminders } from '../announce-reminders.ts';
import { remindJob } from '../jobs/remind.ts';
import { announcing } from '../announce.ts';
import type { Chat } from '../chat/chat.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import { exceptionsIn } from '../core/exceptions.ts';
import { runsOf } from '../core/runs.ts';
import { deputiesFrom } from '../core/deputies.ts';
import { recorded } from '../gateways/http/recording.ts';
import { runJobs } from '../jobs/run-jobs.ts';
import { noticing } from '../jobs/seal.ts';
import { startWorker } from '../jobs/worker.ts';
import type { openStore } from '../store/open.ts';
import type { AdapterSettings } from '../teams/adapter.ts';
import type { Limits } from '../teams/limits.ts';
import type { Log } from '../teams/log.ts';
import { knownAs } from '../walkthroughs/known.ts';
import type { Walkthrough } from '../core/walkthrough.ts';
import { driftOf } from './drift.ts';
import { builtInOf, fileSentence, policiesOf, policyFileState } from './policies.ts';
import { evidenceOf, measureSealing, sealingJobOf } from './evidence.ts';
import { gatewaysOf } from './gateways.ts';
import { questionsOf } from './questions.ts';
import { signInsOf } from './sign-ins.ts';
import { steeringOf } from './steering.ts';
import { adapterOf, messengerOf } from './teams.ts';
import { turnsOf } from './turns.ts';
import { walkthroughsOf } from './walkthroughs.ts';

/** For benchmarks and tests: what cannot be said by a setting. */
export interface Overrides {
  readonly adapter?: Partial<AdapterSettings>;
  readonly limits?: Partial<Limits>;
}

interface Parts {
  readonly log: Log;
  readonly port: number;
  readonly clock: Clock;
  readonly agent: Parameters<typeof gatewaysOf>[1]['agent'];
  readonly store: Awaited<ReturnType<typeof openStore>>;
  readonly overrides: Overrides;
}

/** The bot itself, over a store, a clock and a way out. */
export async function botOf(config: Config, parts: Parts) {
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
  const { turns, metrics, limits } = turnsOf({
    ...{ tenant, log, chat, walkthroughs, clock, store, messenger, questions },
    limits: overrides.limits,
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
