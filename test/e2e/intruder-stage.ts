import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'expect';
import { standingOf } from '../../src/core/standing.ts';
import { dataOf, everything, startClient, type Answer, type Client } from './client.ts';

export type Json = Readonly<Record<string, unknown>>;

/** The sentence of a press that did nothing; fails for anything but a message. */
export function sentence({ status, body }: Answer): string {
  expect(status).toBe(200);
  expect(body).toMatchObject({
    statusCode: 200,
    type: 'application/vnd.microsoft.activity.message',
    value: expect.stringMatching(/^[A-Z].*[.!?]/s),
  });
  return (body as { value: string }).value;
}

export const CARD = 'application/vnd.microsoft.card.adaptive';
/** What kind of answer a press got. */
export const shown = ({ body }: Answer): string => (body as { type: string }).type;

/** Polls until something is there. */
export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`This did not happen: ${what}.`);
    await sleep(25);
  }
}

/** A bot of its own for each test of a suite, with somebody at its door. */
export function openHouse() {
  let folder = '';
  let open: Client | undefined;

  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-steward-intruders-'));
    open = await startClient(folder);
  });

  teardown(async () => {
    await open?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const house = {
    /** All that the bot keeps. */
    get folder(): string {
      return folder;
    },

    get client(): Client {
      if (open === undefined) throw new Error('The house is not open.');
      return open;
    },

    /** Ada has asked for a run; it waits for two approvers. */
    async asked(): Promise<{ readonly run: string; readonly data: Json }> {
      const { say, steward } = house.client;
      for (const text of ['set up dynamics auditing', 'Contoso Sales', 'account', 'send'])
        await say('ada', text);
      const run = await until('a run starts', async () => (await steward.runs.list())[0]?.run);
      await house.settled(run, 1);
      return { run, data: await dataOf(steward, run, 1) };
    },

    /** The ask is on record and the bot has nothing more to do. */
    async settled(run: string, ask: number): Promise<void> {
      let before = 0;
      await until('the run rests', async () => {
        const entries = await house.client.steward.runs.read(run);
        const rests = entries.length === before && standingOf(entries).asks.at(-1)?.ask === ask;
        before = entries.length;
        if (!rests) await sleep(400);
        return rests ? true : undefined;
      });
    },

    /** Does all of it and expects that nothing has come of it. */
    async withoutEffect<T>(work: () => Promise<T>): Promise<T> {
      const before = await everything(house.client.steward);
      const result = await work();
      expect(await everything(house.client.steward)).toEqual(before);
      return result;
    },
  };
  return house;
}
