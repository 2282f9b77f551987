import { HOUR, MINUTE } from '../../../src/core/clock.ts';
import type { Data } from '../../../src/core/data.ts';
import type { Person } from '../../../src/core/people.ts';
import { ONE_WAY_PHRASE } from '../../../src/core/policy.ts';
import { standingOf } from '../../../src/core/standing.ts';
import type { Walkthrough } from '../../../src/core/walkthrough.ts';
import type { BackupPlace } from '../../../src/gateways/backup-place.ts';
import { Answers, subjectOf } from '../../../src/walkthroughs/customer-key/answers.ts';
import { ROLES } from '../../../src/walkthroughs/customer-key/applications.ts';
import { offboardCustomerKey } from '../../../src/walkthroughs/customer-key/later/offboard/offboard.ts';
import { recoverKey } from '../../../src/walkthroughs/customer-key/later/recover.ts';
import { rollKey } from '../../../src/walkthroughs/customer-key/later/roll.ts';
import { backup } from '../../../src/walkthroughs/customer-key/steps/backup.ts';
import { siteOf, type World } from '../../../src/walkthroughs/customer-key/world.ts';
import { vaultId } from '../../fakes/fake-azure.ts';
import { ada, ben, cleo } from '../../fakes/fake-directory.ts';
import { memoryClock } from '../../fakes/memory-clock.ts';
import { operator, stage } from '../../fakes/stage.ts';
import { ANSWERS, atOf, BOT, healthyTenant } from './checks-world.ts';

export { ANSWERS };
export const URLS = [ANSWERS.first, ANSWERS.second].map(
  ({ vault }) => `https://${vault.toLowerCase()}.vault.azure.net`,
) as [string, string];
export const KEYS = [ANSWERS.first.key, ANSWERS.second.key] as const;

/** A folder of the customer's own. */
export function memoryBackups(): BackupPlace & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    get: async (name) => files.get(name),
    put: async (name, bytes) => void files.set(name, bytes),
  };
}

interface Setting {
  /** Whether the bot runs the cmdlets itself. */
  readonly cmdlets?: boolean;
  /** Whether the bot keeps the backups. */
  readonly folder?: boolean;
  readonly answers?: Partial<Answers>;
  readonly wrap?: (world: World) => World;
}

/** Customer Key was set up, its keys are backed up and in use; now years go by. */
export async function laterStage({
  cmdlets = true,
  folder = true,
  answers: more = {},
  wrap = (world) => world,
}: Setting = {}) {
  const answers: Answers = { ...ANSWERS, ...more };
  const tenant = await healthyTenant(answers);
  const backups = memoryBackups();
  const bot = await tenant.principals.find(BOT);
  for (const one of [answers.first, answers.second]) {
    const { azure } = tenant;
    const scope = vaultId(atOf(one));
    azure.world.providers.set(`${one.subscription}/microsoft.insights`, 'Registered');
    await azure.createResourceGroup(
      { subscription: one.subscription, name: one.resourceGroup, location: one.location },
      '',
    );
    const role = { role: ROLES.cryptoOfficer, principal: bot?.id ?? '' };
    await azure.assignRole({ scope, ...role, principalType: 'ServicePrincipal' }, '');
  }
  tenant.azure.world.writes.length = 0;
  tenant.keys.writes.length = 0;
  const world = wrap({
    ...tenant.world,
    policies: cmdlets ? tenant.policies : undefined,
    backups: folder ? backups : undefined,
  });
  const clock = memoryClock();
  const setUp: Walkthrough<typeof Answers> = {
    id: 'customer-key',
    title: 'Customer Key for audit records',
    about: 'As far as it is told here: the backups.',
    command: 'set up customer key',
    answers: Answers,
    questions: [],
    subject: subjectOf,
    steps(given, reads) {
      const site = siteOf(world, given, reads);
      return site.branches.map((branch) => ({ ...backup(site, branch), after: [] }));
    },
  };
  const past = {
    list: () => on.runs.list(),
    read: (run: string) => on.runs.read(run),
  };
  const walkthroughs: readonly Walkthrough[] = [
    setUp,
    rollKey(world, past),
    recoverKey(world, past),
    offboardCustomerKey(world, past),
  ];
  const on = stage(walkthroughs, clock);
  const start = async (id: string, given: object): Promise<string> => {
    const data = JSON.parse(JSON.stringify(given)) as Data;
    const { run = '', ...answer } = await on.runs.start(id, data, operator(ada));
    if (answer.kind !== 'recorded') throw new Error(answer.says);
    await on.runs.advance(run);
    return run;
  };
  return {
    ...{ ...on, ...tenant, world, answers, backups, start, walkthroughs, past },
    keysAt: (number: 1 | 2) => tenant.keys.open({ id: '', url: URLS[number - 1] ?? '' }),
    /** Roll, as the chat would have asked: the version is the one of this moment. */
    async roll(which: 1 | 2) {
      const keys = tenant.keys.open({ id: '', url: URLS[which - 1] ?? '' });
      const key = await keys.findKey(KEYS[which - 1] ?? '');
      return start('customer-key-roll', { setUp: answers, which, after: key?.version ?? '' });
    },
    recover: () => start('customer-key-recover', { setUp: answers }),
    offboard: (given = {}) =>
      start('customer-key-offboard', {
        ...{ setUp: answers, reason: 'Keys are to be Microsoft’s', contact: 'Kim Lee' },
        ...given,
      }),
  };
}

