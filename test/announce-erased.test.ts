import { expect } from 'expect';
import { announcingDrift } from '../src/announce-drift.ts';
import { findWatched } from '../src/jobs/watched.ts';
import { HOUR } from '../src/core/clock.ts';
import { CHANNEL, chatStage } from './fakes/chat-stage.ts';
import { ada, ben, cleo, dan } from './fakes/fake-directory.ts';
import { lampSetup, lampWorld } from './fakes/lamps.ts';
import { TENANT } from './fakes/stage.ts';
import { wordsOf } from './fakes/words-of.ts';

/** A lamp that Ada asked for, and that is looked at again. */
async function litLamp() {
  const lamps = { ...lampSetup(lampWorld()), rechecked: true as const };
  const on = chatStage([lamps], { approvalsChannel: CHANNEL });
  const run = await on.begins(ada, 'lamps', { lamp: 'north', colour: 'red' });
  const approves = async () => {
    const data = await on.ask(run);
    await on.press(ben, 'approve', data);
    await on.press(cleo, 'approve', data);
    await on.work();
  };
  return {
    ...on,
    run,
    approves,
    erase: (person: string) => on.store.openings.erase(TENANT, person, [run]),
    /** A finding of today, told to whoever it concerns. */
    async drifts(): Promise<void> {
      const watched = await findWatched(on.runs, 'lamp/north');
      if (watched === undefined) throw new Error('Nothing is looked at.');
      const { look: _look, tracesOf: _tracesOf, ...about } = watched;
      const operators = () => on.directory.membersOf('operator');
      await announcingDrift(
        on.announce,
        CHANNEL,
        operators,
      )({
        ...{ about, id: 'news-1', severity: 'error' as const, means: ['The hall is dark.'] },
        ...{ appeared: [], stays: [], gone: [], explained: [], accepted: [], causes: new Map() },
      });
    },
    saidTo: (person: { readonly id: string }) =>
      on.teams
        .at(`person:${person.id}`)
        .map(({ content }) => wordsOf(content))
        .join('\n'),
  };
}

suite('What is told of a run after somebody was erased', () => {
  test('nobody is looked for in Teams under what is left of their id', async () => {
    const on = await litLamp();
    await on.approves();
    for (const { id } of [ada, ben]) await on.erase(id);
    on.teams.calls.length = 0;

    await on.announce.announce(on.run);
    await on.drifts();

    const places = [...on.teams.calls, ...on.teams.messages.map(({ place }) => place)];
    expect(places.filter((place) => place.includes('sealed:'))).toEqual([]);
  });

  test('drift is told to the operators there are, where whoever answered for it was erased', async () => {
    const on = await litLamp();
    await on.approves();
    await on.erase(ada.id);
    on.directory.revoke('operator', ada);
    on.directory.grant('operator', dan);

    await on.drifts();

    expect(on.saidTo(dan)).toContain('The hall is dark.');
    expect(on.saidTo(ada)).not.toContain('The hall is dark.');
  });

  test('the list of runs opens, and names nobody who was erased', async () => {
    const on = await litLamp();
    await on.approves();
    await on.erase(ada.id);

    const list = (await on.says(dan, 'status')).join();

    expect(list).toContain(on.run);
    expect(list).not.toContain('Ada');
    expect(list).not.toContain('sealed:');
  });
});

suite('What is told of a run that was handed over', () => {
  async function handedOver() {
    const on = await litLamp();
    on.directory.grant('operator', dan);
    await on.says(ada, `hand over ${on.run} to Dan now`);
    on.clock.advance(HOUR);
    await on.approves();
    return on;
  }

  test('drift is told to whoever answers for it now, and not to whoever gave it away', async () => {
    const on = await handedOver();

    await on.drifts();

    expect(on.saidTo(dan)).toContain('The hall is dark.');
    expect(on.saidTo(ada)).not.toContain('The hall is dark.');
  });

  test('the list of runs says who answers for it', async () => {
    const on = await handedOver();
    await on.begins(ada, 'lamps', { lamp: 'south', colour: 'red' });
    await on.begins(ada, 'lamps', { lamp: 'west', colour: 'red' });

    expect((await on.says(dan, 'status')).join()).toContain('Dan (asked by Ada)');
  });
});
