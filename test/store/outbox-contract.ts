import { expect } from 'expect';
import type { Fresh } from './contract.ts';

const MORNING = '2026-11-21T08:00:00.000Z';
const NOON = '2026-11-21T12:00:00.000Z';

export function outboxContract(fresh: () => Fresh): void {
  test('a conversation reference is found where it was saved, and nowhere else', async () => {
    const { references } = fresh().store;
    const reference = { serviceUrl: 'https://smba.example/emea/', conversation: { id: 'a:1;%/ä' } };
    await references.save('t', 'person:ada', reference, MORNING);

    const found = await references.find('t', 'person:ada');

    expect(found).toEqual({ tenant: 't', place: 'person:ada', reference, savedAt: MORNING });
    expect(await references.find('t', 'person:ben')).toBeUndefined();
    expect(await references.find('u', 'person:ada')).toBeUndefined();
  });

  test('the newest reference comes first, and saving again makes one new', async () => {
    const { references } = fresh().store;
    await references.save('t', 'person:ada', { v: 1 }, MORNING);
    await references.save('t', 'person:ben', { v: 2 }, '2026-11-21T09:00:00.000Z');
    await references.save('u', 'person:eve', { v: 3 }, NOON);
    const before = await references.list('t');
    await references.save('t', 'person:ada', { v: 4 }, NOON);

    const now = await references.list('t');

    expect(before.map(({ place }) => place)).toEqual(['person:ben', 'person:ada']);
    expect(now.map(({ place, reference }) => [place, reference])).toEqual([
      ['person:ada', { v: 4 }],
      ['person:ben', { v: 2 }],
    ]);
  });

  test('a refusal is remembered until the next word from there', async () => {
    const { references } = fresh().store;
    await references.save('t', 'person:ada', {}, MORNING);
    await references.refuse('t', 'person:ada', 'blocked\u0000', NOON);
    await references.refuse('t', 'person:nobody', 'blocked', NOON);

    const refused = await references.find('t', 'person:ada');
    await references.save('t', 'person:ada', {}, NOON);

    expect(refused?.refused).toEqual({ why: 'blocked ', at: NOON });
    expect(await references.find('t', 'person:ada')).not.toHaveProperty('refused');
    expect(await references.list('t')).toHaveLength(1);
  });

  test('a posted card is found by what it shows and where, and posting again replaces it', async () => {
    const { postings } = fresh().store;
    const card = { tenant: 't', subject: 'run/7K2QF', place: 'person:ada' };
    await postings.save({ ...card, activityId: '1', digest: 'a' });
    await postings.save({ ...card, place: 'channel:19:x@thread', activityId: '2', digest: 'a' });
    await postings.save({ ...card, subject: 'ask/7K2QF/1', activityId: '3', digest: 'a' });
    await postings.save({ ...card, tenant: 'u', activityId: '4', digest: 'a' });

    await postings.save({ ...card, activityId: '5', digest: 'b' });

    expect(await postings.find('t', 'run/7K2QF', 'person:ada')).toEqual({
      ...card,
      activityId: '5',
      digest: 'b',
    });
    expect(await postings.find('t', 'run/7K2QF', 'person:ben')).toBeUndefined();
    const ids = (await postings.list('t', 'run/7K2QF')).map(({ activityId }) => activityId);
    expect(ids.sort()).toEqual(['2', '5']);
  });

  test('what is forgotten of a place is gone there and stays elsewhere', async () => {
    const { references, postings } = fresh().store;
    const card = { tenant: 't', subject: 'run/7K2QF', activityId: '1', digest: 'a' };
    for (const place of ['person:ada', 'person:ben']) {
      await references.save('t', place, {}, MORNING);
      await postings.save({ ...card, place });
    }
    await references.save('u', 'person:ada', {}, MORNING);

    await references.forget('t', 'person:ada');
    await postings.forget('t', 'person:ada');

    expect(await references.find('t', 'person:ada')).toBeUndefined();
    expect(await references.find('u', 'person:ada')).toBeDefined();
    expect((await references.list('t')).map(({ place }) => place)).toEqual(['person:ben']);
    expect((await postings.list('t', 'run/7K2QF')).map(({ place }) => place)).toEqual([
      'person:ben',
    ]);
  });
}
