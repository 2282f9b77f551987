import { ConversationState, TestAdapter, type Storage } from 'botbuilder';
import { expect } from 'expect';
import { openStore } from '../../src/store/open.ts';
import { memoryClock } from '../fakes/memory-clock.ts';
import { newFolder } from './folders.ts';

test('the SDK keeps a conversation in the store over a restart', async () => {
  const { dataDir, remove } = await newFolder();
  const answers: number[] = [];
  const talk = async (words: number) => {
    const store = await openStore({ dataDir }, memoryClock());
    const storage: Storage = store.conversationState('t');
    const state = new ConversationState(storage);
    const count = state.createProperty<{ turns: number }>('count');
    const adapter = new TestAdapter(async (context) => {
      const seen = await count.get(context, { turns: 0 });
      seen.turns += 1;
      answers.push(seen.turns);
      await state.saveChanges(context);
    });
    for (let n = 0; n < words; n++) await adapter.send('hello');
    await store.close();
  };

  await talk(2);
  await talk(1);

  expect(answers).toEqual([1, 2, 3]);
  await remove();
});
