import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'expect';
import { SCRIPTS } from '../../src/cli/demo/play.ts';
import { ONE_WAY_PHRASE } from '../../src/core/policy.ts';
import { standingOf } from '../../src/core/standing.ts';
import { dataOf, type Answer } from './client.ts';
import { openHouse, sentence, until } from './intruder-stage.ts';

const CANARY = 'canary-3f81c0';

suite('people who would like to have both keys', function () {
  this.timeout(300_000);
  const house = openHouse();
  const entriesOf = (run: string) => house.client.steward.runs.read(run);

  /** Customer Key is asked for: the requests for both keys wait. */
  async function asked() {
    const { say, steward } = house.client;
    for (const text of SCRIPTS['customer-key'] ?? []) await say('ada', text);
    const run = await until('a run starts', async () => (await steward.runs.list())[0]?.run);
    const parts = await until('both keys are asked for', async () => {
      const { asks } = standingOf(await entriesOf(run));
      const found = new Map(asks.flatMap(({ ask, custody }) => (custody ? [[ask, custody]] : [])));
      return found.size === 2 ? [...found.keys()] : undefined;
    });
    let seen = 0;
    await until('the run rests', async () => {
      const { length } = await entriesOf(run);
      const rests = length === seen;
      seen = length;
      await new Promise((resolve) => setTimeout(resolve, rests ? 0 : 600));
      return rests || undefined;
    });
    const [first = 0, second = 0] = parts;
    return { run, first, second, card: (ask: number) => dataOf(steward, run, ask) };
  }

  test('one person gets one of them, pressed or typed, alone or in one go', async () => {
    const { run, first, second, card } = await asked();
    const { press, say } = house.client;

    const both = await Promise.all([
      press('ben', 'approve', await card(first)),
      press('ben', 'approve', await card(second)),
    ]);
    const typed = await say('ben', `approve ${run}-${first}`);
    const again = await say('ben', `approve ${run}-${second}`);
    await press('ben', 'approve', { ...(await card(second)), steps: 'vault-1,vault-2' });

    const { asks } = standingOf(await entriesOf(run));
    const bens = asks.filter(({ votes }) => votes.some(({ by }) => by.name === 'ben'));
    expect(new Set(bens.map(({ custody }) => custody?.part)).size).toBe(1);
    expect(JSON.stringify(both) + typed + again).toContain(
      'Two keys under one person protect nothing',
    );
  });

  test('nobody gets through the door before it is there, by a card or a word', async () => {
    const { run, first, card } = await asked();
    const { press, say, steward } = house.client;
    const pasted = `DataEncryptionPolicy : Contoso_CustomerKey\nToken : ${CANARY}`;
    const steps = [
      'assignment',
      'policy',
      'onboarding-validated',
      'key-1',
      'constructor',
      '__proto__',
    ];

    const answers = await house.withoutEffect(async () => {
      const all: Answer[] = [];
      for (const step of steps) {
        all.push(await press('ada', 'done', { run, step, pasted }));
        all.push(await press('ada', 'done', { run, step }));
        all.push(await press('ben', 'done', { run, step, pasted }));
        await say('ada', `done ${run} ${step}\n${pasted}`);
        await say('ada', `done ${run} ${step}`);
      }
      for (const data of [
        { ...(await card(first)), step: 'assignment', phrase: ONE_WAY_PHRASE },
        { ...(await card(first)), steps: 'assignment', phrase: ONE_WAY_PHRASE },
        { ...(await card(first)), ask: 99, phrase: ONE_WAY_PHRASE },
      ]) {
        all.push(await press('ada', 'approve', data));
        all.push(await press('dan', 'approve', data));
        all.push(await press('finn', 'approve', data));
      }
      all.push(await press('ben', 'approve', { ...(await card(first)), steps: 'assignment' }));
      for (const who of ['ada', 'dan', 'finn'] as const)
        await say(who, `approve ${run}-${first} ${ONE_WAY_PHRASE}`);
      return all;
    });

    for (const answer of answers) expect(sentence(answer)).not.toContain('on record.');
    const files = await readdir(house.folder, { recursive: true, withFileTypes: true });
    const kept = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map(async ({ parentPath, name }) => {
          const text = (await readFile(join(parentPath, name))).toString('latin1');
          return text.includes(CANARY) ? [name] : [];
        }),
    );
    expect(kept.flat()).toEqual([]);
    expect(JSON.stringify(await steward.runs.read(run))).not.toContain(CANARY);
  });
});
