import { expect } from 'expect';
import { personPlace } from '../../src/posting.ts';
import type { Answered } from '../../src/chat/press.ts';
import { HOUR } from '../../src/core/clock.ts';
import type { Person } from '../../src/core/people.ts';
import { chatStage, type ChatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo, dan, eve, finn } from '../fakes/fake-directory.ts';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { wordsOf } from '../fakes/words-of.ts';

/**
 * What went wrong in other products that gate changes by approval, one test each. Proven elsewhere:
 * - an error is shown although it worked: `test/teams/turns.test.ts`, "a slow handler is answered
 *   in time", and `seen.test.ts`, "a vote that is on record is never answered as if it were not"
 * - a click is acknowledged and lost in a crash: `test/store/sql-suite.ts`, "nothing acknowledged
 *   is lost when the process is killed, again and again"
 * - approval waits behind the task that it should unblock: `never-waits.test.ts`
 * - one person in two groups stands for both: `test/core/quorum.test.ts`
 * - the bot itself as an approver: `test/teams/turns.test.ts`, "the bot itself presses nothing"
 * - the approver is away: `delegating.test.ts`
 * - history is overwritten: `test/store/sql-suite.ts`, "the database refuses to change or remove an
 *   entry, whoever asks", and each forgery below it
 * - the card is edited after the vote: `seen.test.ts`, "a press on anything but a card …"
 */
const withLamps = () => {
  const world = lampWorld();
  return { world, ...chatStage([lampSetup(world)]) };
};
const begin = (on: ChatStage) => on.begins(ada, 'lamps', { lamp: 'north', colour: 'red' });
const says = (answered: Answered) =>
  answered.kind === 'card' ? wordsOf(answered.card) : answered.text;
const votesIn = async (on: ChatStage, run: string) =>
  (await on.entriesOf(run)).filter(({ kind }) => kind === 'decided');
const at = (on: ChatStage, { id }: Person) =>
  on.teams.at(personPlace(id)).map(({ content }) => wordsOf(content));

suite('What went wrong elsewhere', () => {
  test('an invoke that is delivered twice, also after a restart, is one vote and one change', async () => {
    const on = withLamps();
    const run = await begin(on);
    const [bens, cleos] = [await on.button(ben, run), await on.button(cleo, run)];
    const later = chatStage([lampSetup(on.world)], { store: on.store, clock: on.clock });

    await Promise.all([on, later].map((each) => each.press(ben, 'approve', bens)));
    await Promise.all([on, later].map((each) => each.press(cleo, 'approve', cleos)));
    await on.work();
    for (const each of [on, later]) await each.press(cleo, 'approve', cleos);
    await on.work();

    expect(await votesIn(on, run)).toHaveLength(2);
    const applied = (await on.entriesOf(run)).filter(({ kind }) => kind === 'applied');
    expect(applied).toHaveLength(1);
  });

  test('with nobody in the approvers group nobody can approve, and whoever asked is told', async () => {
    const on = withLamps();
    for (const person of [ben, cleo]) on.directory.revoke('approver', person);
    const run = await begin(on);

    for (const person of [ada, ben, cleo, dan, eve, finn]) {
      expect(says(await on.press(person, 'approve', await on.ask(run)))).toMatch(
        /Only approvers|no role/,
      );
      await on.says(person, `approve ${run}-1`);
    }

    expect(await votesIn(on, run)).toEqual([]);
    expect(on.world.lit.size).toBe(0);
    expect(at(on, ada).join()).toContain('Nobody can approve this');
  });

  test('a name makes nobody an approver: only the id that Teams signs does', async () => {
    const on = withLamps();
    const run = await begin(on);
    const other = { id: 'eeeeeeee-0000-4000-8000-000000000001', name: ben.name };
    const namesake = { ...dan, name: ben.name };

    for (const person of [other, namesake]) {
      const data = { ...(await on.button(ben, run)), by: ben, name: ben.name, person: ben.id };
      await on.press(person, 'approve', data);
      await on.press({ ...person, name: ben.id }, 'approve', data);
      await on.says(person, `approve ${run}-1`);
    }

    expect(await votesIn(on, run)).toEqual([]);
  });

  test('an approver sees all that is approved: what is touched, from what, to what', async () => {
    const on = withLamps();
    on.world.lit.set('north', 'green');

    await begin(on);

    for (const person of [ben, cleo]) {
      const [card = ''] = at(on, person);
      expect(card).toContain('Light lamp north in red.');
      expect(card).toContain('green → red');
      expect(card).toContain('asks for **1 change**');
    }
  });

  test('silence is a no: what is not decided in time is not done, now or later', async () => {
    const on = withLamps();
    const run = await begin(on);
    const [bens, cleos] = [await on.button(ben, run), await on.button(cleo, run)];
    await on.press(ben, 'approve', bens);

    on.clock.advance(73 * HOUR);
    await on.work();
    for (const data of [bens, cleos]) await on.press(cleo, 'approve', data);
    on.clock.advance(1000 * HOUR);
    await on.work();

    expect(on.world.lit.size).toBe(0);
    expect(await votesIn(on, run)).toHaveLength(1);
    expect(JSON.stringify(on.teams.at(personPlace(cleo.id)))).not.toContain('"verb":"approve"');
  });

  test('nobody told is nobody asked: with all of them out of reach the run card names each', async () => {
    const on = withLamps();
    for (const person of [ben, cleo]) on.teams.block(personPlace(person.id));

    await begin(on);

    for (const { name } of [ben, cleo])
      expect(at(on, ada).join()).toContain(`${name} could not be told: The bot was blocked there.`);
  });
});