export type LaterStage = Awaited<ReturnType<typeof laterStage>>;

const votersOf = (step: string, quorum: number): readonly Person[] => {
  if (quorum > 1) return [ben, cleo];
  return step.endsWith('-2') ? [cleo] : [ben];
};

/** Each key has a custodian of its own; what takes two gets both. */
export async function approveAll(on: LaterStage, run: string): Promise<readonly string[]> {
  const { asks } = standingOf(await on.runs.read(run));
  const pending = asks.filter(({ state }) => state === 'pending');
  for (const { ask, step, quorum } of pending)
    for (const person of votersOf(step, quorum)) {
      const vote = { steps: [step], phrase: ONE_WAY_PHRASE };
      const { kind, says } = await on.vote(run, ask, person, vote);
      if (kind !== 'recorded') throw new Error(`${step}: ${says}`);
    }
  return pending.map(({ step }) => step);
}

/** Goes on until it ends, stops or waits for a person; waits are waited for. */
export async function play(on: LaterStage, run: string, passes = 30): Promise<void> {
  for (let pass = 0; pass < passes; pass += 1) {
    const { state, lookAgainAt } = await on.runs.advance(run);
    if (state === 'finished' || state === 'stopped') return;
    if ((await approveAll(on, run)).length > 0) continue;
    const { steps } = standingOf(await on.runs.read(run));
    if (steps.some((step) => step.state === 'your-turn')) return;
    const until = Date.parse(lookAgainAt ?? '') - on.clock.now().getTime();
    on.clock.advance(Math.max(MINUTE, Number.isNaN(until) ? HOUR : until));
  }
}

/** The operator’s word, with what was printed where it is asked for; then the run goes on. */
export async function done(on: LaterStage, run: string, step: string, pasted?: string) {
  const answer = await on.runs.attest(run, step, operator(ada), pasted);
  if (answer.kind === 'recorded') await play(on, run);
  return answer;
}

/** One step as the ledger has it, with all that was ever asked for it. */
export async function stepOf(on: LaterStage, run: string, id: string) {
  const { steps, asks } = standingOf(await on.runs.read(run));
  const step = steps.find((each) => each.id === id);
  if (step === undefined) throw new Error(`There is no step ${id}.`);
  return { ...step, asked: asks.filter((each) => each.step === id) };
}

/** The set-up as it stands on record, with a backup of each key. */
export async function withSetUp(on: LaterStage): Promise<string> {
  const run = await on.start('customer-key', on.answers);
  await play(on, run);
  return run;
}
