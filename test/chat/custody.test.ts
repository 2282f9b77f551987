import { expect } from 'expect';
import { personPlace } from '../../src/announce.ts';
import type { Answered } from '../../src/chat/press.ts';
import { HOUR, DAY } from '../../src/core/clock.ts';
import { ONE_WAY_PHRASE } from '../../src/core/policy.ts';
import { chatStage, type ChatStage } from '../fakes/chat-stage.ts';
import { ada, ben, cleo, dan } from '../fakes/fake-directory.ts';
import { oneAnswer } from '../fakes/one-answer.ts';
import { twoKeys } from '../fakes/two-keys.ts';
import { wordsOf } from '../fakes/words-of.ts';

const FIRST = 2;
const SECOND = 3;
const says = (answered: Answered) =>
  answered.kind === 'card' ? wordsOf(answered.card) : answered.text;

async function begun() {
  const keys = twoKeys();
  const on = chatStage([keys.walkthrough]);
  const run = await on.begins(ada, 'two-keys', { first: 'vault-a', second: 'vault-b' });
  return { ...on, ...keys, run };
}

const wordsAt = (on: Pick<ChatStage, 'teams'>, { id }: typeof ben) =>
  on.teams.at(personPlace(id)).map(({ content }) => wordsOf(content));

suite('Two keys in the chat', () => {
  test('each key has a card of its own, which says what approving it alone means', async () => {
    const on = await begun();

    const cards = wordsAt(on, ben);

    expect(cards).toHaveLength(3);
    const [, first = '', second = ''] = cards;
    expect(first).toContain('whoever alone approves vault-a/key cannot also approve vault-b/key');
    expect(second).toContain('whoever alone approves vault-b/key cannot also approve vault-a/key');
    expect(first).not.toContain('Make vault-b');
    expect(cards[0]).not.toContain('Who may not approve');
  });

  test('pressed or typed, the second key is refused to whoever alone approved the first', async () => {
    const on = await begun();
    await on.press(ben, 'approve', await on.ask(on.run, FIRST));

    const pressed = await on.press(ben, 'approve', await on.ask(on.run, SECOND));
    const typed = await on.says(ben, `approve ${on.run}-${SECOND}`);

    for (const answer of [says(pressed), typed.join()])
      expect(answer).toContain('You alone approved vault-a/key. Two keys under one person');
    expect(says(await on.press(cleo, 'approve', await on.ask(on.run, SECOND)))).toContain(
      'Cleo approved',
    );
  });

  test('the other card says who is out, and the run card whom it still waits for', async () => {
    const on = await begun();

    await on.says(ben, `approve ${on.run}-1`);
    await on.press(ben, 'approve', await on.ask(on.run, FIRST));
    await on.work();

    expect(wordsAt(on, cleo).at(2)).toContain('Ben alone approved vault-a/key, so somebody else');
    const [runCard = ''] = wordsAt(on, ada);
    expect(runCard).toContain('Waiting for approval of 2 steps by Cleo,');
  });

  test('with too few people for it the requester is told, instead of waiting for ever', async () => {
    const on = await begun();
    on.directory.revoke('approver', cleo);

    await on.press(ben, 'approve', await on.ask(on.run, FIRST));
    await on.work();
    const [alone = ''] = wordsAt(on, ada);
    on.directory.grant('approver', dan);
    await on.announce.announce(on.run);

    expect(alone).toContain(`Too few people can approve request ${on.run}-${SECOND}`);
    expect(wordsAt(on, ada)[0]).not.toContain('Too few people');
  });
});

suite('A one-way door in the chat', () => {
  async function approved() {
    const { walkthrough, world } = oneAnswer();
    const steps: typeof walkthrough.steps = (answers, reads) =>
      walkthrough.steps(answers, reads).map((step) => ({
        ...step,
        risk: 'irreversible',
        oneWay: 'No answer can be taken back.',
      }));
    const on = chatStage([{ ...walkthrough, steps }]);
    const run = await on.begins(ada, 'answer', {});
    for (const person of [ben, cleo])
      await on.press(person, 'approve', { ...(await on.ask(run)), phrase: ONE_WAY_PHRASE });
    await on.work();
    return { ...on, world, run };
  }
  const guideOf = (on: ChatStage) =>
    wordsAt(on, ada).findLast((words) => words.includes('Ask the service and paste')) ?? '';

  test('what a person does is explained once it is open, and shut again when it lapses', async () => {
    const on = await approved();
    const early = guideOf(on);
    on.clock.advance(HOUR);
    await on.work();
    const open = guideOf(on);
    on.clock.advance(3 * DAY);
    await on.work();

    expect(early).toBe('');
    expect(open).toContain('Get-Answer | Format-List');
    expect(guideOf(on)).toContain('Do not do this now');
    expect(guideOf(on)).not.toContain('Get-Answer | Format-List');
  });

  test('the void card and the newer one say why it is asked again', async () => {
    const on = await approved();
    const before = wordsAt(on, ben).at(0);
    on.clock.advance(HOUR);
    on.directory.revoke('approver', cleo);
    on.directory.grant('approver', dan);
    await on.work();

    const [old = '', newer = ''] = wordsAt(on, ben).filter((says) => !says.startsWith('Request'));
    expect(before).toContain('has to be approved again');
    expect(old).toContain('Void: a newer request replaces this one.');
    for (const card of [old, newer]) expect(card).toContain('Cleo is no approver any more.');
    expect(newer).toContain('What differs from the earlier request');
  });
});
