import { expect } from 'expect';
import { personPlace } from '../../src/announce.ts';
import { HOUR } from '../../src/core/clock.ts';
import { builtInPolicy, policyOf } from '../../src/core/policy.ts';
import { GatewayError } from '../../src/core/errors.ts';
import { CHANNEL, chatStage, type ChatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo, dan } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { wordsOf } from '../fakes/words-of.ts';

const REASON = 'the lighthouse is dark and a ship is coming in';
const { document } = builtInPolicy();
const allowing = policyOf({ ...document, breakGlass: { walkthroughs: ['lamps'] } });

function begun(policy = allowing) {
  const world = lampWorld();
  const given = { approvalsChannel: CHANNEL, policy: () => Promise.resolve(policy) };
  return { world, ...chatStage([lampSetup(world)], given) };
}
const begin = (on: ChatStage) => on.begins(ada, 'lamps', { lamp: 'north', colour: 'red' });
const saysAt = (on: ChatStage, place: string) =>
  on.teams
    .at(place)
    .map(({ content }) => wordsOf(content))
    .join('\n');

async function breaks(on: ChatStage, run: string, more = {}) {
  const answered = await on.press(ada, 'break-glass', {
    ...(await on.ask(run)),
    ...{ reason: REASON, phrase: `${run}-1` },
    ...more,
  });
  await on.work();
  return answered.kind === 'card' ? wordsOf(answered.card) : answered.text;
}

