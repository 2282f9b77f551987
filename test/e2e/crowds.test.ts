import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'expect';
import { standingOf } from '../../src/core/standing.ts';
import { changesAt, twice, unapproved } from './aftermath.ts';
import { dataOf, type Who } from './client.ts';
import { CARD, openHouse, sentence, shown, until } from './intruder-stage.ts';

suite('many presses, late presses and old cards', function () {
  this.timeout(300_000);
  const house = openHouse();

  test('a card of an older request decides nothing on the newer one', async () => {
    const { run, data } = await house.asked();
    await house.client.press('ben', 'reject', { ...data, reason: 'not today' });
    await until('it is rejected', async () =>
      standingOf(await house.client.steward.runs.read(run)).steps.some(
        ({ state }) => state === 'rejected',
      )
        ? true
        : undefined,
    );
    await house.client.say('ada', `resume ${run}`);
    await house.settled(run, 2);
    const newer = await dataOf(house.client.steward, run, 2);

    const answers = await house.withoutEffect(async () => [
      sentence(await house.client.press('ben', 'approve', data)),
      sentence(await house.client.press('cleo', 'approve', data)),
    ]);

    for (const answer of answers) expect(answer).toMatch(/already|another plan|no such request/);
    const right = await house.client.press('ben', 'approve', newer);
    expect(shown(right)).toBe(CARD);
  });

  test('ten presses at once by one person are one vote', async () => {
    const { run, data } = await house.asked();

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => house.client.press('ben', 'approve', data)),
    );

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    const votes = (await house.client.steward.runs.read(run)).filter(
      ({ kind }) => kind === 'decided',
    );
    const steps = votes.map((vote) => ('step' in vote ? vote.step : ''));
    expect(new Set(steps).size).toBe(steps.length);
    expect(votes.length).toBeGreaterThan(3);
    const says = answers.filter((answer) => shown(answer) !== CARD).map(sentence);
    for (const each of says) expect(each).toMatch(/on record already|already/);
  });

  test('two approvers who press many times at once are two votes, and each change is made once', async () => {
    const { run, data } = await house.asked();
    const { runs, address } = house.client.steward;

    await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        house.client.press(at % 2 ? 'ben' : 'cleo', 'approve', data),
      ),
    );
    const applied = async (): Promise<number> =>
      (await runs.read(run)).filter(({ kind }) => kind === 'applied').length;
    await until('all is applied', async () => ((await applied()) >= 5 ? true : undefined));
    await sleep(300);

    const entries = await runs.read(run);
    const votes = entries.flatMap((entry) =>
      entry.kind === 'decided' ? [`${entry.step} ${entry.by.id}`] : [],
    );
    expect(new Set(votes).size).toBe(votes.length);
    expect(twice(entries)).toEqual([]);
    expect(unapproved(entries)).toEqual([]);
    const changes = await changesAt(address);
    expect(new Set(changes).size).toBe(changes.length);
    expect(changes).toHaveLength(5);
  });

  test('one who approves and one who rejects at the same time do not both win', async () => {
    const { run, data } = await house.asked();

    await Promise.all([
      house.client.press('ben', 'approve', data),
      house.client.press('cleo', 'reject', { ...data, reason: 'no' }),
      house.client.press('ben', 'approve', data),
      house.client.press('cleo', 'reject', { ...data, reason: 'no' }),
    ]);
    await sleep(800);

    const entries = await house.client.steward.runs.read(run);
    const { asks } = standingOf(entries);
    const sensitive = asks.filter(({ quorum }) => quorum === 2);
    expect(sensitive.length).toBeGreaterThan(0);
    for (const ask of sensitive) expect(ask.state).toBe('rejected');
    for (const { step, votes } of asks)
      for (const verdict of ['approved', 'rejected'])
        expect({ step, more: votes.filter((vote) => vote.verdict === verdict).length > 1 }).toEqual(
          {
            step,
            more: false,
          },
        );
    const applied = entries.flatMap((entry) => (entry.kind === 'applying' ? [entry.step] : []));
    const rejected = asks.filter(({ state }) => state === 'rejected').map(({ step }) => step);
    expect(applied.filter((step) => rejected.includes(step))).toEqual([]);
  });

  test('nothing can be pressed back to life after a run was cancelled', async () => {
    const { run, data } = await house.asked();
    expect(await house.client.say('ada', `cancel ${run}`)).toMatch(/Cancelled/);
    const pressed: readonly (readonly [Who, string])[] = [
      ['ben', 'approve'],
      ['cleo', 'reject'],
      ['ada', 'withdraw'],
      ['ada', 'resume'],
      ['ada', 'cancel'],
      ['ada', 'done'],
    ];

    const answers = await house.withoutEffect(async () => {
      const all: string[] = [];
      for (const [who, verb] of pressed)
        all.push(sentence(await house.client.press(who, verb, { ...data, step: 'sas-logging' })));
      return all;
    });

    for (const answer of answers)
      expect(answer).toMatch(/(?:took this|taken) back|cancelled already/);
  });
});
