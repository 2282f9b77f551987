import { expect } from 'expect';
import { personPlace } from '../src/announce.ts';
import { HOUR } from '../src/core/clock.ts';
import { GatewayError } from '../src/core/errors.ts';
import { CHANNEL, chatStage, type ChatStage } from './fakes/chat-stage.ts';
import { ada, ben, cleo, dan } from './fakes/fake-directory.ts';
import { lampSetup, lampWorld } from './fakes/lamps.ts';
import { wordsOf } from './fakes/words-of.ts';

const [ADA, BEN, CLEO] = [ada, ben, cleo].map(({ id }) => personPlace(id));
const PLACES = { ada: ADA ?? '', ben: BEN ?? '', cleo: CLEO ?? '' };

const withLamps = ({
  approvalsChannel = '',
  ...more
}: Parameters<typeof lampSetup>[1] & { readonly approvalsChannel?: string } = {}) => {
  const world = lampWorld();
  const given = approvalsChannel === '' ? {} : { approvalsChannel };
  return { world, ...chatStage([lampSetup(world, more)], given) };
};
const begin = (on: ChatStage) => on.begins(ada, 'lamps', { lamp: 'north', colour: 'red' });
const saysAt = (on: ChatStage, place: string) =>
  on.teams.at(place).map(({ content }) => wordsOf(content));
const cardsAt = (on: ChatStage, place: string) =>
  on.teams.at(place).filter(({ content }) => typeof content !== 'string');
const runCard = (on: ChatStage) => wordsOf(cardsAt(on, PLACES.ada)[0]?.content);

async function approves(on: ChatStage, run: string, ...people: readonly (typeof ben)[]) {
  for (const person of people) await on.press(person, 'approve', await on.ask(run));
  await on.work();
}

suite('What people are told of a run', () => {
  test('the requester has one run card that is redrawn, from the start to the end', async () => {
    const on = withLamps();
    const run = await begin(on);
    const waiting = runCard(on);

    await approves(on, run, ben, cleo);

    expect(waiting).toContain('Waiting for approval of one step');
    expect(runCard(on)).toContain('Finished');
    expect(
      on.teams
        .at(PLACES.ada)
        .filter(({ content }) => wordsOf(content).includes('Lamp north is lit')),
    ).toHaveLength(1);
  });

  test('each approver gets one card, redrawn for everybody when it is decided', async () => {
    const on = withLamps();
    const run = await begin(on);

    await approves(on, run, ben);
    const between = [PLACES.ben, PLACES.cleo].map((place) => saysAt(on, place));
    await approves(on, run, cleo);

    for (const place of [PLACES.ben, PLACES.cleo]) {
      expect(cardsAt(on, place)).toHaveLength(1);
      expect(saysAt(on, place).join()).toContain('Ben approved');
      expect(JSON.stringify(on.teams.at(place))).not.toContain('Action.Execute');
    }
    for (const [card] of between) expect(card).toContain('one more approver');
  });

  test('the requester is told the outcome once, and what is recorded when it has finished', async () => {
    const on = withLamps();
    const run = await begin(on);

    await approves(on, run, ben, cleo);
    await on.announce.announce(run);

    const told = on.teams.at(PLACES.ada).filter(({ content }) => typeof content === 'string');
    expect(told.map(({ content }) => content)).toEqual([
      expect.stringMatching(/approved by Ben and Cleo/),
    ]);
    expect(saysAt(on, PLACES.ada).filter((says) => says.includes('shines now'))).toHaveLength(1);
  });

  test('a rejection is told with its reason, as whole sentences', async () => {
    const on = withLamps();
    const run = await begin(on);

    await on.press(ben, 'reject', { ...(await on.ask(run)), reason: 'too early' });
    await on.work();

    expect(on.teams.at(PLACES.ada).map(({ content }) => content)).toContain(
      `Request ${run}-1 was rejected by Ben: too early. Type resume ${run} to ask again.`,
    );
    expect(runCard(on)).toContain('rejected by Ben: too early.');
    expect(saysAt(on, PLACES.cleo).join()).toContain('Rejected');
  });

  test('a request that expired is told once, and nothing was done', async () => {
    const on = withLamps();
    const run = await begin(on);

    on.clock.advance(73 * HOUR);
    await on.work();
    await on.announce.announce(run);

    const told = on.teams.at(PLACES.ada).filter(({ content }) => typeof content === 'string');
    expect(told.map(({ content }) => content)).toEqual([expect.stringContaining('expired')]);
    expect(saysAt(on, PLACES.ben).join()).toContain('Expired');
    expect(on.world.lit.size).toBe(0);
  });

  test('a requester who is an approver is not asked about it', async () => {
    const on = withLamps();
    on.directory.grant('approver', ada);

    await begin(on);

    expect(JSON.stringify(on.teams.at(PLACES.ada))).not.toContain('"verb":"approve"');
  });

  test('announcing again sends nothing, one after the other or at once', async () => {
    const on = withLamps();
    const run = await begin(on);
    const { announce } = on.handlers;
    const before = JSON.stringify(on.teams.messages);
    const calls = on.teams.calls.length;
    const work = {
      tenant: on.chat.tenant,
      kind: 'announce',
      key: run,
      due: '',
      attempts: 1,
      payload: null,
    };

    await on.announce.announce(run);
    await Promise.all([announce(work), announce(work), announce(work)]);

    expect(JSON.stringify(on.teams.messages)).toBe(before);
    expect(on.teams.calls).toHaveLength(calls);
  });

  test('the first announcements at once still make one card for each', async () => {
    const on = withLamps();
    const { run = '' } = await on.runs.start(
      'lamps',
      { lamp: 'north', colour: 'red' },
      { person: ada, roles: new Set(['operator']) },
    );
    await on.runs.advance(run);
    const { announce } = on.handlers;
    const work = {
      tenant: on.chat.tenant,
      kind: 'announce',
      key: run,
      due: '',
      attempts: 1,
      payload: null,
    };

    await Promise.all([announce(work), announce(work), announce(work)]);

    for (const place of Object.values(PLACES)) expect(on.teams.at(place)).toHaveLength(1);
  });

  test('a card that somebody removed is posted anew', async () => {
    const on = withLamps();
    const run = await begin(on);
    const button = await on.button(ben, run);
    for (const { id } of [...on.teams.messages]) on.teams.remove(id);

    await on.press(ben, 'approve', button);
    await on.work();

    expect(cardsAt(on, PLACES.ben)).toHaveLength(1);
    expect(cardsAt(on, PLACES.ada)).toHaveLength(1);
    expect(runCard(on)).toContain('Lamp north is lit');
  });
});