suite('An emergency', () => {
  test('the card says what it means, and only a press with reason and name does it', async () => {
    const on = begun();
    const run = await begin(on);

    const card = (await on.says(ada, `break glass ${run}-1 because ${REASON}`)).join();
    const before = on.world.lit.size;
    const untyped = await breaks(on, run, { phrase: '' });
    const done = await breaks(on, run);

    expect(card).toContain('All approvers, whoever asked for it, and the approvals channel');
    expect(card).toContain(REASON);
    expect(before).toBe(0);
    expect(untyped).toContain(`type exactly: ${run}-1`);
    expect(done).toContain('without approval');
    expect(on.world.lit.get('north')).toBe('red');
  });

  test('typed with the name a second time it is the same', async () => {
    const on = begun();
    const run = await begin(on);

    const said = await on.says(ada, `break glass ${run}-1 ${run}-1 because ${REASON}`);
    await on.work();

    expect(said.join()).toContain('On record');
    expect(on.world.lit.get('north')).toBe('red');
  });

  test('whoever leaves out the name of the request is told how to say it', async () => {
    const on = begun();

    const said = [await on.says(ada, 'break glass'), await on.says(ada, 'mend')].flat();

    expect(said).toEqual([
      expect.stringContaining('like this: break glass 7K2QF9-1 because of a reason.'),
      expect.stringContaining('like this: mend 7K2QF9.'),
    ]);
  });

  test('where the policy does not name the walkthrough it is refused at once', async () => {
    const on = begun(builtInPolicy());
    const run = await begin(on);

    const card = await on.says(ada, `break glass ${run}-1 because ${REASON}`);
    const pressed = await breaks(on, run);

    expect(card.join()).toContain('does not allow');
    expect(pressed).toContain('does not allow');
    expect(on.world.lit.size).toBe(0);
  });

  test('everybody is told at once, and once', async () => {
    const on = begun();
    const run = await begin(on);

    await breaks(on, run);
    await on.restarts();
    await on.work();

    for (const place of [ada, ben, cleo].map(({ id }) => personPlace(id))) {
      const told = on.teams
        .at(place)
        .filter(
          ({ content }) => typeof content === 'string' && content.includes('Done without approval'),
        );
      expect(told).toHaveLength(1);
    }
    const inChannel = saysAt(on, `channel:${CHANNEL}`);
    expect(inChannel).toContain(`Done without approval by Ada`);
    expect(inChannel).toContain(REASON);
  });

  test('the card of the request says that nobody approved it', async () => {
    const on = begun();
    const run = await begin(on);

    await breaks(on, run);

    const card = on.teams.findCard(personPlace(ben.id), 'Lamp north is lit')?.content;
    expect(wordsOf(card)).toContain('Without approval');
    expect(wordsOf(card)).not.toContain('Approved');
  });

  test('somebody who cannot be told for the moment is told later; it is done all the same', async () => {
    const on = begun();
    const run = await begin(on);
    const trouble = new GatewayError('Teams is busy.', { status: 503, transient: true });
    on.teams.breakNext(personPlace(ben.id), trouble);

    await expect(breaks(on, run)).rejects.toThrow('Teams is busy');
    await on.jobs.lookSoon(run);
    await on.work();

    expect(on.world.lit.get('north')).toBe('red');
    expect(saysAt(on, personPlace(ben.id))).toContain('Done without approval');
  });

  test('an approver reviews it on a card, which is then settled for all', async () => {
    const on = begun();
    const run = await begin(on);
    await breaks(on, run);

    const open = (await on.says(cleo, 'approvals')).join();
    const pressed = await on.press(ben, 'uphold', { run, ask: '1' });
    await on.work();

    expect(open).toContain(`Review ${run}-1`);
    expect(pressed.kind).toBe('card');
    expect(wordsOf(on.teams.findCard(personPlace(cleo.id), 'Review')?.content)).toContain(
      'Ben upheld it',
    );
    expect((await on.says(cleo, 'approvals')).join()).not.toContain('Review');
  });

  test('objecting takes a reason, and stays on the run card', async () => {
    const on = begun();
    const run = await begin(on);
    await breaks(on, run);

    const bare = await on.says(ben, `object ${run}-1`);
    const said = await on.says(ben, `object ${run}-1 because it could have waited for an hour`);
    await on.work();

    expect(bare.join()).toContain('Say why you object');
    expect(said.join()).toContain('it could have waited');
    const card = on.teams.findCard(personPlace(ada.id), 'Finished')?.content;
    expect(wordsOf(card)).toContain('Ben objects to it');
  });

  test('whoever went ahead and the channel hear of an objection, once, with what can be done', async () => {
    const on = begun();
    const run = await begin(on);
    await breaks(on, run);

    await on.says(ben, `object ${run}-1 because it could have waited for an hour`);
    await on.work();
    await on.jobs.lookSoon(run);
    await on.work();

    for (const place of [personPlace(ada.id), `channel:${CHANNEL}`]) {
      const heard = saysAt(on, place)
        .split('\n')
        .filter((line) => line.includes('was reviewed'));
      expect(heard).toEqual([
        expect.stringMatching(
          /Ben objects to it.*could have waited.*Nothing is taken back by itself/,
        ),
      ]);
    }
  });

  test('whoever went ahead does not review it, nor does somebody without the role', async () => {
    const on = begun();
    on.directory.grant('approver', ada);
    const run = await begin(on);
    await breaks(on, run);

    const own = await on.press(ada, 'uphold', { run, ask: '1' });
    const stranger = await on.press(dan, 'uphold', { run, ask: '1' });

    expect(own).toMatchObject({ kind: 'message', text: expect.stringContaining('somebody else') });
    expect(stranger).toMatchObject({ kind: 'message', text: expect.stringContaining('Only') });
  });

  test('approvers are reminded; overdue it is on record, in the channel and on the run card', async () => {
    const on = begun();
    const run = await begin(on);
    await breaks(on, run);
    const told = () => saysAt(on, personPlace(cleo.id));

    on.clock.advance(13 * HOUR);
    await on.work();
    const reminded = told();
    on.clock.advance(12 * HOUR);
    await on.work();

    expect(reminded).toContain(`Review of ${run}-1`);
    expect(told()).toContain('Overdue review');
    expect(saysAt(on, `channel:${CHANNEL}`)).toContain('Overdue review');
    expect(saysAt(on, personPlace(ada.id))).toContain('Overdue: nobody has reviewed it');
    expect((await on.entriesOf(run)).filter(({ kind }) => kind === 'noted')).toMatchObject([
      { what: 'review-overdue', details: { ask: 1 } },
    ]);
  });

  test('a review that was given in time is not reminded of', async () => {
    const on = begun();
    const run = await begin(on);
    await breaks(on, run);
    await on.says(ben, `uphold ${run}-1`);

    on.clock.advance(30 * HOUR);
    await on.work();

    expect(saysAt(on, personPlace(cleo.id))).not.toContain('Overdue');
  });

  test('a kill right after the press loses no review: the sweep finds it', async () => {
    const on = begun();
    const run = await begin(on);
    Object.assign(on.chat, { reviewSoon: () => Promise.reject(new Error('killed')) });
    await breaks(on, run);

    const scheduled = (await on.store.due.list('11111111-1111-4111-8111-111111111111')).some(
      ({ kind }) => kind === 'review',
    );
    await on.handlers['review-sweep']();
    on.clock.advance(25 * HOUR);
    await on.work();

    expect(scheduled).toBe(false);
    expect(saysAt(on, personPlace(cleo.id))).toContain('Overdue review');
  });
});

