import { createHash } from 'node:crypto';
import { expect } from 'expect';
import type { Answered } from '../../src/chat/press.ts';
import { canonical, digestOf, type Data } from '../../src/core/data.ts';
import { asKept, seenDigest } from '../../src/core/seen.ts';
import { personPlace } from '../../src/posting.ts';
import { chatStage, type ChatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo, dan, eve } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { TENANT } from '../fakes/stage.ts';
import { wordsOf } from '../fakes/words-of.ts';

const withLamps = (given: Parameters<typeof chatStage>[1] = {}) => {
  const world = lampWorld();
  return { world, ...chatStage([lampSetup(world)], given) };
};
const begin = (on: ChatStage, lamp = 'north') => on.begins(ada, 'lamps', { lamp, colour: 'red' });
const says = (answered: Answered) =>
  answered.kind === 'card' ? wordsOf(answered.card) : answered.text;
const votesIn = async (on: ChatStage, run: string) =>
  (await on.entriesOf(run)).filter((entry) => entry.kind === 'decided');
const cardAt = (on: ChatStage, { id }: typeof ben): Data =>
  JSON.parse(JSON.stringify(on.teams.findCard(personPlace(id))?.content ?? null));
const seenOf = (button: object): unknown => Reflect.get(button, 'seen');
/** The button of a card that was the answer to a press. */
const buttonOn = (answered: Answered, verb = 'approve'): object => {
  const actions = answered.kind === 'card' ? (answered.card.actions ?? []) : [];
  const found = actions.find((one) => one.type === 'Action.Execute' && one.verb === verb);
  return found?.type === 'Action.Execute' ? found.data : {};
};

suite('What was seen', () => {
  test('a vote names the very card that was drawn for this person, and the card is kept', async () => {
    const on = withLamps();
    const run = await begin(on);
    const [bens, cleos] = [cardAt(on, ben), cardAt(on, cleo)];

    await on.press(ben, 'approve', await on.button(ben, run));
    await on.press(cleo, 'approve', await on.button(cleo, run));

    const digests = (await votesIn(on, run)).map(({ card }) => card ?? '');
    expect(digests).toEqual([seenDigest(bens), seenDigest(cleos)]);
    expect(digests[0]).not.toBe(digests[1]);
    for (const [at, digest] of digests.entries()) {
      const card = (await on.store.seen.find(TENANT, digest)) ?? null;
      expect(card).toEqual(asKept(at === 0 ? bens : cleos));
      expect(createHash('sha256').update(canonical(card)).digest('hex')).toBe(digest);
      expect(JSON.stringify(card)).toContain(`"for":"${at === 0 ? ben.id : cleo.id}"`);
      expect(JSON.stringify(card)).toContain('Light lamp north in red.');
    }
  });

  test('a card drawn before the last vote stays good, and what is recorded is what it showed', async () => {
    const on = withLamps();
    const run = await begin(on);
    const early = await on.button(cleo, run);
    await on.press(ben, 'approve', await on.button(ben, run));
    await on.work();
    const late = await on.button(cleo, run);

    await on.press(cleo, 'approve', early);

    const [, second] = await votesIn(on, run);
    expect(second?.card).toBe(seenOf(early));
    expect(seenOf(late)).not.toBe(seenOf(early));
    const kept = await on.store.seen.find(TENANT, second?.card ?? '');
    expect(wordsOf(kept)).not.toContain('Ben approved');
  });

  test('a press on anything but a card of this request for this person records nothing', async () => {
    const on = withLamps();
    const [run, other] = [await begin(on), await begin(on, 'south')];
    const mine = await on.button(ben, run);
    const edited = digestOf({ card: 'as somebody would like it' });
    const unkept = [
      { ...mine, seen: undefined },
      { ...mine, seen: edited },
      { ...mine, seen: seenOf(await on.button(cleo, run)) },
      { ...mine, seen: seenOf(await on.button(ben, other)) },
    ];

    for (const verb of ['approve', 'reject'])
      for (const data of unkept) {
        const answered = await on.press(ben, verb, data);
        expect(answered.kind).toBe('card');
        expect(says(answered)).toContain('Nothing was recorded');
      }
    expect(says(await on.press(ben, 'approve', { ...mine, seen: 'x' }))).toContain('does not fit');

    expect(await votesIn(on, run)).toEqual([]);
  });

  test('the card that a refused press is answered with can be decided on', async () => {
    const on = withLamps();
    const run = await begin(on);
    const refused = await on.press(ben, 'approve', { ...(await on.ask(run)), seen: undefined });

    const answered = await on.press(ben, 'approve', buttonOn(refused));

    expect(says(answered)).toContain('Ben approved');
    expect(says(answered)).not.toContain('Nothing was recorded');
    const [vote] = await votesIn(on, run);
    expect(wordsOf(await on.store.seen.find(TENANT, vote?.card ?? ''))).toContain(
      'Nothing was recorded',
    );
  });

  test('a card that is kept for another tenant is none', async () => {
    const on = withLamps();
    const run = await begin(on);
    const foreign = await on.store.seen.keep('other', asKept(cardAt(on, ben)));
    const on2 = withLamps();
    await begin(on2);

    const answered = await on2.press(ben, 'approve', {
      ...(await on.ask(run)),
      seen: foreign,
    });

    expect(says(answered)).toContain('no run');
    expect(await on.store.seen.find(TENANT, foreign)).toBeDefined();
    expect(await on.store.seen.find('third', foreign)).toBeUndefined();
  });

  test('what cannot be kept is not shown to anybody', async () => {
    const store = memoryStore();
    const full = new Error('The disk is full.');
    const keep = () => Promise.reject(full);
    const on = withLamps({ store: { ...store, seen: { ...store.seen, keep } } });
    const by = { person: ada, roles: new Set(['operator'] as const) };
    const { run = '' } = await on.runs.start('lamps', { lamp: 'north', colour: 'red' }, by);
    await on.runs.advance(run);

    await expect(on.announce.announce(run)).rejects.toBe(full);

    expect(on.teams.at(personPlace(ben.id))).toEqual([]);
    await expect(on.press(ben, 'approve', await on.ask(run))).rejects.toBe(full);
    expect(await votesIn(on, run)).toEqual([]);
  });

  test('a vote that is on record is never answered as if it were not', async () => {
    const store = memoryStore();
    const on = withLamps({ store });
    const run = await begin(on);
    const button = await on.button(ben, run);
    const keep = () => Promise.reject(new Error('The disk is full.'));
    const later = withLamps({ store: { ...store, seen: { ...store.seen, keep } } });

    const answered = await later.press(ben, 'approve', button);

    expect(answered).toEqual({ kind: 'message', text: 'Your approval is on record.' });
    expect(await votesIn(on, run)).toHaveLength(1);
  });

  test('a plan that differs voids the vote, which keeps the card and the check it was based on', async () => {
    const on = withLamps();
    const run = await begin(on);
    const early = await on.button(cleo, run);
    await on.press(ben, 'approve', await on.button(ben, run));
    on.world.lit.set('north', 'green');
    await on.press(cleo, 'approve', early);
    await on.work();

    const votes = await votesIn(on, run);
    const [asked, anew] = (await on.entriesOf(run)).filter(({ kind }) => kind === 'requested');
    const words = on.teams.at(personPlace(ben.id)).map(({ content }) => wordsOf(content));
    const old = await on.press(ben, 'approve', early);

    expect(on.world.lit.get('north')).toBe('green');
    expect(votes.map(({ check }) => check)).toEqual(
      [0, 1].map(() => asked?.kind === 'requested' && asked.check?.digest),
    );
    expect(votes.every(({ card }) => card !== undefined)).toBe(true);
    expect(anew?.kind === 'requested' && anew.check?.digest).not.toBe(votes[0]?.check);
    expect(words.find((each) => each.includes(`${run}-1`))).toContain('Void: a newer request');
    expect(words.find((each) => each.includes(`${run}-2`))).toContain('What differs');
    expect(says(old)).toContain('stands no more');
  });
});

