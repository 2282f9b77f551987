import { expect } from 'expect';
import { auditStage, referenceIn } from './fakes/audit-stage.ts';
import { dan } from './fakes/fake-directory.ts';
import { aRecord } from './fakes/plain-source.ts';
import { wordsOf } from './fakes/words-of.ts';

const HOME = `person:${dan.id}`;
const QUESTION = 'exports by user in the last 7 days';

/** The archive knows nothing of the period, Microsoft does. */
async function searching() {
  const on = auditStage({ search: true });
  on.world.records = [];
  on.world.complete = 0;
  on.elsewhere.records = [aRecord(), aRecord()];
  const replies = await on.says(dan, QUESTION);
  const reference = referenceIn(replies);
  const cards = () => on.teams.at(HOME).map(({ content }) => wordsOf(content));
  const end = (state: 'done' | 'failed') => {
    for (const search of on.searches.values()) search.state = state;
    return on.answers.searched(reference);
  };
  return { on, replies, reference, cards, end };
}

suite('A search at Microsoft', () => {
  test('is shown as a card of its own, with how far it is', async () => {
    const { on, replies, reference } = await searching();

    const progress = await on.says(dan, `progress ${reference}`);

    expect(replies.join()).toContain('Searching Microsoft’s audit log');
    expect(replies.join()).toContain('It is searching.');
    expect(progress.at(-1)).toContain('It is searching.');
    expect(progress.slice(0, -1).join()).not.toContain('It is searching.');
  });

  test('that is done has its card redrawn, and its answer as a new one', async () => {
    const { cards, end } = await searching();
    const before = cards().length;

    await end('done');

    const [search = '', answer = ''] = [cards().at(-2), cards().at(-1)];
    expect(cards()).toHaveLength(before + 1);
    expect(search).toContain('Done');
    expect(search).toContain('The answer is in the next message.');
    expect(answer).toContain('Your search is done');
    expect(answer).toContain('2 actions by 1 user');
    expect(answer).toContain('Microsoft Graph audit search');
  });

  test('is delivered once, however often its end is told', async () => {
    const { cards, end } = await searching();
    await end('done');
    const before = cards();

    await end('done');
    await end('done');

    expect(cards()).toEqual(before);
  });

  test('leads on from its answer like any other', async () => {
    const { on, cards, end } = await searching();
    await end('done');

    const reference = referenceIn([cards().at(-1) ?? '']);

    expect((await on.says(dan, `export ${reference}`)).join()).toContain('Dan gets a file');
    expect(await on.audit.desk.questions.find(reference)).toMatchObject({
      search: 'search-1',
      source: 'graph',
    });
  });

  test('that failed says so, with what to do', async () => {
    const { cards, end } = await searching();

    await end('failed');

    expect(cards().at(-1)).toContain('Failed');
    expect(cards().at(-1)?.split('\n')).toContain('Ask again');
  });

  test('is not delivered to somebody who is no analyst any more', async () => {
    const { on, cards, end } = await searching();
    on.directory.revoke('analyst', dan);

    await end('done');

    expect(cards().join('\n')).not.toContain('2 actions');
    expect(cards().at(-1)).toContain('You are no analyst any more');
  });

  test('can be asked for when it is done', async () => {
    const { on, reference, end } = await searching();
    await end('done');

    const [answer = ''] = await on.says(dan, `progress ${reference}`);

    expect(answer).toContain('2 actions by 1 user');
  });
});