suite('Handing over in the chat', () => {
  test('it is asked whether one is sure, and done at the press', async () => {
    const on = begun();
    on.directory.grant('operator', dan);
    const run = await begin(on);

    const card = (await on.says(ada, `hand over ${run} to <at>Dan</at>`)).join();
    const before = (await on.entriesOf(run)).some(({ kind }) => kind === 'handed-over');
    const pressed = await on.press(ada, 'hand-over', { run, to: dan.id });
    await on.work();

    expect(card).toContain('Neither Ada nor Dan may approve anything in it');
    expect(before).toBe(false);
    expect(pressed.kind).toBe('card');
    expect(saysAt(on, personPlace(dan.id))).toContain('Light a lamp');
  });

  test('any operator takes it over; nobody else does', async () => {
    const on = begun();
    on.directory.grant('operator', dan);
    const run = await begin(on);

    const bens = await on.says(ben, `take over ${run} now`);
    const dans = await on.says(dan, `take over ${run} now`);

    expect(bens.join()).toContain('Only operators');
    expect(dans.join()).toContain('Dan answers for run');
  });

  test('the only operator there is hands over to nobody, least of all to herself', async () => {
    const on = begun();
    on.directory.revoke('operator', dan);
    const run = await begin(on);

    const said = (await on.says(ada, `hand over ${run} to Cleo`)).join();
    const own = (await on.says(ada, `take over ${run}`)).join();

    expect(said).toContain('There is nobody else in the operators group');
    expect(said).not.toContain(ada.id);
    expect(own).toContain('Ada answers for this run already');
  });

  test('a name that nobody or two people bear is no choice of the bot’s', async () => {
    const on = begun();
    const twin = { id: 'aaaaaaaa-0000-4000-8000-000000000009', name: 'Dan' };
    on.directory.grant('operator', dan);
    on.directory.grant('operator', twin);
    const run = await begin(on);

    const nobody = (await on.says(ada, `hand over ${run} to Zoe now`)).join();
    const two = (await on.says(ada, `hand over ${run} to Dan now`)).join();
    const approver = (await on.says(ada, `hand over ${run} to ${ben.id} now`)).join();
    const one = (await on.says(ada, `hand over ${run} to ${twin.id} now`)).join();

    expect(nobody).toContain('No operator of that name');
    expect(two).toContain(`hand over ${run} to ${dan.id}`);
    expect(two).toContain(`hand over ${run} to ${twin.id}`);
    expect(approver).toContain('No operator');
    expect(one).toContain('Handed over');
  });
});