suite('Those who cannot be told', () => {
  test('an approver who blocked the bot is named on the run card, and left alone until they write', async () => {
    const on = withLamps();
    on.teams.block(PLACES.cleo);
    const run = await begin(on);
    const calls = () => on.teams.calls.filter((place) => place === PLACES.cleo).length;
    const [first, named] = [calls(), runCard(on)];

    await on.announce.announce(run);
    await approves(on, run, ben);

    expect(named).toContain('Cleo could not be told: The bot was blocked there.');
    expect(first).toBe(1);
    expect(calls()).toBe(1);
    expect(runCard(on)).toContain('Cleo could not be told');
  });

  test('an approver who writes again is asked like everybody else', async () => {
    const on = withLamps();
    on.teams.block(PLACES.cleo);
    const run = await begin(on);
    on.teams.unblock(PLACES.cleo);

    await on.arrives(cleo);
    await on.work();

    expect(saysAt(on, PLACES.cleo).join()).toContain('Approve');
    expect(runCard(on)).not.toContain('could not be told');
    await approves(on, run, ben, cleo);
    expect(runCard(on)).toContain('Finished');
  });

  test('when nobody can approve, the run card says so and what to do', async () => {
    const on = withLamps();
    on.directory.revoke('approver', ben);
    on.directory.revoke('approver', cleo);

    const run = await begin(on);
    const alone = runCard(on);
    on.directory.grant('approver', dan);
    await on.announce.announce(run);

    expect(alone).toContain('Nobody can approve this');
    expect(runCard(on)).not.toContain('Nobody can approve this');
    expect(saysAt(on, personPlace(dan.id)).join()).toContain('Approve');
  });

  test('when the only approver is the requester, nobody can approve', async () => {
    const on = withLamps();
    on.directory.revoke('approver', ben);
    on.directory.revoke('approver', cleo);
    on.directory.grant('approver', ada);

    await begin(on);

    expect(runCard(on)).toContain('Nobody can approve this');
  });

  test('an unreachable directory is named on the run card, and made up for later', async () => {
    const on = withLamps();
    const { run = '' } = await on.runs.start(
      'lamps',
      { lamp: 'north', colour: 'red' },
      { person: ada, roles: new Set(['operator']) },
    );
    await on.runs.advance(run);
    on.directory.world.reachable = false;

    await on.announce.announce(run).catch(() => undefined);
    const named = runCard(on);
    on.directory.world.reachable = true;
    await on.announce.announce(run);

    expect(named).toContain('The directory does not answer.');
    expect(runCard(on)).not.toContain('The directory does not answer.');
    expect(saysAt(on, PLACES.ben).join()).toContain('Approve');
  });

  for (const [what, error] of [
    ['a broken connection', new Error('The connection was reset.')],
    [
      'trouble that passes',
      new GatewayError('Teams does not answer.', { status: 503, transient: true }),
    ],
  ] as const)
    test(`${what} in the middle is made up for by announcing again, and nobody gets a thing twice`, async () => {
      for (const place of Object.values(PLACES)) {
        const on = withLamps();
        const { run = '' } = await on.runs.start(
          'lamps',
          { lamp: 'north', colour: 'red' },
          { person: ada, roles: new Set(['operator']) },
        );
        await on.runs.advance(run);
        on.teams.breakNext(place, error);

        await expect(on.announce.announce(run)).rejects.toBe(error);
        await on.announce.announce(run);

        for (const each of Object.values(PLACES)) expect(on.teams.at(each)).toHaveLength(1);
        expect(runCard(on)).not.toContain('could be told');
      }
    });

  test('whoever is slow to reach gets one card, even if it is announced again meanwhile', async () => {
    const on = withLamps();
    const { run = '' } = await on.runs.start(
      'lamps',
      { lamp: 'north', colour: 'red' },
      { person: ada, roles: new Set(['operator']) },
    );
    await on.runs.advance(run);
    on.teams.breakNext(PLACES.ben, new Error('The connection was reset.'));
    on.teams.delay(PLACES.cleo, 20);

    await on.announce.announce(run).catch(() => undefined);
    await on.announce.announce(run);

    expect(on.teams.at(PLACES.cleo)).toHaveLength(1);
    expect(on.teams.at(PLACES.ben)).toHaveLength(1);
  });
});

