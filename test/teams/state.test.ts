import { expect } from 'expect';
import type { TurnContext } from '../../src/teams/botbuilder.ts';
import type { Storage } from '../../src/teams/botbuilder.ts';
import { TaggedConversationState } from '../../src/teams/state.ts';
import { memoryConversationState } from '../fakes/memory-state.ts';
import { message, press, startRig, type Rig } from './rig.ts';

suite('state of a conversation', () => {
  let rig: Rig;
  let writes: number;

  /** Any store will do; this one serialises, and counts what is written. */
  function counted(): Storage {
    const inner = memoryConversationState();
    return {
      read: (keys) => inner.read(keys),
      delete: (keys) => inner.delete(keys),
      async write(changes) {
        writes += 1;
        await inner.write(changes);
      },
    };
  }
  const start = async (
    storage: Storage,
    handle: (context: TurnContext, state: TaggedConversationState, text: string) => Promise<void>,
  ) => {
    const state = new TaggedConversationState(storage);
    rig = await startRig({
      handlers: { message: ({ context, text }) => handle(context, state, text) },
      turns: { state },
    });
  };
  setup(() => {
    writes = 0;
  });
  teardown(() => rig.stop());

  test('what one turn keeps the next one reads', async () => {
    await start(counted(), async (context, state) => {
      const count = state.createProperty<number>('count');
      const next = (await count.get(context, 0)) + 1;
      await count.set(context, next);
      await context.sendActivity(String(next));
    });

    for (const text of ['a', 'b', 'c']) await rig.post(message(rig.connector, text));

    expect(rig.connector.texts()).toEqual(['1', '2', '3']);
  });

  test('it is saved before the turn is answered', async () => {
    await start(counted(), async (context, state) => {
      await state.createProperty('seen').set(context, true);
    });

    await rig.post(message(rig.connector, 'hello'));

    expect(writes).toBe(1);
  });

  test('a turn that changes nothing writes nothing, and a press does not touch it', async () => {
    await start(counted(), async (context, state) => {
      await state.createProperty('seen').get(context, undefined);
    });

    await rig.post(message(rig.connector, 'hello'));
    await rig.post(press(rig.connector, 'approve'));

    expect(writes).toBe(0);
  });

  test('what a failing turn has changed is not kept', async () => {
    await start(counted(), async (context, state) => {
      await state.createProperty('seen').set(context, true);
      throw new Error('half-way');
    });

    await rig.post(message(rig.connector, 'hello'));

    expect(writes).toBe(0);
  });

  for (const before of ['known', 'new'])
    test(`of two turns at once in a ${before} conversation the second is told, and nothing is lost`, async () => {
      const storage = counted();
      const elsewhere = new TaggedConversationState(storage);
      await start(storage, async (context, state, text) => {
        const said = state.createProperty<string>('said');
        await said.get(context, '');
        // Another replica is faster.
        const other = Object.create(context, { turnState: { value: new Map() } }) as TurnContext;
        if (text === 'mine') {
          await elsewhere.createProperty<string>('said').set(other, 'theirs');
          await elsewhere.saveChanges(other);
        }
        if (text === 'read') await context.sendActivity(`It is ${await said.get(context, '')}`);
        else await said.set(context, text);
      });
      if (before === 'known') await rig.post(message(rig.connector, 'before'));

      await rig.post(message(rig.connector, 'mine'));
      await rig.post(message(rig.connector, 'read'));

      expect(rig.connector.texts()).toEqual([
        expect.stringMatching(/send it again/),
        'It is theirs',
      ]);
    });

  test('saving twice in one turn is no conflict with oneself', async () => {
    await start(counted(), async (context, state, text) => {
      const said = state.createProperty<string>('said');
      await said.set(context, `${text} 1`);
      await state.saveChanges(context);
      await said.set(context, `${text} 2`);
    });

    await rig.post(message(rig.connector, 'a'));
    await rig.post(message(rig.connector, 'b'));

    expect(writes).toBe(4);
    expect(rig.connector.texts()).toEqual([]);
  });

  test('clearing and deleting work as the SDK’s own do', async () => {
    await start(counted(), async (context, state, text) => {
      const said = state.createProperty<string>('said');
      if (text === 'set') await said.set(context, 'something');
      if (text === 'clear') await state.clear(context);
      if (text === 'delete') await state.delete(context);
      if (text === 'read') await context.sendActivity(await said.get(context, 'nothing'));
    });

    for (const text of ['set', 'clear', 'read', 'set', 'delete', 'read'])
      await rig.post(message(rig.connector, text));

    expect(rig.connector.texts()).toEqual(['nothing', 'nothing']);
  });

  test('a document that somebody else broke counts as none', async () => {
    const storage = counted();
    await start({ ...storage, read: async () => ({ odd: 7 }) }, async (context, state) => {
      await context.sendActivity(await state.createProperty<string>('said').get(context, 'none'));
    });

    await rig.post(message(rig.connector, 'hello'));

    expect(rig.connector.texts()).toEqual(['none']);
  });
});
