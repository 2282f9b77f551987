import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'expect';
import { evidenceOf, sealingJobOf } from '../../src/compose/evidence.ts';
import { signersOf } from '../../src/compose/signers.ts';
import { readConfig, type Config } from '../../src/config.ts';
import { DAY } from '../../src/core/clock.ts';
import { GatewayError } from '../../src/core/errors.ts';
import { phraseOf } from '../../src/evidence/phrase.ts';
import { SEAL } from '../../src/jobs/seal.ts';
import { chatStage, CHANNEL, type ChatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo, eve } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { TENANT } from '../fakes/stage.ts';
import { memoryLog } from '../../src/teams/log.ts';

const PLACE = `channel:${CHANNEL}` as const;

suite('the ledger sealed by the bot', () => {
  let folder = '';
  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'compose-evidence-'));
  });
  teardown(() => rm(folder, { recursive: true }));

  function bot(channel: string = CHANNEL) {
    const reading = readConfig({ DATA_DIR: folder });
    if (!reading.ok) throw new Error(reading.faults.join(' '));
    const approvals = {
      ...reading.config.approvals,
      channel: channel === 'none' ? undefined : channel,
    };
    const config: Config = { ...reading.config, tenantId: TENANT, approvals };
    const clock = memoryClock();
    const store = memoryStore(clock);
    const log = memoryLog();
    const signers = signersOf(config, () => {
      throw new Error('There is no vault here.');
    });
    const evidence = evidenceOf(config, { log, clock, store, signers });
    const seals = {
      latest: () => store.tree.latest(TENANT),
      backlog: () => store.tree.backlog(TENANT),
    };
    const on = chatStage([lampSetup(lampWorld())], { clock, store, seals: () => seals });
    const job = sealingJobOf(config, evidence, { log, clock, store, announce: on.announce });
    return {
      ...on,
      log,
      evidence,
      seal: () => job.handlers[SEAL](),
      told: () => on.teams.at(PLACE).map(({ content }) => String(content)),
      phrase: async () => phraseOf((await store.tree.latest(TENANT))?.digest ?? ''),
    };
  }

  /** Asked for, approved, done: its end is an entry that wants a phrase. */
  async function lit(on: ChatStage, lamp: string): Promise<void> {
    const run = await on.begins(ada, 'lamps', { lamp, colour: 'red' });
    for (const person of [ben, cleo]) await on.press(person, 'approve', await on.ask(run));
    await on.work();
  }

  test('posts a phrase when a run has finished, once, however often it seals', async () => {
    const on = bot();
    await lit(on, 'north');

    await on.seal();
    await on.seal();

    const [first, ...others] = on.told();
    expect(first).toContain(await on.phrase());
    expect(others).toEqual([]);
    await lit(on, 'south');
    await on.seal();
    expect(on.told()).toHaveLength(2);
  });

  test('posts it as well when somebody else has sealed the end of the run', async () => {
    const on = bot();
    await lit(on, 'north');
    await on.seal();
    await lit(on, 'south');

    // An evidence pack seals what there is, in the bot or without it.
    await on.evidence.sealNow();
    expect(on.told()).toHaveLength(1);
    await on.seal();

    expect(on.told()).toHaveLength(2);
    expect(on.told()[1]).toContain(await on.phrase());
  });

  test('posts it later when Teams does not answer, or refuses, at first', async () => {
    const on = bot();
    await lit(on, 'north');
    const error = new GatewayError('Teams does not answer.', { status: 503, transient: true });
    on.teams.breakNext(PLACE, error);
    await expect(on.seal()).rejects.toThrow('does not answer');
    on.teams.block(PLACE);
    await on.seal();
    expect(on.told()).toEqual([]);

    on.teams.unblock(PLACE);
    await on.store.references.save(TENANT, PLACE, {}, on.clock.now().toISOString());
    await on.seal();

    expect(on.told()).toEqual([expect.stringContaining(await on.phrase())]);
  });

  test('seals without a channel too, and tells nobody', async () => {
    const on = bot('none');
    await lit(on, 'north');

    await on.seal();

    expect(await on.store.tree.backlog(TENANT)).toEqual({ entries: 0 });
    expect(on.told()).toEqual([]);
  });

  test('logs what the witness refuses and tells the channel of it, once', async () => {
    const on = bot();
    await lit(on, 'north');
    await on.seal();
    const file = join(folder, 'evidence', 'witness-head.json');
    const head = JSON.parse(await readFile(file, 'utf8')) as object;
    // The witness has seen more than there is: the store was put back to an older state.
    await writeFile(file, JSON.stringify({ ...head, size: 999 }));
    on.clock.advance(DAY);
    await lit(on, 'south');

    await on.seal();
    await on.seal();

    const refusals = on.told().filter((text) => text.includes('does not vouch'));
    expect(refusals).toEqual([expect.stringContaining('there were 999 before')]);
    expect(on.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'evidence.not-witnessed' }),
    );
    expect((await on.store.tree.latest(TENANT))?.witnesses).toEqual([]);
  });

  test('is told to auditors in the chat, and to nobody else', async () => {
    const on = bot();
    const before = (await on.says(eve, 'checkpoint')).join();
    await lit(on, 'north');
    const waiting = (await on.says(eve, 'checkpoint')).join();
    await on.seal();

    const told = (await on.says(eve, 'checkpoint')).join();
    const refused = (await on.says(ben, 'checkpoint')).join();

    expect(before).toContain('Nothing is sealed yet');
    expect(waiting).toContain('Nothing is sealed yet');
    expect(told).toContain(await on.phrase());
    expect(told).toContain('A witness with a key and a memory of its own vouches for it.');
    expect(refused).toContain('Only auditors');
    expect(refused).not.toContain(await on.phrase());
  });
});