suite('The approvals channel', () => {
  test('gets each request once, redrawn when it is decided', async () => {
    const on = withLamps({ approvalsChannel: CHANNEL });
    const run = await begin(on);
    const asked = saysAt(on, `channel:${CHANNEL}`);

    await approves(on, run, ben, cleo);

    expect(asked).toEqual([expect.stringContaining('Approve')]);
    expect(saysAt(on, `channel:${CHANNEL}`)).toEqual([expect.stringContaining('Cleo approved')]);
  });

  test('that refuses is named to the requester, and keeps nobody from being asked', async () => {
    const on = withLamps({ approvalsChannel: CHANNEL });
    on.teams.block(`channel:${CHANNEL}`);

    await begin(on);

    expect(runCard(on)).toContain('The approvals channel could not be told');
    expect(saysAt(on, PLACES.ben).join()).toContain('Approve');
  });
});

suite('Steps by hand', () => {
  test('come with a guide card that is settled when the step is', async () => {
    const on = withLamps({ risk: 'routine', guided: true });
    const run = await begin(on);
    await approves(on, run, ben);
    const open = on.teams.findCard(PLACES.ada, 'Walk to lamp');

    await on.press(ada, 'done', { run, step: 'lamp-seen' });
    await on.work();

    expect(wordsOf(open?.content)).toContain('Attested');
    expect(wordsOf(open?.content)).toContain('Ada');
    expect(JSON.stringify(open?.content)).not.toContain('"verb":"done"');
    expect(
      saysAt(on, PLACES.ada).filter((says) => says.includes('Walk to lamp')).length,
    ).toBeLessThanOrEqual(1);
    expect(runCard(on)).toMatch(/every step is verified, or attested/i);
  });

  test('that are not needed any more say so when the run is cancelled', async () => {
    const on = withLamps({ risk: 'routine', guided: true });
    const run = await begin(on);
    await approves(on, run, ben);
    const open = on.teams.findCard(PLACES.ada, 'Walk to lamp');

    await on.says(ada, `cancel ${run}`);
    await on.work();

    expect(wordsOf(open?.content)).toContain('The run was cancelled.');
    expect(JSON.stringify(open?.content)).not.toContain('"verb":"done"');
  });
});

suite('After a restart', () => {
  test('open runs are looked at and their cards brought up to date, once', async () => {
    const on = withLamps();
    const run = await begin(on);
    const later = chatStage([lampSetup(on.world)], {
      store: on.store,
      clock: on.clock,
      teams: on.teams,
    });
    on.world.lit.set('north', 'red');

    await later.restarts();
    await later.work();
    await later.restarts();
    await later.work();

    expect((await later.stateOf(run))['lamp-lit']).toBe('verified');
    expect(
      on.teams
        .at(PLACES.ada)
        .filter(({ content }) => wordsOf(content).includes('Lamp north is lit')),
    ).toHaveLength(1);
  });
});
