import { expect } from 'expect';
import { broken, changesAt, lost, outcomes, recordsIn, twice, unapproved } from './aftermath.ts';
import type { Records } from './aftermath.ts';
import { freePort, startBot, startProgram, type Killable } from './bot-process.ts';
import { carryOn, type Ack } from './carry-on.ts';
import { disputed } from './disputed.ts';
import { inFolder, inTurns } from './folders.ts';
import { dealt, hunt, MOMENTS, TABLES, type Moment } from './moments.ts';

const SCRIPT = ['set up dynamics auditing', 'Contoso Sales', 'common, con_contractreview', 'send'];
const PLAYS = 10;
const AT_ONCE = 2;

/** Everything that a run may change in the tenant, each thing once. */
const CHANGES = [
  'activity subscription.start Audit.General',
  'dataverse organization.update contoso',
  'dataverse publish contoso',
  ...TABLES.map((table) => `dataverse table.update contoso/${table}`),
  'exchange Set-AdminAuditLogConfig Admin Audit Log Settings',
];

const STEPS = {
  'environment-fit': 'verified',
  'bot-has-role': 'verified',
  'licence-recognised': 'verified',
  'ingestion-on': 'verified',
  'organisation-switches': 'verified',
  'tables-auditable': 'verified',
  'feed-subscribed': 'verified',
  'tables-audited': 'verified',
  published: 'verified',
  'sas-logging': 'attested',
  'read-event-made': 'verified',
  'audit-row-seen': 'verified',
  'event-in-feed': 'verified',
};

/** What a play has come to, each part empty if all is well. */
interface Result {
  readonly struck: readonly Moment[];
  readonly lost: readonly string[];
  readonly broken: readonly Ack[];
  readonly unapproved: readonly string[];
  readonly twice: readonly string[];
  readonly disputed: readonly string[];
  readonly runs: number;
  readonly steps: object;
  readonly changes: readonly string[];
}

/** One play, killed at each of these moments; what the disk holds is looked at after each kill. */
async function killedPlay(
  bot: Killable,
  { dataDir, sandbox }: { readonly dataDir: string; readonly sandbox: string },
  moments: readonly Moment[],
): Promise<Result> {
  const acks: Ack[] = [];
  const gone: string[] = [];
  const notKept: Ack[] = [];
  let before: Records = {};
  const look = async (promised: readonly Ack[]): Promise<void> => {
    const now = await recordsIn(dataDir);
    gone.push(...lost(before, now));
    notKept.push(...broken(promised, now));
    before = now;
  };
  const hunter = await hunt(bot, sandbox, moments, () => {
    const promised = [...acks];
    return bot.killAndRestart(() => look(promised));
  });
  const play = {
    bot,
    address: sandbox,
    script: SCRIPT,
    acks,
    deed: hunter.deed,
    ...(sandbox === bot.address ? {} : { step: 'PT5M' }),
  };
  const run = await carryOn(play).finally(() => hunter.end());
  const changes = await changesAt(sandbox);
  await bot.stop();
  await look(acks);
  const entries = before[run] ?? [];
  return {
    struck: hunter.struck,
    lost: gone,
    broken: notKept,
    unapproved: unapproved(entries),
    twice: twice(entries),
    disputed: await disputed(dataDir),
    runs: Object.keys(before).length,
    steps: outcomes(entries),
    changes,
  };
}

const embedded = (moments: readonly Moment[]): Promise<Result> =>
  inFolder(async (dataDir) => {
    const bot = await startBot(dataDir);
    const play = killedPlay(bot, { dataDir, sandbox: bot.address }, moments);
    return play.finally(() => bot.stop());
  });

function expectAllWell(result: Result): void {
  const { struck: _, runs, steps, changes, ...wrong } = result;
  expect(wrong).toEqual({ lost: [], broken: [], unapproved: [], twice: [], disputed: [] });
  expect(runs).toBe(1);
  expect(steps).toEqual(STEPS);
  expect(changes).toEqual(CHANGES.toSorted());
}

suite('a bot that is killed', function () {
  this.timeout(600_000);

  test('completes the run after 50 kills at 50 moments, with nothing lost and nothing applied twice', async () => {
    const plays = dealt(PLAYS);

    const results = await inTurns(plays, AT_ONCE, embedded);

    results.forEach(expectAllWell);
    const struck = results.flatMap((result) => result.struck);
    expect(new Set(struck)).toEqual(new Set(MOMENTS));
    expect(struck).toHaveLength(50);
  });

  test('goes on where it was when the tenant has lived on without it', async () => {
    const moments: readonly Moment[] = [
      { kind: 'call', match: '/PATCH .*organizations/', when: 'after' },
      { kind: 'call', match: "/PUT .*LogicalName='account'/", when: 'after' },
      { kind: 'call', match: "/PUT .*LogicalName='goal'/", when: 'before' },
      { kind: 'call', match: 'PublishXml', when: 'after' },
    ];

    const result = await apart(moments);

    expectAllWell(result);
    expect(result.struck).toHaveLength(moments.length);
  });
});

/** The tenant in a process of its own: only the bot is killed. */
const apart = (moments: readonly Moment[]): Promise<Result> =>
  inFolder((folder) =>
    inFolder(async (dataDir) => {
      const port = await freePort();
      const sandbox = `http://127.0.0.1:${port}`;
      const botPort = await freePort();
      const tenant = await startProgram({
        file: 'src/cli/main.ts',
        args: ['sandbox'],
        env: {
          DATA_DIR: folder,
          SANDBOX_PORT: String(port),
          BOT_URL: `http://127.0.0.1:${botPort}`,
        },
        ready: 'Start the bot with ',
      });
      try {
        const bot = await startBot(dataDir, { port: botPort, sandbox });
        const play = killedPlay(bot, { dataDir, sandbox }, moments);
        return await play.finally(() => bot.stop());
      } finally {
        await tenant.kill();
      }
    }),
  );