suite('What was seen, typed', () => {
  test('is the newest card in the person’s own chat', async () => {
    const on = withLamps();
    const run = await begin(on);
    const shown = seenDigest(cardAt(on, ben));

    await on.says(ben, `approve ${run}-1`);

    expect((await votesIn(on, run)).map(({ card }) => card)).toEqual([shown]);
  });

  test('without a card it is shown first, and nothing is recorded until they have', async () => {
    const on = withLamps();
    const run = await begin(on);
    on.directory.grant('approver', eve);

    const first = await on.says(eve, `reject ${run}-1 because of the noise`);
    const before = await votesIn(on, run);
    const second = await on.says(eve, `reject ${run}-1 because of the noise`);

    expect(first[0]).toContain('Nothing was recorded: you had not been shown this request.');
    expect(first[1]).toContain('Light lamp north in red.');
    expect(before).toEqual([]);
    expect(second).toContain('Rejected.');
    expect(await votesIn(on, run)).toMatchObject([{ by: eve, reason: 'of the noise' }]);
  });

  test('in a channel, the card goes to whoever typed it and to nobody else', async () => {
    const on = withLamps();
    const run = await begin(on);
    on.directory.grant('approver', eve);

    const [answer] = await on.saysInChannel(eve, `approve ${run}-1`);

    expect(answer).toContain('It is in our personal chat');
    expect(wordsOf(cardAt(on, eve))).toContain('Light lamp north in red.');
    expect(await votesIn(on, run)).toEqual([]);
  });

  test('those who may not decide are told so, and are shown nothing to decide on', async () => {
    const on = withLamps();
    const run = await begin(on);

    const [answer] = await on.says(dan, `approve ${run}-1`);

    expect(answer).toContain('Only approvers');
    expect(on.teams.findCard(personPlace(dan.id))).toBeUndefined();
  });
});
