import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'expect';
import type { Looking } from '../../src/cli/demo/play.ts';
import { changesAt, lost, recordsIn, type Records } from './aftermath.ts';
import { startBot } from './bot-process.ts';
import { playPatiently } from './customer-key-play.ts';
import { once, played, wrongIn, type Played } from './customer-key-played.ts';
import { disputed } from './disputed.ts';
import { inFolder, inTurns } from './folders.ts';
import { hunt, type Moment } from './moments.ts';
import { tenantIn } from './tenant-after.ts';

const PLAYS = 4;
const AT_ONCE = 2;

/** A copy taken while the bot writes may be torn: then another one is taken. */
async function readIn(dataDir: string, tries = 20): Promise<Records> {
  try {
    return await recordsIn(dataDir);
  } catch (error) {
    if (tries === 0) throw error;
    await sleep(100);
    return readIn(dataDir, tries - 1);
  }
}

/** The ledger as it is on disk, whether the bot is up or not. */
const ledgerIn = (dataDir: string): Looking => ({
  list: async () => Object.keys(await readIn(dataDir)).map((run) => ({ run, open: true })),
  read: async (run) => (await readIn(dataDir))[run] ?? [],
});

interface Result {
  readonly wrong: readonly string[];
  readonly struck: readonly Moment[];
}

/** One play, killed at each of these moments; what the disk holds is looked at after each kill. */
const killedPlay = (moments: readonly Moment[], calm: Played): Promise<Result> =>
  inFolder(async (dataDir) => {
    const bot = await startBot(dataDir);
    const gone: string[] = [];
    let before: Records = {};
    const look = async (): Promise<void> => {
      const now = await recordsIn(dataDir);
      gone.push(...lost(before, now).map((entry) => `lost: ${entry}`));
      before = now;
    };
    try {
      const hunter = await hunt(bot, bot.address, moments, () => bot.killAndRestart(look));
      const { address } = bot;
      const play = { address, bot, runs: ledgerIn(dataDir) };
      const run = await playPatiently(play).finally(() => hunter.end());
      const changes = once(await changesAt(address));
      await bot.stop();
      await look();
      const { [run]: entries = [], ...others } = before;
      const wrong = wrongIn({ entries, changes, tenant: tenantIn(dataDir) }, calm);
      const more = Object.keys(others).map((other) => `another run: ${other}`);
      const faults = (await disputed(dataDir)).map((fault) => `not proven: ${fault}`);
      return { wrong: [...wrong, ...gone, ...more, ...faults], struck: hunter.struck };
    } finally {
      await bot.stop();
    }
  });

suite('a bot that is killed while it sets Customer Key up', function () {
  this.timeout(600_000);

  test('completes the run after kills before and after each change, with nothing made twice', async () => {
    const calm = await played({}, []);
    const changes = calm.calls.filter(({ writes }) => writes);
    const moments = (['before', 'after'] as const).flatMap((when) =>
      changes.map(({ match, sent }): Moment => ({
        ...{ kind: 'call', match, when },
        ...(sent === undefined ? {} : { sent }),
      })),
    );
    // As many changes apart as there are plays: never the same one twice in a play.
    const plays = Array.from({ length: PLAYS }, (_, play) =>
      moments.filter((_each, at) => (at + Math.floor(at / changes.length)) % PLAYS === play),
    );

    const results = await inTurns(plays, AT_ONCE, (each) => killedPlay(each, calm));

    expect(results.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(results.flatMap(({ struck }) => struck)).toHaveLength(moments.length);
    expect(moments.length).toBeGreaterThan(25);
  });
});
